//! The catalogue, in the format of martin: sources by name, each with its media type.
use crate::http::public_url::PublicUrl;
use crate::http::styles::{STACK, STYLES};
use crate::http::tiles::MEDIA_TYPE;
use riverchief_tiles::LAYERS;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Layers, fonts and styles.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Catalog {
    /// Layers by name.
    pub tiles: BTreeMap<&'static str, CatalogEntry>,
    /// Always empty: a style names its own sprite.
    pub sprites: BTreeMap<String, CatalogEntry>,
    /// Fonts by name.
    pub fonts: BTreeMap<&'static str, CatalogFont>,
    /// Styles by name.
    pub styles: BTreeMap<&'static str, CatalogStyle>,
}

/// A font.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CatalogFont {
    /// Its family.
    pub family: &'static str,
    /// Its style within the family.
    pub style: &'static str,
    /// First code point.
    pub start: u32,
    /// Last code point.
    pub end: u32,
}

/// A style.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CatalogStyle {
    /// Absolute address.
    pub path: String,
}

/// A layer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CatalogEntry {
    /// Media type.
    pub content_type: &'static str,
    /// Title for Chinese readers.
    pub name: &'static str,
    /// Its contents.
    pub description: &'static str,
    /// Number of layers in its tiles.
    pub layer_count: u32,
}

impl Catalog {
    /// Every layer, font and style.
    #[must_use]
    pub fn new(url: &PublicUrl) -> Self {
        let entry = |layer: &'static riverchief_tiles::LayerSpec| {
            let entry = CatalogEntry {
                content_type: MEDIA_TYPE,
                name: layer.title_zh,
                description: layer.description,
                layer_count: 1,
            };
            (layer.id, entry)
        };
        let (family, style) = STACK.rsplit_once(' ').unwrap_or((STACK, "Regular"));
        let font = CatalogFont {
            family,
            style,
            start: 0,
            end: 0x10_FFFF,
        };
        let style = |id: &&'static str| {
            let path = url.link(&format!("/styles/{id}.json"));
            (*id, CatalogStyle { path })
        };
        Self {
            tiles: LAYERS.iter().map(entry).collect(),
            sprites: BTreeMap::new(),
            fonts: BTreeMap::from([(STACK, font)]),
            styles: STYLES.iter().map(style).collect(),
        }
    }
}
