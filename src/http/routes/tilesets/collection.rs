//! Tiles of a collection: `/collections/{collectionId}/tiles` and below.
use crate::http::features::{CollectionRequest, EarlyResponse};
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::tiles::{self, TilePath};
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

/// The tile layer that shows a collection.
fn layer(collection: &str) -> Result<LayerSet, Problem> {
    crate::http::features::collection(collection).and_then(|c| {
        tiles::layers(c.spec().id)
            .map_err(|_| Problem::new(Kind::NotFound, format!("The collection “{c}” has no tiles.")))
    })
}

/// The tilesets of a collection.
#[utoipa::path(get, path = "/collections/{collectionId}/tiles", tag = "tiles",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("f" = Option<String>, Query, description = "`json`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tilesets.", body = TileSets)))]
pub async fn list(
    State(state): State<AppState>,
    path: Names<String>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let name = read(path)?;
    let layers = layer(&name)?;
    let request = CollectionRequest::read_json(&request.into_parts().0, &state, &["json"])?;
    let base = format!("/collections/{name}/tiles");
    Ok(request.reply(Json(TileSets::new(&request.view.public_url, &base, layers))))
}

/// A tileset of a collection: its tiles and layers, or `TileJSON` with `f=tilejson`.
#[utoipa::path(get, path = "/collections/{collectionId}/tiles/{tileMatrixSetId}", tag = "tiles",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`"),
        ("f" = Option<String>, Query, description = "`json` or `tilejson`"), ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "The tileset, or TileJSON with `f=tilejson`.", body = TileSetOrTileJson)))]
pub async fn show(
    State(state): State<AppState>,
    path: Names<(String, String)>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (name, matrix_set) = read(path)?;
    super::known(&matrix_set)?;
    let layers = layer(&name)?;
    let request = CollectionRequest::read_json(&request.into_parts().0, &state, &["json", "tilejson"])?;
    Ok(super::tileset(request, format!("/collections/{name}/tiles"), layers).await)
}

/// A tile of a collection, by zoom, row and column.
#[utoipa::path(get, path = "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", tag = "tiles",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`"),
        ("tileMatrix" = u8, Path, description = "Zoom, 0 to 14"), ("tileRow" = u32, Path, description = "Row, counted from the north"),
        ("tileCol" = u32, Path, description = "Column, counted from the west"),
        ("datetime" = Option<String>, Query, description = "The day of the law; today by default"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world"),
        ("f" = Option<String>, Query, description = "`mvt`")),
    responses((status = 200, description = "A Mapbox vector tile, version 2.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "The tile is empty."),
        (status = 304, description = "The client already holds this tile.")))]
pub async fn tile(
    State(state): State<AppState>,
    path: Names<(String, String, String, String, String)>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (name, matrix_set, z, row, col) = read(path)?;
    super::known(&matrix_set)?;
    let layers = layer(&name)?;
    let (parts, _) = request.into_parts();
    let tile = TilePath::of_matrix(&parts, &state, Some(layers), [&z, &row, &col]);
    let tile = tile?;
    Ok(tile.answer().await?)
}
