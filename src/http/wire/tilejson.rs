//! `TileJSON` 3.0, with the world block in addition.
use super::lists;
use super::world::WorldBlock;
use crate::http::tiles::TileUrl;
use riverchief_tiles::{LayerId, LayerSet};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The address and the contents of tiles.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TileJSON)]
pub struct TileJson {
    /// Version of the specification.
    pub tilejson: &'static str,
    /// Names of the layers, joined by commas.
    pub name: String,
    /// What the layers hold, one line each.
    pub description: String,
    /// Edition and epoch.
    pub version: String,
    /// The attribution to show on the map.
    pub attribution: String,
    /// Rows count from the north.
    #[schema(value_type = lists::TileScheme)]
    pub scheme: &'static str,
    /// One address template with `{z}`, `{x}` and `{y}`; its tiles can be cached forever.
    pub tiles: [String; 1],
    /// Smallest zoom.
    pub minzoom: u8,
    /// Greatest zoom; beyond it, clients enlarge its tiles.
    pub maxzoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// Longitude, latitude, zoom.
    pub center: [f64; 3],
    /// The layers with their attributes.
    pub vector_layers: Vec<VectorLayer>,
    /// The world and the law that the tiles show.
    pub world: WorldBlock,
}

/// A layer of a tile.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VectorLayer {
    /// Name.
    pub id: &'static str,
    /// Its contents.
    pub description: &'static str,
    /// Smallest zoom.
    pub minzoom: u8,
    /// Greatest zoom.
    pub maxzoom: u8,
    /// Attributes: by name, type and meaning.
    pub fields: BTreeMap<&'static str, String>,
}

impl VectorLayer {
    fn new(layer: LayerId) -> Self {
        let spec = layer.spec();
        let field =
            |f: &'static riverchief_tiles::FieldSpec| (f.name, format!("{}. {}", f.kind.as_str(), f.description));
        Self {
            id: spec.id,
            description: spec.description,
            minzoom: spec.minzoom,
            maxzoom: spec.maxzoom,
            fields: spec.fields().map(field).collect(),
        }
    }
}

impl TileJson {
    /// Describes the tiles at an address.
    #[must_use]
    pub fn new(url: &TileUrl<'_>, bounds: [f64; 4], world: WorldBlock) -> Self {
        let layers: LayerSet = url.layers;
        let zooms = layers.zooms();
        let [west, south, east, north] = bounds;
        let descriptions: Vec<_> = layers.iter().map(|l| l.spec().description).collect();
        Self {
            tilejson: "3.0.0",
            name: layers.to_string(),
            description: descriptions.join("\n"),
            version: format!("{}.{}.0", url.edition, url.epoch),
            attribution: world.notice.clone(),
            scheme: "xyz",
            tiles: [url.template()],
            minzoom: *zooms.start(),
            maxzoom: *zooms.end(),
            bounds,
            center: [
                f64::midpoint(west, east),
                f64::midpoint(south, north),
                f64::from(whole_at(bounds).clamp(*zooms.start(), *zooms.end())),
            ],
            vector_layers: layers.iter().map(VectorLayer::new).collect(),
            world,
        }
    }
}

/// The zoom at which the bounds are about as wide as two tiles.
fn whole_at([west, _, east, _]: [f64; 4]) -> u8 {
    let mut zoom = 0;
    while zoom < 22 && f64::from(1_u32 << zoom) * (east - west) < 360.0 * 1.5 {
        zoom += 1;
    }
    zoom
}
