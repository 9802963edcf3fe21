//! `GET /e{edition}/{epoch}/{layers}/{z}/{x}/{y}`: a tile that never changes.
use crate::http::problem::Problem;
use crate::http::state::AppState;
use crate::http::tiles::TilePath;
use axum::extract::{Request, State};
use axum::response::Response;

/// A vector tile of one edition and epoch; it can be cached forever.
#[utoipa::path(get, path = "/e{edition}/{epoch}/{layers}/{z}/{x}/{y}", tag = "tiles",
    params(("edition" = u32, Path, description = "Edition number"), ("epoch" = u32, Path, description = "Number of the epoch"),
        ("layers" = String, Path, description = "One layer, or several joined by commas"),
        ("z" = u8, Path, description = "Zoom, 0 to 14"), ("x" = u32, Path, description = "Column, counted from the west"),
        ("y" = u32, Path, description = "Row, counted from the north"),
        ("unit" = Option<String>, Query, description = "Only features in the area of this unit or functional area, by code"),
        ("v" = Option<String>, Query, description = "The version of world and program, as in TileJSON")),
    responses((status = 200, description = "A Mapbox vector tile, version 2.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "The tile is empty."),
        (status = 301, description = "The row has an ending such as .pbf; the tile is at the address without it."),
        (status = 304, description = "The client already holds this tile.")))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    TilePath::fixed(&mut parts, &state).await?.answer().await
}
