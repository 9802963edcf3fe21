//! The description of the interface, made from the handlers themselves.
use super::public_url::PublicUrl;
use super::router;
use super::wire::problem::ProblemBody;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, OpenApi as Document, Ref, Response, ResponseBuilder, ServerBuilder};

/// What the description says beside the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "riverchief",
        description = "Which river chief (河长) answers for any coordinate or river segment, and why. \
            Positions in the default world are schematic; official layers are brought in with `riverchief import`."
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
        (name = "tiles", description = "Vector tiles, TileJSON, catalogue"),
        (name = "operation", description = "For those who run the service")
    )
)]
pub struct Base;

/// The description, without a server.
#[must_use]
pub fn document() -> Document {
    let (_, mut document) = router::routes().split_for_parts();
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            add_common_responses(operation);
        }
    }
    document
}

/// The description with the public address as its server.
#[must_use]
pub fn served_at(url: &PublicUrl) -> Document {
    let mut document = document();
    document.servers = Some(vec![ServerBuilder::new().url(url.link("")).build()]);
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [item.get.as_mut(), item.post.as_mut()].into_iter().flatten()
}

/// Every operation can refuse, and can fail, with a problem document.
fn add_common_responses(operation: &mut Operation) {
    let problem = |description: &str| -> Response {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", content)
            .build()
    };
    let responses = &mut operation.responses.responses;
    responses.insert(
        "4XX".to_owned(),
        problem("The request is refused; the problem says why.").into(),
    );
    responses.insert(
        "5XX".to_owned(),
        problem("The service failed or is at its limit.").into(),
    );
}
