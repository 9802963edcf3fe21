//! The description of the interface, made from the handlers themselves.
//!
//! Handlers name their parameters and what they answer; what every route of a
//! sort has in common (refusals, validators, request ids) is added here.
mod closed;
mod items;
mod presence;
mod rows;

use super::features::{GEOJSON, SCHEMA_JSON};
use super::problem::Kind;
use super::public_url::PublicUrl;
use super::router;
use super::wire::problem::ProblemBody;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi as Document, OpenApiVersion, Ref, RefOr, Required, Response,
    ResponseBuilder, ServerBuilder, schema::Type,
};

/// What the description says beside the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "riverchief",
        description = "Which river chief (河长) answers for any coordinate or river segment, and why. \
            Positions in the default world are schematic; official layers are brought in with `riverchief import`. \
            Unknown parameters are refused, errors are problem details (RFC 9457), every answer carries `x-request-id`."
    ),
    paths(super::routes::tiles::fixed::handle),
    components(schemas(ProblemBody)),
    tags(
        (name = "chiefs", description = "Who answers for places, lines and polygons"),
        (name = "segments", description = "River segments and their neighbours"),
        (name = "waters", description = "Rivers, reservoirs, lakes, canals"),
        (name = "units", description = "Administrative units and functional areas"),
        (name = "posts", description = "Posts and what they answer for"),
        (name = "notice-boards", description = "公示牌"),
        (name = "reports", description = "Search, coverage, inventory"),
        (name = "page", description = "What the page of this service asks: settings, news, a base map"),
        (name = "features", description = "OGC API – Features: collections, filters, schemas"),
        (name = "exports", description = "Several collections as one file, made in the background"),
        (name = "styles", description = "Maps: styles, legends, sprite, glyphs"),
        (name = "tiles", description = "Vector tiles, TileJSON, catalogue"),
        (name = "operation", description = "For those who run the service")
    )
)]
pub struct Base;

/// The description, without a server.
#[must_use]
pub fn document() -> Document {
    let (_, mut document) = router::routes().split_for_parts();
    document.openapi = OpenApiVersion::Version31;
    // Nobody has to say who he is.
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
    // What is described from here on has members that are absent or null.
    items::describe(&mut document);
    document
}

/// The description with the public address as its server.
#[must_use]
pub fn served_at(url: &PublicUrl) -> Document {
    static DOCUMENT: LazyLock<Document> = LazyLock::new(document);
    let mut document = DOCUMENT.clone();
    document.servers = Some(vec![ServerBuilder::new().url(url.link("")).build()]);
    document
}

/// [`served_at`] as JSON.
#[must_use]
pub fn as_value(url: &PublicUrl) -> serde_json::Value {
    serde_json::to_value(served_at(url)).unwrap_or_else(|e| unreachable!("a description is JSON: {e}"))
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

/// A name for generated clients, from method and path, e.g. `get_segments_id_chiefs`; for tiles it ends as OGC API – Tiles
/// has it (/req/oas30/operation-id).
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

/// Adds the refusals that a route of this sort can answer with, and what goes with a look-up's `ETag`.
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
        let not_modified = ResponseBuilder::new().description("The client already has this answer.");
        let responses = &mut operation.responses.responses;
        responses.entry("304".to_owned()).or_insert(not_modified.build().into());
        for status in ["200", "304"] {
            if let Some(RefOr::T(response)) = responses.get_mut(status) {
                let etag = text_header("Changes with the edition, the day asked about, and the request; weak.");
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

/// Names an answer's other media types: JSON that is called so in general, and the page for people.
fn add_other_types(response: &mut Response, for_people: bool) {
    for special in [GEOJSON, SCHEMA_JSON] {
        if let Some(content) = response.content.get(special).cloned() {
            response.content.entry("application/json".to_owned()).or_insert(content);
        }
    }
    // A picture in two languages is no page.
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
    let id = text_header("What finds this request in the service’s log.");
    response.headers.insert("X-Request-Id".to_owned(), RefOr::T(id));
    response
}

/// Parameters that many routes share.
fn common_parameters() -> [(&'static str, Parameter); 2] {
    let tag = header_parameter("If-None-Match", "An `ETag` that the client has.");
    let id = header_parameter(
        "X-Request-Id",
        "The client’s own id for this request: 1 to 64 letters, digits, `-`, `_`, `.`; others are replaced.",
    );
    [("If-None-Match", tag), ("X-Request-Id", id)]
}

/// A response with a problem document; it names the kinds of problem that come with the status.
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
