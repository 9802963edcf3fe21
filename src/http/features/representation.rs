//! How an answer is written: as a page of JSON or for people, in which language, or as a file of another program.
//!
//! Read from `f`, `lang` and the headers; it knows no collection.
use super::GEOJSON;
use crate::http::accept;
use crate::http::problem::{Kind, Problem};
use axum::http::request::Parts;
use riverchief_rows::formats::FileFormat;

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Representation {
    /// Its media type.
    pub media_type: &'static str,
    /// As a page for people.
    pub html: bool,
    /// As a file of another program, with everything that is asked for in it.
    pub file: Option<FileFormat>,
}

/// Media type of pages for people.
pub(super) const HTML: &str = "text/html";

impl Representation {
    /// What the parameter `f` names, else what `Accept` prefers of these types of JSON and of HTML.
    ///
    /// # Errors
    /// A name that there isn't; nothing that the client takes.
    pub fn wanted(f: Option<&str>, parts: &Parts, json: &[&'static str]) -> Result<Self, Problem> {
        let named = |media_type| Self {
            media_type,
            html: media_type == HTML,
            file: None,
        };
        match f {
            Some("json" | "geojson") => return Ok(named(json[0])),
            Some("html") => return Ok(named(HTML)),
            Some(_) => return Err(Problem::parameter("f", "There is no such format.").allowing(["json", "html"])),
            None => {}
        }
        let offered: Vec<&'static str> = json.iter().copied().chain([HTML]).collect();
        accept::best(&parts.headers, &offered).map(named).ok_or_else(|| {
            Problem::new(Kind::NotAcceptable, "This answer is JSON or HTML.")
                .about("accept")
                .allowing(offered)
        })
    }
}

impl Representation {
    /// What `f` names or `Accept` prefers among pages and files of items.
    ///
    /// # Errors
    /// A name that there isn't; nothing that the client takes.
    pub(super) fn of_items(f: Option<&str>, parts: &Parts) -> Result<Self, Problem> {
        let file = |format: FileFormat| Self {
            media_type: format.media_type(),
            html: false,
            file: Some(format),
        };
        // The page is `json`; by its own name GeoJSON is the file.
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
            return Err(Problem::parameter("f", "There is no such format.").allowing(known));
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
                "Items come in none of the types that the Accept header takes.",
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

/// A language of pages for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 中文
    Chinese,
    /// English.
    English,
}

impl Language {
    /// What the parameter `lang` names, else what `Accept-Language` prefers, else Chinese.
    ///
    /// # Errors
    /// A language that there isn't.
    pub fn wanted(lang: Option<&str>, parts: &Parts) -> Result<Self, Problem> {
        match lang {
            Some("zh") => return Ok(Self::Chinese),
            Some("en") => return Ok(Self::English),
            Some(_) => return Err(Problem::parameter("lang", "There is no such language.").allowing(["zh", "en"])),
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
