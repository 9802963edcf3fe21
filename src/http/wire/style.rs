//! Lists of styles and fonts, as they go over the wire.
use super::features::Link as TypedLink;
use super::geometry::Link;
use crate::http::public_url::PublicUrl;
use crate::http::styles::{STACK, STYLES, Template, ranges};
use serde::Serialize;
use utoipa::ToSchema;

/// The styles there are.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Styles)]
pub struct StyleSet {
    /// The one to begin with.
    pub default: &'static str,
    /// All of them.
    pub styles: Vec<StyleEntry>,
}

/// A style.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Style)]
pub struct StyleEntry {
    /// Its name in addresses.
    pub id: &'static str,
    /// Its title, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// What it shows, in Chinese.
    pub description: String,
    /// The same in English.
    pub description_en: String,
    /// `stylesheet`, `legend` and `preview`.
    pub links: Vec<TypedLink>,
}

impl StyleSet {
    /// Every style, with links.
    #[must_use]
    pub fn new(url: &PublicUrl) -> Self {
        let link = |rel, path: String, media_type, title: &str| TypedLink::new(rel, url.link(&path), media_type, title);
        let entry = |id: &'static str| {
            let template = Template::named(id)?;
            let said = |what, language| template.said(what, language).to_owned();
            Some(StyleEntry {
                id,
                title: said("title", "zh"),
                title_en: said("title", "en"),
                description: said("description", "zh"),
                description_en: said("description", "en"),
                links: vec![
                    link(
                        "stylesheet",
                        format!("/styles/{id}.json"),
                        "application/json",
                        "MapLibre style",
                    ),
                    link("legend", format!("/styles/{id}/legend.svg"), "image/svg+xml", "Legend"),
                    link("preview", format!("/styles/{id}.png"), "image/png", "Thumbnail"),
                ],
            })
        };
        Self {
            default: STYLES[0],
            styles: STYLES.iter().filter_map(|id| entry(id)).collect(),
        }
    }
}

/// The fonts there are.
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
    /// Ranges of code points that have glyphs; others are answered empty.
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
