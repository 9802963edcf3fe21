//! `GET /v1/base-map/{layer}/{z}/{x}/{y}`: a tile of the operator's base map, fetched by the service.
use crate::http::base_map::{ProxyError, Tile};
use crate::http::forwarded::Client;
use crate::http::lookup::NoParameters;
use crate::http::metrics::Limit;
use crate::http::middleware::at_limit;
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// As long as the service itself caches a tile.
const CACHE: &str = "public, max-age=86400";

/// A tile of the operator's base map, fetched by the service, because the page must not see the map's key.
///
/// 404 if no base map is proxied, or if the base map has no such tile.
#[utoipa::path(get, path = "/v1/base-map/{layer}/{z}/{x}/{y}", tag = "page",
    params(("layer" = usize, Path, description = "The layer of the base map, from 0"),
        ("z" = u8, Path, description = "Zoom"), ("x" = u32, Path, description = "Column, counted from the west"),
        ("y" = u32, Path, description = "Row, counted from the north")),
    responses((status = 200, description = "A picture.",
        content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
        (status = 502, description = "The base map's host cannot be used.")))]
pub async fn handle(
    path: Result<Path<(usize, u8, u32, u32)>, axum::extract::rejection::PathRejection>,
    _: NoParameters,
    State(state): State<AppState>,
    client: Client,
) -> Result<Response, Problem> {
    let Path((layer, z, x, y)) =
        path.map_err(|_| Problem::new(Kind::BadRequest, "Layer, zoom, column and row must be whole numbers."))?;
    let map = state.base_map.as_ref();
    let Some((map, proxy)) = map.and_then(|map| Some((map, map.proxy.as_ref()?))) else {
        return Err(Problem::new(
            Kind::NotFound,
            "This service fetches no base map; see /v1/page-config.",
        ));
    };
    if layer >= map.layers() {
        let detail = format!("The base map has {} layers, from 0.", map.layers());
        return Err(Problem::new(Kind::NotFound, detail).about("layer"));
    }
    if z > map.max_zoom {
        let detail = format!("The zoom must be between 0 and {}.", map.max_zoom);
        return Err(Problem::new(Kind::NotFound, detail).about("z"));
    }
    let across = 1u32 << z;
    if x >= across || y >= across {
        let detail = format!("At zoom {z} columns and rows must be between 0 and {}.", across - 1);
        return Err(Problem::new(Kind::NotFound, detail));
    }
    match proxy.tile(Tile { layer, z, x, y }, client.key()).await {
        Ok(picture) => {
            let mut response = picture.bytes.clone().into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(picture.media_type));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            Ok(response)
        }
        Err(error) if error.absent() => Err(Problem::new(Kind::NotFound, "The base map has no such tile.")),
        Err(ProxyError::Busy) => Err(at_limit(Limit::BaseMap)),
        Err(error) => Err(Problem::new(
            Kind::BadGateway,
            "The base map's host cannot be used at the moment. Try again later.",
        )
        .logged(error.to_string())),
    }
}
