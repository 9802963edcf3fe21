//! A template of a style, and the style it becomes once the addresses stand in it.
use super::glyphs::STACK;
use super::served;
use crate::http::public_url::PublicUrl;
use serde_json::{Map, Value, json};

/// The styles, the first one by default.
pub const STYLES: &[&str] = &["responsibility", "inventory", "coverage", "planning", "print"];
/// The one source of every style.
const SOURCE: &str = "riverchief";
/// Marks a layer that is there only while the world is schematic.
const ONLY_SCHEMATIC: &str = "riverchief:only-schematic";

/// Where a client gets its glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum GlyphsFrom {
    /// From the fonts of the reader's device: `MapLibre` GL JS from 5.11 on.
    #[default]
    Device,
    /// From `/fonts`, for clients that need `glyphs`.
    Here,
}

/// What is filled in.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    /// Where the service is.
    pub public_url: &'a PublicUrl,
    /// Address of the tiles, with `{z}`, `{x}` and `{y}`.
    pub tiles: String,
    /// West, south, east, north, in degrees.
    pub bounds: [f64; 4],
    /// Least and greatest zoom of the tiles.
    pub zooms: (u8, u8),
    /// Whether the world's positions are schematic.
    pub schematic: bool,
    /// What the map's corner says about the world.
    pub attribution: &'a str,
    /// Where glyphs come from.
    pub glyphs: GlyphsFrom,
}

/// A style without addresses.
#[derive(Clone, Debug)]
pub struct Template(Map<String, Value>);

impl Template {
    /// The template of this name; `None` where there is no such style.
    ///
    /// # Panics
    /// When an embedded template is no JSON object; tests hold that it is.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        let id = STYLES.iter().find(|known| **known == id)?;
        let file = served::file(&format!("{id}.json"))?;
        let template = serde_json::from_slice(&file.bytes).expect("an embedded style is a JSON object");
        Some(Self(template))
    }

    /// A text of its metadata in a language, `zh` or `en`: its title or its description.
    #[must_use]
    pub fn said(&self, what: &str, language: &str) -> &str {
        self.0["metadata"][format!("riverchief:{what}")][language]
            .as_str()
            .unwrap_or_default()
    }

    /// Its layers.
    pub fn layers(&self) -> impl Iterator<Item = &Value> {
        self.0.get("layers").and_then(Value::as_array).into_iter().flatten()
    }

    /// The tile layers it draws from, each once.
    #[must_use]
    pub fn source_layers(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self
            .layers()
            .filter_map(|layer| layer.get("source-layer")?.as_str())
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The style for a client.
    #[must_use]
    pub fn resolve(mut self, places: &Places<'_>) -> Value {
        let [west, south, east, north] = places.bounds;
        let (minzoom, maxzoom) = places.zooms;
        let source = json!({
            "type": "vector",
            "tiles": [places.tiles],
            "bounds": [west, south, east, north],
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "attribution": places.attribution,
        });
        self.0.insert("sources".to_owned(), json!({ SOURCE: source }));
        self.0.insert(
            "center".to_owned(),
            json!([f64::midpoint(west, east), f64::midpoint(south, north)]),
        );
        self.0
            .insert("sprite".to_owned(), json!(places.public_url.link("/styles/sprite")));
        if places.glyphs == GlyphsFrom::Here {
            let address = places.public_url.link("/fonts/{fontstack}/{range}.pbf");
            self.0.insert("glyphs".to_owned(), json!(address));
        }
        if let Some(layers) = self.0.get_mut("layers").and_then(Value::as_array_mut) {
            layers.retain(|layer| places.schematic || layer["metadata"][ONLY_SCHEMATIC] != Value::Bool(true));
            if places.glyphs == GlyphsFrom::Here {
                let fonts = layers
                    .iter_mut()
                    .filter_map(|layer| layer.pointer_mut("/layout/text-font"));
                fonts.for_each(|font| *font = json!([STACK]));
            }
        }
        Value::Object(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(id: &str, glyphs: GlyphsFrom, schematic: bool) -> Value {
        let url: PublicUrl = "https://river.example/beihai".parse().expect("a URL");
        let places = Places {
            tiles: url.link("/e1/2/a,b/{z}/{x}/{y}"),
            public_url: &url,
            bounds: [108.0, 20.0, 110.0, 22.0],
            zooms: (0, 14),
            schematic,
            attribution: "示意",
            glyphs,
        };
        Template::named(id).expect("a style").resolve(&places)
    }

    #[test]
    fn every_address_is_ours_and_absolute() {
        for id in STYLES {
            for glyphs in [GlyphsFrom::Device, GlyphsFrom::Here] {
                let style = resolved(id, glyphs, true).to_string();
                let all = style.matches("://").count();
                assert_eq!(style.matches("\"https://river.example/beihai/").count(), all, "{id}");
                assert_eq!(all, if glyphs == GlyphsFrom::Here { 3 } else { 2 }, "{id}");
            }
        }
    }

    #[test]
    fn a_schematic_world_says_so_and_another_does_not() {
        for id in STYLES {
            assert!(
                resolved(id, GlyphsFrom::Device, true).to_string().contains("示意图"),
                "{id}"
            );
            assert!(
                !resolved(id, GlyphsFrom::Device, false)["layers"]
                    .to_string()
                    .contains("示意图"),
                "{id}"
            );
        }
    }

    #[test]
    fn served_glyphs_name_only_the_font_that_is_served() {
        let style = resolved("responsibility", GlyphsFrom::Here, true);
        let fonts: std::collections::BTreeSet<String> = style["layers"]
            .as_array()
            .expect("layers")
            .iter()
            .filter_map(|layer| Some(layer.pointer("/layout/text-font")?.to_string()))
            .collect();
        assert_eq!(fonts.into_iter().collect::<Vec<_>>(), [format!("[\"{STACK}\"]")]);
        assert!(Template::named("sprite").is_none() && Template::named("../x").is_none());
    }
}
