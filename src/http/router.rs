//! The application: every route, inside the middleware that all of them share.
use super::endpoints::{DOCUMENT, routes};
use super::forwarded;
use super::metrics;
use super::middleware;
use super::openapi::{ApiDocument, operations};
use super::page::pages;
use super::ranges::Uncompressed;
use super::routes::{assets, tiles};
use super::state::AppState;
use super::tiles::MEDIA_TYPE;
use super::view::PinnedEdition;
use super::wire::rows::RowsContext;
use axum::http::{Extensions, HeaderMap, HeaderName, Method, StatusCode, Version, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, options};
use axum::{Extension, Router};
use std::time::Duration;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{Any, CorsLayer};

/// The whole application, to be served or called in process.
///
/// The middleware, outermost first: client address, request id and log, quota and minimum rate, content coding, CORS,
/// problem documents, panics, limits of size, admission, edition, time limit.
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
    // A path parameter is a whole segment in axum, so the handler reads the `e` of `/e{edition}` itself.
    let fixed = "/{edition}/{epoch}/{layers}/{z}/{x}/{y}";
    // Without this, OPTIONS would list POST in `Allow`, and QGIS would offer to add features.
    let items = "/collections/{collectionId}/items";
    let routes = (routes.route(fixed, get(tiles::fixed::handle)))
        .route(items, options(|| async { StatusCode::NO_CONTENT }))
        .merge(assets::routes())
        .layer(Extension(ApiDocument(&DOCUMENT)));
    with_middleware(routes, state)
}

/// Adds the middleware to routes.
fn with_middleware(routes: Router<AppState>, state: AppState) -> Router {
    let prefix = state.public_url.prefix().to_owned();
    let routes = routes
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(from_fn_with_state(state.clone(), middleware::limit_time))
        .layer(from_fn_with_state(state.clone(), PinnedEdition::choose))
        .layer(from_fn_with_state(state.clone(), middleware::admit))
        .layer(from_fn_with_state(state.clone(), middleware::limit_sizes))
        .layer(CatchPanicLayer::custom(middleware::panic_response))
        .layer(from_fn_with_state(state.clone(), middleware::render_problems))
        .layer(from_fn_with_state(state.clone(), pages))
        .layer(cors())
        // The fastest level: answers are small and repetitive, and level 4 takes longer than the look-up itself.
        // Tiles are already coded, with a tag for each coding; export files are sent uncompressed.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(compressible()),
        )
        .layer(from_fn_with_state(state.clone(), middleware::exchange))
        .layer(from_fn(middleware::log_request))
        .layer(from_fn_with_state(state.clone(), forwarded::identify_client))
        .with_state(state);
    middleware::under_prefix(routes, &prefix)
}

fn compressible() -> impl Predicate {
    let uncompressed =
        |_: StatusCode, _: Version, _: &HeaderMap, about: &Extensions| about.get::<Uncompressed>().is_none();
    DefaultPredicate::new()
        .and(NotForContentType::const_new(MEDIA_TYPE))
        .and(uncompressed)
}

/// Any web page may use the API, because no answer depends on the user.
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
            RowsContext::HEADER,
            PinnedEdition::HEADER,
        ])
        .max_age(Duration::from_hours(24))
        // The headers are the same for every origin, so that a cache keeps one answer for all.
        .vary([])
}
