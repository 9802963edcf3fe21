//! The catalogue, shaped like martin's: sources by name, each with its media type.
use crate::http::tiles::MEDIA_TYPE;
use crate::tiles::LAYERS;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What can be drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Catalog {
    /// Layers by name.
    pub tiles: BTreeMap<&'static str, CatalogEntry>,
    /// Always empty: styles here need no sprite.
    pub sprites: BTreeMap<String, CatalogEntry>,
    /// Fonts by name.
    pub fonts: BTreeMap<String, CatalogEntry>,
    /// Styles by name.
    pub styles: BTreeMap<String, CatalogEntry>,
}

/// One thing that can be drawn.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CatalogEntry {
    /// Media type.
    pub content_type: &'static str,
    /// Title for Chinese readers.
    pub name: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// Number of layers in a tile of it.
    pub layer_count: u32,
}

impl Catalog {
    /// Every layer.
    #[must_use]
    pub fn of_layers() -> Self {
        let entry = |layer: &'static crate::tiles::LayerSpec| {
            let entry = CatalogEntry {
                content_type: MEDIA_TYPE,
                name: layer.title_zh,
                description: layer.description,
                layer_count: 1,
            };
            (layer.id, entry)
        };
        Self {
            tiles: LAYERS.iter().map(entry).collect(),
            sprites: BTreeMap::new(),
            fonts: BTreeMap::new(),
            styles: BTreeMap::new(),
        }
    }
}
