//! The OpenAPI document, completed: handlers state their parameters and answers; this module adds what routes have in
//! common (problems, validators, request ids).
//!
//! It knows the document, not the list of routes: [`super::endpoints`] has that.
mod closed;
mod items;
mod presence;
mod rows;

use super::features::media_types::{GEOJSON, SCHEMA_JSON};
use super::problem::Kind;
use super::public_url::PublicUrl;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi as Document, OpenApiVersion, Ref, RefOr, Required, Response,
    ResponseBuilder, ServerBuilder, schema::Type,
};

/// The OpenAPI document of this interface, as handlers get it.
#[derive(Clone, Copy)]
pub struct ApiDocument(pub &'static LazyLock<Document>);

impl ApiDocument {
    /// The document with the public address as its server.
    #[must_use]
    pub fn served_at(self, url: &PublicUrl) -> Document {
        let mut document = (**self.0).clone();
        document.servers = Some(vec![ServerBuilder::new().url(url.link("")).build()]);
        document
    }

    /// [`Self::served_at`] as JSON.
    #[must_use]
    pub fn as_value(self, url: &PublicUrl) -> serde_json::Value {
        serde_json::to_value(self.served_at(url)).unwrap_or_else(|e| unreachable!("an OpenAPI document is JSON: {e}"))
    }
}

/// Completes the document that the routes make.
#[must_use]
pub fn complete(mut document: Document) -> Document {
    document.openapi = OpenApiVersion::Version31;
    // The API needs no authentication.
    document.security = Some(vec![]);
    items::share(&mut document);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            operation.operation_id = Some(operation_id(method, path));
            add_what_is_common(path, operation);
            closed::describe_files(operation);
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter {
                    parameter.schema.iter_mut().for_each(presence::remove_null);
                    closed::name_values(path, parameter);
                }
            }
        }
    }
    let components = document.components.get_or_insert_default();
    let statuses: BTreeSet<u16> = Kind::ALL.iter().map(|kind| kind.status().as_u16()).collect();
    for status in statuses {
        let response = with_request_id(problem(status));
        components.responses.insert(problem_name(status), response.into());
    }
    for (name, parameter) in common_parameters() {
        components.parameters.insert(name.to_owned(), RefOr::T(parameter));
    }
    presence::describe(components);
    // The schemas that are added from here on have members that can be null.
    items::describe(&mut document);
    document
}

/// The operations of a path, each with its method.
pub(super) fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("get", item.get.as_mut()),
        ("post", item.post.as_mut()),
        ("delete", item.delete.as_mut()),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation?)))
}

/// The operation id for generated clients, from method and path, e.g. `get_segments_id_chiefs`; for tiles it ends as
/// required by OGC API – Tiles (/req/oas30/operation-id).
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty() && *word != "v1");
    let name = std::iter::once(method).chain(words).collect::<Vec<_>>().join("_");
    let (origin, rest) = match path.strip_prefix("/collections/{collectionId}") {
        Some(rest) => ("collection", rest),
        None => ("dataset", path),
    };
    let resource = match rest {
        "/tiles" => "getTileSetsList",
        "/tiles/{tileMatrixSetId}" => "getTileSet",
        "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}" => "getTile",
        _ => return name,
    };
    format!("{name}.{origin}.vector.{resource}")
}

