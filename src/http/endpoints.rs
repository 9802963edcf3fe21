//! Every documented route, and the OpenAPI document made from them.
use super::openapi;
use super::routes::{
    api, chiefs, collections, concerns, coverage, exports, fonts, health, inventory, landing, notice_board,
    openapi as openapi_route, page, posts, problems, roster, search, segments, styles, tiles, tilesets, units, walks,
    waters,
};
use super::state::AppState;
use super::wire::problem::ProblemBody;
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as documented;

/// The OpenAPI document of this interface. It is made when it is first needed.
pub static DOCUMENT: LazyLock<Document> = LazyLock::new(document);

/// The OpenAPI document of this interface, without a server.
#[must_use]
pub fn document() -> Document {
    let (_, described) = routes().split_for_parts();
    openapi::complete(described)
}

/// The parts of the document that no route states.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "riverchief",
        description = "Which river chief (河长) answers for any coordinate or river segment, and why. \
            Positions in the default world are schematic; official layers can be imported with `riverchief import`. \
            Unknown parameters are refused, errors are problem details (RFC 9457), and every answer has an `x-request-id`."
    ),
    paths(tiles::fixed::handle),
    components(schemas(ProblemBody)),
    tags(
        (name = "chiefs", description = "Who is responsible for places, lines and polygons"),
        (name = "segments", description = "River segments and their neighbours"),
        (name = "waters", description = "Rivers, reservoirs, lakes, canals"),
        (name = "units", description = "Administrative units and functional areas"),
        (name = "posts", description = "Posts and what they are responsible for"),
        (name = "notice-boards", description = "公示牌"),
        (name = "reports", description = "Search, coverage, inventory"),
        (name = "page", description = "Settings, events and the base map of this service's web page"),
        (name = "features", description = "OGC API – Features: collections, filters, schemas"),
        (name = "exports", description = "Several collections as one file, made in the background"),
        (name = "styles", description = "Maps: styles, legends, sprite, glyphs"),
        (name = "tiles", description = "Vector tiles, TileJSON, catalogue"),
        (name = "operation", description = "For the operator")
    )
)]
struct Base;

/// Every documented route.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Base::openapi())
        .routes(documented!(landing::handle))
        .routes(documented!(chiefs::at::handle, chiefs::bulk::handle))
        .routes(documented!(chiefs::along::handle))
        .routes(documented!(segments::list::handle))
        .routes(documented!(segments::show::handle))
        .routes(documented!(segments::chiefs::handle))
        .routes(documented!(segments::upstream::handle))
        .routes(documented!(segments::downstream::handle))
        .routes(documented!(segments::opposite_bank::handle))
        .routes(documented!(segments::notice_board::handle))
        .routes(documented!(walks::upstream::handle))
        .routes(documented!(walks::downstream::handle))
        .routes(documented!(waters::show::handle))
        .routes(documented!(waters::segments::handle))
        .routes(documented!(waters::conference::handle))
        .routes(documented!(units::show::handle))
        .routes(documented!(units::chiefs::handle))
        .routes(documented!(units::waters::handle))
        .routes(documented!(posts::show::handle))
        .routes(documented!(posts::responsibilities::handle))
        .routes(documented!(notice_board::handle))
        .routes(documented!(search::handle))
        .routes(documented!(roster::handle))
        .routes(documented!(coverage::handle))
        .routes(documented!(inventory::handle))
        .routes(documented!(concerns::handle))
        .routes(documented!(page::config::handle))
        .routes(documented!(page::events::handle))
        .routes(documented!(page::base_map::handle))
        .routes(documented!(collections::conformance::handle))
        .routes(documented!(collections::list::handle))
        .routes(documented!(collections::show::handle))
        .routes(documented!(collections::queryables::handle))
        .routes(documented!(collections::schema::handle))
        .routes(documented!(collections::items::get, collections::items::post))
        .routes(documented!(collections::item::handle))
        .routes(documented!(exports::create::handle))
        .routes(documented!(exports::show::handle, exports::remove::handle))
        .routes(documented!(exports::file::handle))
        .routes(documented!(openapi_route::handle))
        .routes(documented!(api::handle))
        .routes(documented!(problems::handle))
        .routes(documented!(styles::list::handle))
        .routes(documented!(styles::show::handle))
        .routes(documented!(styles::legend::handle))
        .routes(documented!(styles::metadata::handle))
        .routes(documented!(fonts::list::handle))
        .routes(documented!(fonts::range::handle))
        .routes(documented!(tilesets::matrix_sets::list))
        .routes(documented!(tilesets::matrix_sets::show))
        .routes(documented!(tilesets::dataset::list))
        .routes(documented!(tilesets::dataset::show))
        .routes(documented!(tilesets::dataset::tile))
        .routes(documented!(tilesets::collection::list))
        .routes(documented!(tilesets::collection::show))
        .routes(documented!(tilesets::collection::tile))
        .routes(documented!(tiles::catalog::handle))
        .routes(documented!(tiles::tilejson::handle))
        .routes(documented!(tiles::short::handle))
        .routes(documented!(health::alive))
        .routes(documented!(health::ready))
        .routes(documented!(health::metrics))
}
