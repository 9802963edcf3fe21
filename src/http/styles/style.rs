//! The template of a style, and the style that it becomes with addresses.
use super::glyphs::STACK;
use super::served;
use crate::http::public_url::PublicUrl;
use serde_json::{Map, Value, json};

/// The styles. The first is the default.
pub const STYLES: &[&str] = &["responsibility", "inventory", "coverage", "planning", "print"];
/// The only source of every style.
const SOURCE: &str = "riverchief";
/// Marks a layer that is shown only if the world is schematic.
const ONLY_SCHEMATIC: &str = "riverchief:only-schematic";

/// The source of glyphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum GlyphsFrom {
    /// The fonts of the device: for `MapLibre` GL JS from version 5.11.
    #[default]
    Device,
    /// `/fonts`, for clients that need `glyphs`.
    Here,
}

/// The values for a template.
#[derive(Clone, Debug)]
pub struct StyleParameters<'a> {
    /// The public address of the service.
    pub public_url: &'a PublicUrl,
    /// Address of the tiles, with `{z}`, `{x}` and `{y}`.
    pub tiles: String,
    /// West, south, east, north, in degrees.
    pub bounds: [f64; 4],
    /// Smallest and greatest zoom of the tiles.
    pub zooms: (u8, u8),
    /// Whether the positions of the world are schematic.
    pub schematic: bool,
    /// The attribution that the map shows.
    pub attribution: &'a str,
    /// The source of glyphs.
    pub glyphs: GlyphsFrom,
}

/// A style without addresses.
#[derive(Clone, Debug)]
pub struct Template(Map<String, Value>);

impl Template {
    /// The template with this name; `None` if there is no such style.
    ///
    /// # Panics
    /// If an embedded template is not a JSON object; tests ensure that it is.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        let id = STYLES.iter().find(|known| **known == id)?;
        let file = served::file(&format!("{id}.json"))?;
        let template = serde_json::from_slice(&file.bytes).expect("an embedded style is a JSON object");
        Some(Self(template))
    }

    /// A text of its metadata in a language, `zh` or `en`: its title or its description.
    #[must_use]
    pub fn text(&self, what: &str, language: &str) -> &str {
        self.0["metadata"][format!("riverchief:{what}")][language]
            .as_str()
            .unwrap_or_default()
    }

    /// Its layers.
    pub fn layers(&self) -> impl Iterator<Item = &Value> {
        self.0.get("layers").and_then(Value::as_array).into_iter().flatten()
    }

    /// The tile layers that it draws, each once.
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
    pub fn resolve(mut self, parameters: &StyleParameters<'_>) -> Value {
        let [west, south, east, north] = parameters.bounds;
        let (minzoom, maxzoom) = parameters.zooms;
        let source = json!({
            "type": "vector",
            "tiles": [parameters.tiles],
            "bounds": [west, south, east, north],
            "minzoom": minzoom,
            "maxzoom": maxzoom,
            "attribution": parameters.attribution,
        });
        self.0.insert("sources".to_owned(), json!({ SOURCE: source }));
        self.0.insert(
            "center".to_owned(),
            json!([f64::midpoint(west, east), f64::midpoint(south, north)]),
        );
        self.0
            .insert("sprite".to_owned(), json!(parameters.public_url.link("/styles/sprite")));
        if parameters.glyphs == GlyphsFrom::Here {
            let address = parameters.public_url.link("/fonts/{fontstack}/{range}.pbf");
            self.0.insert("glyphs".to_owned(), json!(address));
        }
        if let Some(layers) = self.0.get_mut("layers").and_then(Value::as_array_mut) {
            layers.retain(|layer| parameters.schematic || layer["metadata"][ONLY_SCHEMATIC] != Value::Bool(true));
            if parameters.glyphs == GlyphsFrom::Here {
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
        let parameters = StyleParameters {
            tiles: url.link("/e1/2/a,b/{z}/{x}/{y}"),
            public_url: &url,
            bounds: [108.0, 20.0, 110.0, 22.0],
            zooms: (0, 14),
            schematic,
            attribution: "示意",
            glyphs,
        };
        Template::named(id).expect("a style").resolve(&parameters)
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
