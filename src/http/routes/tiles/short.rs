//! `GET /{layers}/{z}/{x}/{y}`: a tile of today or of another day.
use crate::http::problem::Problem;
use crate::http::state::AppState;
use crate::http::tiles::{TilePath, UnitQuery};
use axum::extract::{Request, State};
use axum::response::Response;

/// A vector tile by the law of today, or of `as_of`.
///
/// It may change at midnight, so caches have to revalidate it. Tiles at the address in `TileJSON` can be cached
/// forever.
#[utoipa::path(get, path = "/{layers}/{z}/{x}/{y}", tag = "tiles",
    params(("layers" = String, Path, description = "One layer, or several joined by commas; /catalog lists them"),
        ("z" = u8, Path, description = "Zoom, 0 to 14"), ("x" = u32, Path, description = "Column, counted from the west"),
        ("y" = u32, Path, description = "Row, counted from the north"), UnitQuery),
    responses((status = 200, description = "A Mapbox vector tile, version 2.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "The tile is empty."),
        (status = 301, description = "The row has an ending such as .pbf; the tile is at the address without it."),
        (status = 304, description = "The client already holds this tile.")))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    TilePath::short(&mut parts, &state).await?.answer().await
}
