//! Styles and fonts on the wire.
use super::features::Link as TypedLink;
use super::geometry::Link;
use super::lists;
use crate::http::public_url::PublicUrl;
use crate::http::styles::{STACK, STYLES, Template, ranges};
use riverchief_tiles::{GeometryKind, LayerId};
use serde::Serialize;
use utoipa::ToSchema;

/// The available styles.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Styles)]
pub struct StyleSet {
    /// The default style.
    #[schema(value_type = lists::StyleName)]
    pub default: &'static str,
    /// All of them.
    pub styles: Vec<StyleEntry>,
}

/// A style.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Style)]
pub struct StyleEntry {
    /// Its name in addresses.
    #[schema(value_type = lists::StyleName)]
    pub id: &'static str,
    /// Its title, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// What it shows, in Chinese.
    pub description: String,
    /// The same in English.
    pub description_en: String,
    /// `stylesheet`, `describedby`, `legend` and `preview`.
    pub links: Vec<TypedLink>,
}

impl StyleEntry {
    fn new(id: &'static str, template: &Template, url: &PublicUrl) -> Self {
        let text = |what, language| template.text(what, language).to_owned();
        let link = |rel, last: &str, media_type, title: &str| {
            TypedLink::new(rel, url.link(&format!("/styles/{id}{last}")), media_type, title)
        };
        Self {
            id,
            title: text("title", "zh"),
            title_en: text("title", "en"),
            description: text("description", "zh"),
            description_en: text("description", "en"),
            links: vec![
                link("stylesheet", ".json", "application/json", "MapLibre style"),
                link("describedby", "/metadata", "application/json", "Metadata"),
                link("legend", "/legend.svg", "image/svg+xml", "Legend"),
                link("preview", ".png", "image/png", "Thumbnail"),
            ],
        }
    }
}

impl StyleSet {
    /// Every style, with links.
    #[must_use]
    pub fn new(url: &PublicUrl) -> Self {
        let entry = |id: &&'static str| Some(StyleEntry::new(id, &Template::named(id)?, url));
        Self {
            default: STYLES[0],
            styles: STYLES.iter().filter_map(entry).collect(),
        }
    }
}

/// The metadata of a style.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StyleMetadata {
    /// Its name in addresses.
    #[schema(value_type = lists::StyleName)]
    pub id: &'static str,
    /// Its title, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// What it shows, in Chinese.
    pub description: String,
    /// The same in English.
    pub description_en: String,
    /// The subject of this metadata: `style`.
    #[schema(value_type = lists::StyleScope)]
    pub scope: &'static str,
    /// Its stylesheets.
    pub stylesheets: Vec<Stylesheet>,
    /// The layers of the tiles that it draws.
    pub layers: Vec<StyleLayer>,
    /// Links to related resources.
    pub links: Vec<TypedLink>,
}

/// A stylesheet in a style language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Stylesheet {
    /// The language.
    pub title: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The address of its description.
    pub specification: &'static str,
    /// Whether the style was written in this language and not converted to it.
    pub native: bool,
    /// Its place.
    pub link: TypedLink,
}

/// A layer that a style draws.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StyleLayer {
    /// Its name in the tiles. If it shows a collection, the collection has the same name.
    pub id: String,
    /// Its contents.
    pub description: &'static str,
    /// `vector`.
    #[serde(rename = "dataType")]
    #[schema(value_type = lists::TileData)]
    pub data_type: &'static str,
    /// `points`, `lines`, `polygons` or `any`.
    #[serde(rename = "geometryType")]
    #[schema(value_type = lists::DrawnGeometry)]
    pub geometry_type: &'static str,
}

impl StyleMetadata {
    /// The metadata of a style; `None` if there is no style with this name.
    #[must_use]
    pub fn new(id: &str, url: &PublicUrl) -> Option<Self> {
        let id = STYLES.iter().copied().find(|known| *known == id)?;
        let template = Template::named(id)?;
        let mut entry = StyleEntry::new(id, &template, url);
        let own = TypedLink::new(
            "self",
            url.link(&format!("/styles/{id}/metadata")),
            "application/json",
            "This metadata",
        );
        let stylesheet = Stylesheet {
            title: "MapLibre style",
            version: "8",
            specification: "https://maplibre.org/maplibre-style-spec/",
            native: true,
            link: entry.links.remove(0),
        };
        entry.links[0] = own;
        let layers = template.source_layers().into_iter().filter_map(|name| {
            let spec = LayerId::all().find(|layer| layer.as_str() == name)?.spec();
            Some(StyleLayer {
                id: name.to_owned(),
                description: spec.title_en,
                data_type: "vector",
                geometry_type: match spec.geometry {
                    GeometryKind::Point => "points",
                    GeometryKind::Line => "lines",
                    GeometryKind::Polygon => "polygons",
                    GeometryKind::LineOrPoint => "any",
                },
            })
        });
        Some(Self {
            id,
            title: entry.title,
            title_en: entry.title_en,
            description: entry.description,
            description_en: entry.description_en,
            scope: "style",
            stylesheets: vec![stylesheet],
            layers: layers.collect(),
            links: entry.links,
        })
    }
}

/// The available fonts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Fonts)]
pub struct FontSet {
    /// All of them.
    pub fonts: Vec<FontEntry>,
}

/// A font.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Font)]
pub struct FontEntry {
    /// Its name in `text-font` and in addresses.
    pub name: &'static str,
    /// Ranges of code points that have glyphs; the other ranges are empty.
    pub ranges: Vec<String>,
    /// `glyphs` and `license`.
    pub links: Vec<Link>,
}

impl FontSet {
    /// Every font, with links.
    #[must_use]
    pub fn new(url: &PublicUrl) -> Self {
        let path = |last: &str| url.link(&format!("/fonts/{}/{last}", STACK.replace(' ', "%20")));
        Self {
            fonts: vec![FontEntry {
                name: STACK,
                ranges: ranges(),
                links: vec![
                    Link {
                        rel: "glyphs",
                        href: path("{range}.pbf"),
                    },
                    Link {
                        rel: "license",
                        href: path("OFL.txt"),
                    },
                ],
            }],
        }
    }
}
