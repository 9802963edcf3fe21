//! `GET /{layers}/{z}/{x}/{y}`: a tile of today, or of any day.
use crate::http::problem::Problem;
use crate::http::state::AppState;
use crate::http::tiles::{TilePath, UnitQuery};
use axum::extract::{Request, State};
use axum::response::Response;

/// A vector tile by the law of today, or of `as_of`.
///
/// It may change at midnight, so it is to be asked for again with its tag; the address in `TileJSON` may be kept for ever.
#[utoipa::path(get, path = "/{layers}/{z}/{x}/{y}", tag = "tiles",
    params(("layers" = String, Path, description = "One layer, or several joined by commas; /catalog lists them"),
        ("z" = u8, Path, description = "Zoom, 0 to 14"), ("x" = u32, Path, description = "Column, from the west"),
        ("y" = u32, Path, description = "Row, from the north"), UnitQuery),
    responses((status = 200, description = "A Mapbox vector tile, version 2.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing is drawn in this tile."),
        (status = 301, description = "The row had an ending such as .pbf; the address without it."),
        (status = 304, description = "The client holds this tile.")))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    TilePath::short(&mut parts, &state).await?.answer().await
}
