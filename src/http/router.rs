//! The routes, and the guards around them.
use super::ask::AtEntry;
use super::forwarded;
use super::guard;
use super::metrics;
use super::openapi::{Base, operations};
use super::page::pages;
use super::ranges::Verbatim;
use super::routes::{
    api, assets, chiefs, collections, concerns, coverage, exports, fonts, health, inventory, landing, notice_board,
    openapi, page, posts, problems, roster, search, segments, styles, tiles, tilesets, units, walks, waters,
};
use super::state::AppState;
use super::tiles::MEDIA_TYPE;
use super::wire::rows::RowsStandOn;
use axum::Router;
use axum::http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, Version, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, options};
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes as documented;

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
        .routes(documented!(openapi::handle))
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

/// The whole application, ready to be served or driven in process.
///
/// Outermost first: what proxies say, id and log, pace and shares, content coding, CORS, rendering of problems, panics, sizes, admission, time.
pub fn app(state: AppState) -> Router {
    let (routes, mut described) = routes().split_for_parts();
    for (path, item) in &mut described.paths.paths {
        for (method, operation) in operations(item) {
            let successes = operation
                .responses
                .responses
                .keys()
                .filter(|status| status.starts_with('2'));
            successes.for_each(|status| metrics::begin_route(path, &method.to_ascii_uppercase(), status));
        }
    }
    // A parameter is a whole segment here; the handler reads the `e` of `/e{edition}` itself.
    let fixed = "/{edition}/{epoch}/{layers}/{z}/{x}/{y}";
    // Without this, OPTIONS would list POST in `Allow` here, and QGIS would take that for leave to add features.
    let items = "/collections/{collectionId}/items";
    let routes = (routes.route(fixed, get(tiles::fixed::handle)))
        .route(items, options(|| async { StatusCode::NO_CONTENT }))
        .merge(assets::routes());
    guarded(routes, state)
}

/// Puts the guards around routes.
pub fn guarded(routes: Router<AppState>, state: AppState) -> Router {
    let prefix = state.public_url.prefix().to_owned();
    let guarded = routes
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(state.clone(), guard::in_time))
        .layer(from_fn_with_state(state.clone(), AtEntry::choose))
        .layer(from_fn_with_state(state.clone(), guard::admit))
        .layer(from_fn_with_state(state.clone(), guard::sizes))
        .layer(CatchPanicLayer::custom(guard::caught))
        .layer(from_fn_with_state(state.clone(), guard::problems))
        .layer(from_fn_with_state(state.clone(), pages))
        .layer(cors())
        // The fastest level: answers are small and repetitive, and the look-up itself takes less time than level 4.
        // Tiles come coded, with a tag of their own for each coding; files of exports go out as they are.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(compressible()),
        )
        .layer(from_fn_with_state(state.clone(), guard::exchange))
        .layer(from_fn(guard::observe))
        .layer(from_fn_with_state(state.clone(), forwarded::believe))
        .with_state(state);
    guard::under_prefix(guarded, &prefix)
}

fn compressible() -> impl Predicate {
    let verbatim = |_: StatusCode, _: Version, _: &HeaderMap, about: &Extensions| about.get::<Verbatim>().is_none();
    DefaultPredicate::new()
        .and(NotForContentType::const_new(MEDIA_TYPE))
        .and(verbatim)
}

/// Anyone may ask from any page: there is nothing here that depends on who asks.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::DELETE])
        .allow_headers(Any)
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            header::CONTENT_DISPOSITION,
            header::CONTENT_RANGE,
            header::LOCATION,
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("content-crs"),
            RowsStandOn::HEADER,
            AtEntry::HEADER,
        ])
        .max_age(Duration::from_hours(24))
        // The same for everybody: a cache must not keep an answer per origin.
        .vary([])
}
