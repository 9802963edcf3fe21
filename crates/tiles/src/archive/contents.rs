//! What goes into an archive, and the metadata that describe it.
use super::about::About;
use crate::filter::Filter;
use crate::layer_set::LayerSet;
use crate::layers::LayerId;
use crate::pyramid::Pyramid;
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// What goes into an archive.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The tiles.
    pub pyramid: &'a Pyramid,
    /// The layers to write.
    pub layers: LayerSet,
    /// The features to write.
    pub filter: &'a Filter,
    /// The zooms to write.
    pub zooms: RangeInclusive<u8>,
    /// Name, source and period for the metadata.
    pub about: &'a About,
}

impl Contents<'_> {
    /// The metadata by name, in the order in which they are written. Numbers are numbers, layers are an array.
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

/// The layers that exist at any of the zooms, as `TileJSON` 3 describes them.
fn vector_layers(layers: LayerSet, zooms: &RangeInclusive<u8>) -> Value {
    let one = |layer: LayerId| {
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
    let there = |layer: &LayerId| {
        let spec = layer.spec();
        spec.minzoom <= *zooms.end() && *zooms.start() <= spec.maxzoom
    };
    layers.iter().filter(there).map(one).collect()
}
