//! OGC API – Tiles: `/tileMatrixSets`, `/tiles`, `/collections/{collectionId}/tiles` and below.
pub mod collection;
pub mod dataset;
pub mod matrix_sets;

use crate::http::features::CollectionRequest;
use crate::http::problem::{Kind, Problem};
use crate::http::tiles::TileUrl;
use crate::http::wire::tilejson::TileJson;
use crate::http::wire::tileset::{TileSet, TileSetOrTileJson, WEB_MERCATOR_QUAD};
use axum::Json;
use axum::response::Response;
use riverchief_tiles::LayerSet;

/// Refuses any other tile matrix set.
fn known(matrix_set: &str) -> Result<(), Problem> {
    if matrix_set == WEB_MERCATOR_QUAD {
        return Ok(());
    }
    let shown: String = matrix_set.chars().take(60).collect();
    let detail = format!("There is no tile matrix set “{shown}”.");
    Err(Problem::new(Kind::NotFound, detail).allowing([WEB_MERCATOR_QUAD]))
}

/// A tileset by today's law, as OGC API – Tiles defines it or as `TileJSON`.
async fn tileset(request: CollectionRequest, base: String, layers: LayerSet) -> Response {
    let as_tilejson = request.tilejson;
    let work = move |view: &crate::http::view::View, _: &riverchief_core::index::Index| {
        let epoch = view.published.epoch(view.as_of);
        let bounds = view.published.pyramid(&epoch).bounds(layers.iter());
        let url = &view.public_url;
        if !as_tilejson {
            return TileSetOrTileJson::TileSet(Box::new(TileSet::new(url, &base, layers, bounds)));
        }
        let tiles = TileUrl {
            public_url: url,
            edition: view.published.edition,
            epoch: epoch.number,
            layers,
            unit: None,
            version: view.published.stamp(),
        };
        TileSetOrTileJson::TileJson(Box::new(TileJson::new(&tiles, bounds, view.world_block())))
    };
    request.reply(Json(request.view.work(work).await))
}
