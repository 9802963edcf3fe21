//! Tiles of all layers, or of some: `/tiles` and below.
use crate::http::features::{CollectionRequest, EarlyResponse};
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::tiles::TilePath;
use crate::http::wire::tileset::{TileSetOrTileJson, TileSets};
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use riverchief_tiles::LayerSet;

type Names<T> = Result<Path<T>, PathRejection>;

fn read<T>(path: Names<T>) -> Result<T, Problem> {
    let bad = |_| Problem::new(Kind::BadRequest, "The path is not valid UTF-8.");
    path.map(|Path(names)| names).map_err(bad)
}

/// The tilesets of the whole world.
#[utoipa::path(get, path = "/tiles", tag = "tiles",
    params(("f" = Option<String>, Query, description = "`json`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tilesets.", body = TileSets)))]
pub async fn list(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let request = CollectionRequest::read_json(&request.into_parts().0, &state, &["json"])?;
    Ok(request.reply(Json(TileSets::new(&request.view.public_url, "/tiles", LayerSet::all()))))
}

/// The tileset of the whole world: its tiles and layers, or `TileJSON` with `f=tilejson`.
#[utoipa::path(get, path = "/tiles/{tileMatrixSetId}", tag = "tiles",
    params(("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`"),
        ("f" = Option<String>, Query, description = "`json` or `tilejson`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tileset, or TileJSON with `f=tilejson`.", body = TileSetOrTileJson)))]
pub async fn show(
    State(state): State<AppState>,
    path: Names<String>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    super::known(&read(path)?)?;
    let request = CollectionRequest::read_json(&request.into_parts().0, &state, &["json", "tilejson"])?;
    Ok(super::tileset(request, "/tiles".to_owned(), LayerSet::all()).await)
}

/// A tile of all layers, or of the named collections, by zoom, row and column.
#[utoipa::path(get, path = "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", tag = "tiles",
    params(("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`"),
        ("tileMatrix" = u8, Path, description = "Zoom, 0 to 14"), ("tileRow" = u32, Path, description = "Row, counted from the north"),
        ("tileCol" = u32, Path, description = "Column, counted from the west"),
        ("collections" = Option<String>, Query, description = "Only these layers, joined by commas"),
        ("datetime" = Option<String>, Query, description = "The day of the law; today by default"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world"),
        ("f" = Option<String>, Query, description = "`mvt`")),
    responses((status = 200, description = "A Mapbox vector tile, version 2.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "The tile is empty."),
        (status = 304, description = "The client already holds this tile.")))]
pub async fn tile(
    State(state): State<AppState>,
    path: Names<(String, String, String, String)>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (matrix_set, z, row, col) = read(path)?;
    super::known(&matrix_set)?;
    let (parts, _) = request.into_parts();
    let tile = TilePath::of_matrix(&parts, &state, None, [&z, &row, &col]);
    let tile = tile?;
    Ok(tile.answer().await?)
}
