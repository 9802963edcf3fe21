//! What an archive says of itself: which world, edition, epoch and day interval, and which layers with which attributes.
use super::Contents;
use crate::LayerSet;
use riverchief_core::snapshot::{Epoch, Snapshot};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// Description of an archive beside its tiles.
#[derive(Clone, Debug)]
pub struct About {
    /// Name of the world.
    pub name: String,
    /// Whose data it is and what to bear in mind, shown on the map.
    pub attribution: String,
    /// Whether positions are schematic, not surveyed.
    pub schematic: bool,
    /// Edition number.
    pub edition: u32,
    /// Which file it was read from, as answers name it.
    pub version: String,
    /// The interval in which what the tiles say is the law.
    pub epoch: Epoch,
}

impl About {
    /// Takes what a world says of itself.
    #[must_use]
    pub fn new(snapshot: &Snapshot, edition: u32, version: String, epoch: Epoch) -> Self {
        let said = |key: &str| snapshot.meta.get(key).cloned();
        Self {
            name: said("name").unwrap_or_else(|| "riverchief".to_owned()),
            attribution: said("notice_zh").unwrap_or_default(),
            schematic: snapshot.schematic(),
            edition,
            version,
            epoch,
        }
    }

    fn description(&self) -> String {
        let day = |date: Option<_>| {
            date.map_or_else(
                || "…".to_owned(),
                |d: riverchief_core::domain::time::Date| d.to_string(),
            )
        };
        let (from, to) = (day(self.epoch.validity.from), day(self.epoch.validity.to));
        format!(
            "Edition {}, epoch {}: the law from {from} up to, not including, {to}",
            self.edition, self.epoch.number
        )
    }
}

impl Contents<'_> {
    /// Name and value, in the order in which they are written. Numbers are numbers, layers are an array.
    pub(super) fn metadata(&self) -> Map<String, Value> {
        let about = self.about;
        let [west, south, east, north] = self.pyramid.bounds(self.layers.iter());
        let mut all = Map::new();
        let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
        put("name", json!(about.name));
        put("format", json!("pbf"));
        put("type", json!("overlay"));
        put("version", json!(format!("{}.{}.0", about.edition, about.epoch.number)));
        put("description", json!(about.description()));
        put("attribution", json!(about.attribution));
        put("bounds", json!([west, south, east, north]));
        put("minzoom", json!(self.zooms.start()));
        put("maxzoom", json!(self.zooms.end()));
        put("edition", json!(about.edition));
        put("world_version", json!(about.version));
        put("epoch", json!(about.epoch.number));
        if let Some(from) = about.epoch.validity.from {
            put("epoch_from", json!(from.to_string()));
        }
        if let Some(to) = about.epoch.validity.to {
            put("epoch_to", json!(to.to_string()));
        }
        put("schematic", json!(about.schematic));
        if let Some(unit) = &self.filter.unit {
            put("unit", json!(unit.as_str()));
        }
        put("generator", json!(concat!("riverchief ", env!("CARGO_PKG_VERSION"))));
        put("vector_layers", vector_layers(self.layers, &self.zooms));
        all
    }
}

/// The layers that are there at some of the zooms, as `TileJSON` 3 describes them.
fn vector_layers(layers: LayerSet, zooms: &RangeInclusive<u8>) -> Value {
    let one = |layer: crate::LayerId| {
        let spec = layer.spec();
        let fields: Map<String, Value> = (spec.fields())
            .map(|field| (field.name.to_owned(), json!(field.kind.as_str())))
            .collect();
        json!({
            "id": spec.id,
            "description": spec.description,
            "minzoom": spec.minzoom.max(*zooms.start()),
            "maxzoom": spec.maxzoom.min(*zooms.end()),
            "fields": fields,
        })
    };
    let there = |layer: &crate::LayerId| {
        let spec = layer.spec();
        spec.minzoom <= *zooms.end() && *zooms.start() <= spec.maxzoom
    };
    layers.iter().filter(there).map(one).collect()
}