/// Adds the problems that a route of this kind can answer with, and the headers and the 304 of conditional requests.
fn add_what_is_common(path: &str, operation: &mut Operation) {
    let has_body = operation.request_body.is_some();
    let tagged = |name: &str| operation.tags.iter().flatten().any(|tag| tag == name);
    let for_the_page = tagged("page");
    let looks_up = !tagged("operation") && !tagged("exports") && !for_the_page;
    let mut statuses = vec![400, 414, 431, 500, 503];
    if looks_up {
        statuses.extend([404, 406]);
    }
    let asks = |name: &str| {
        let all = operation.parameters.iter().flatten();
        all.into_iter().any(|p| matches!(p, RefOr::T(p) if p.name == name))
    };
    if path == "/" || for_the_page || asks("f") {
        statuses.push(406);
    }
    if asks("edition") {
        statuses.push(404);
    }
    let for_people = path == "/" || asks("lang");
    if path.contains('{') {
        statuses.push(404);
    }
    if has_body {
        statuses.extend([408, 413, 415]);
    }
    statuses.extend(match path {
        "/v1/exports" => &[404, 507][..],
        "/v1/chiefs/at" if has_body => &[507],
        "/v1/exports/{id}/file" => &[409, 410, 416],
        path if path.ends_with("/items") && !has_body => &[416, 507],
        _ => &[],
    });
    if path.starts_with("/v1/base-map/") {
        statuses.push(502);
    }
    if let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") {
        add_other_types(response, for_people);
    }
    for status in statuses {
        let reference = Ref::from_response_name(problem_name(status));
        let responses = &mut operation.responses.responses;
        responses.insert(status.to_string(), reference.into());
    }
    let parameters = operation.parameters.get_or_insert_default();
    if looks_up && !has_body {
        let not_modified = ResponseBuilder::new().description("The client already holds this answer.");
        let responses = &mut operation.responses.responses;
        responses.entry("304".to_owned()).or_insert(not_modified.build().into());
        for status in ["200", "304"] {
            if let Some(RefOr::T(response)) = responses.get_mut(status) {
                let etag = text_header("A weak tag that changes with the edition, the day and the request.");
                response.headers.insert("ETag".to_owned(), RefOr::T(etag));
            }
        }
        parameters.push(RefOr::Ref(Ref::new("#/components/parameters/If-None-Match")));
    }
    parameters.push(RefOr::Ref(Ref::new("#/components/parameters/X-Request-Id")));
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            *response = with_request_id(response.clone());
        }
    }
}

/// Adds the other media types of an answer: generic JSON, and the HTML page.
fn add_other_types(response: &mut Response, for_people: bool) {
    for special in [GEOJSON, SCHEMA_JSON] {
        if let Some(content) = response.content.get(special).cloned() {
            response.content.entry("application/json".to_owned()).or_insert(content);
        }
    }
    // A picture also takes `lang` but has no HTML page.
    let picture = response
        .content
        .keys()
        .any(|media_type| media_type.starts_with("image/"));
    if for_people && !picture {
        let page = ContentBuilder::new().schema(Some(text().build())).build();
        response.content.entry("text/html".to_owned()).or_insert(page.into());
    }
}

fn problem_name(status: u16) -> String {
    format!("Problem{status}")
}

fn with_request_id(mut response: Response) -> Response {
    let id = text_header("The id of this request in the service’s log.");
    response.headers.insert("X-Request-Id".to_owned(), RefOr::T(id));
    response
}

/// Parameters that many routes have.
fn common_parameters() -> [(&'static str, Parameter); 2] {
    let tag = header_parameter("If-None-Match", "The `ETag` of an answer that the client holds.");
    let id = header_parameter(
        "X-Request-Id",
        "The client’s own id for this request: 1 to 64 letters, digits, `-`, `_` and `.`. Any other value is replaced.",
    );
    [("If-None-Match", tag), ("X-Request-Id", id)]
}

/// A response with a problem document. Its description lists the kinds of problem with this status.
fn problem(status: u16) -> Response {
    let kinds: Vec<String> = (Kind::ALL.iter())
        .filter(|kind| kind.status().as_u16() == status)
        .map(|kind| format!("`{}`", kind.slug()))
        .collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(format!("A problem: {}.", kinds.join(", ")))
        .content("application/problem+json", content);
    if [503, 507].contains(&status) {
        return response
            .header("Retry-After", text_header("Seconds to wait before trying again."))
            .build();
    }
    response.build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn text_header(about: &str) -> utoipa::openapi::Header {
    HeaderBuilder::new()
        .schema(Some(text().build()))
        .description(Some(about))
        .build()
}

fn header_parameter(name: &str, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(text().build()))
        .build()
}
