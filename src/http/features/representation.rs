//! The representation of an answer: JSON, an HTML page in a language, or a file in another format.
//!
//! It is read from `f`, `lang` and the headers. This module knows no collection.
use super::media_types::{GEOJSON, HTML};
use crate::http::accept;
use crate::http::problem::{Kind, Problem};
use axum::http::request::Parts;
use riverchief_rows::formats::FileFormat;

/// The representation of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Representation {
    /// Its media type.
    pub media_type: &'static str,
    /// Whether it is an HTML page.
    pub html: bool,
    /// The file format, if it is a file with all selected features.
    pub file: Option<FileFormat>,
}

impl Representation {
    /// The representation that the parameter `f` names, otherwise the one of these JSON types and HTML that `Accept`
    /// prefers.
    ///
    /// # Errors
    /// The name is unknown, or the client accepts none of them.
    pub fn wanted(f: Option<&str>, parts: &Parts, json: &[&'static str]) -> Result<Self, Problem> {
        let named = |media_type| Self {
            media_type,
            html: media_type == HTML,
            file: None,
        };
        match f {
            Some("json" | "geojson") => return Ok(named(json[0])),
            Some("html") => return Ok(named(HTML)),
            Some(_) => {
                return Err(
                    Problem::parameter("f", "There is no such format. Use one of the allowed values.")
                        .allowing(["json", "html"]),
                );
            }
            None => {}
        }
        let offered: Vec<&'static str> = json.iter().copied().chain([HTML]).collect();
        accept::best(&parts.headers, &offered).map(named).ok_or_else(|| {
            Problem::new(
                Kind::NotAcceptable,
                "This answer is JSON or HTML, and the Accept header accepts neither.",
            )
            .about("accept")
            .allowing(offered)
        })
    }
}

impl Representation {
    /// The page or file of items that `f` names, otherwise the one that `Accept` prefers.
    ///
    /// # Errors
    /// The name is unknown, or the client accepts none of them.
    pub(super) fn of_items(f: Option<&str>, parts: &Parts) -> Result<Self, Problem> {
        let file = |format: FileFormat| Self {
            media_type: format.media_type(),
            html: false,
            file: Some(format),
        };
        // `json` names the page, `geojson` the file.
        let named = f
            .filter(|f| *f != "json")
            .and_then(|f| FileFormat::ALL.into_iter().find(|format| format.as_str() == f));
        if let Some(format) = named {
            return Ok(file(format));
        }
        let pages = [GEOJSON, "application/json"];
        if matches!(f, Some("json" | "html")) {
            return Self::wanted(f, parts, &pages);
        }
        if f.is_some() {
            let known = ["json", "html"]
                .into_iter()
                .chain(FileFormat::ALL.map(FileFormat::as_str));
            return Err(
                Problem::parameter("f", "There is no such format. Use one of the allowed values.").allowing(known),
            );
        }
        let files = FileFormat::ALL
            .into_iter()
            .filter(|format| *format != FileFormat::GeoJson);
        let offered: Vec<&'static str> = (pages.into_iter().chain([HTML]))
            .chain(files.map(FileFormat::media_type))
            .collect();
        let best = accept::best(&parts.headers, &offered).ok_or_else(|| {
            Problem::new(
                Kind::NotAcceptable,
                "The Accept header accepts none of the formats of items; name one of the allowed types.",
            )
            .about("accept")
            .allowing(offered.clone())
        })?;
        let found = FileFormat::ALL
            .into_iter()
            .find(|format| format.media_type() == best && best != GEOJSON);
        Ok(found.map_or(
            Self {
                media_type: best,
                html: best == HTML,
                file: None,
            },
            file,
        ))
    }
}

/// A language of HTML pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 中文
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language that the parameter `lang` names, otherwise the one that `Accept-Language` prefers, otherwise
    /// Chinese.
    ///
    /// # Errors
    /// There is no such language.
    pub fn wanted(lang: Option<&str>, parts: &Parts) -> Result<Self, Problem> {
        match lang {
            Some("zh") => return Ok(Self::Chinese),
            Some("en") => return Ok(Self::English),
            Some(_) => {
                return Err(
                    Problem::parameter("lang", "There is no such language. Use one of the allowed values.")
                        .allowing(["zh", "en"]),
                );
            }
            None => {}
        }
        let header = parts.headers.get("accept-language").and_then(|v| v.to_str().ok());
        let first = header.unwrap_or("").split(',').map(str::trim).find(|tag| {
            let tag = tag.to_ascii_lowercase();
            tag.starts_with("zh") || tag.starts_with("en")
        });
        Ok(match first {
            Some(tag) if tag.to_ascii_lowercase().starts_with("en") => Self::English,
            _ => Self::Chinese,
        })
    }
}

impl Language {
    /// The text in this language.
    pub fn say(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// The language tag of a page in this language.
    pub fn tag(self) -> &'static str {
        self.say("zh-CN", "en")
    }
}
