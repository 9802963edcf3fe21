//! Requests for a collection, its schemas or a single item: their parameters, read strictly.
use super::axes::Axes;
use super::datetime::Days;
use super::media_types::{GEOJSON, HTML};
use super::representation::{Language, Representation};
use crate::http::accept;
use crate::http::conditional::{caching, if_none_match, not_modified, strong};
use crate::http::lookup::etag;
use crate::http::problem::{Kind, Problem};
use crate::http::query::{DateText, RawQuery, When};
use crate::http::state::AppState;
use crate::http::view::View;
use axum::http::HeaderValue;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use riverchief_rows::collections::CollectionId;

/// An early answer: a problem, or 304 if the client holds the answer.
#[derive(Debug)]
pub struct EarlyResponse(Box<Response>);

impl From<Problem> for EarlyResponse {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem.into_response()))
    }
}

impl IntoResponse for EarlyResponse {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A request for a collection or one of its schemas.
#[derive(Clone, Debug)]
pub struct CollectionRequest {
    /// The edition and the day.
    pub view: View,
    /// The format of the answer.
    pub format: Representation,
    /// The language of an HTML page.
    pub language: Language,
    /// Whether the answer is `TileJSON`.
    pub tilejson: bool,
    etag: HeaderValue,
}

impl CollectionRequest {
    /// Reads `f` and `edition`, for an answer without an HTML page.
    ///
    /// # Errors
    /// A problem with a parameter, or 304 if the client holds the answer.
    pub fn read_json(parts: &Parts, state: &AppState, formats: &[&str]) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &["f", "edition", "version"])?;
            let f = raw.take("f");
            if f.as_deref().is_some_and(|f| !formats.contains(&f)) {
                return Err(
                    Problem::parameter("f", "There is no such format. Use one of the allowed values.")
                        .allowing(formats),
                );
            }
            if f.is_none() {
                accept::json(&parts.headers)?;
            }
            let when = When::with(None, &mut raw)?;
            Ok((View::choose(state, parts, &when)?, f.as_deref() == Some("tilejson")))
        };
        let (view, tilejson) = read()?;
        let format = Representation {
            media_type: "application/json",
            html: false,
            file: None,
        };
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            format,
            language: Language::Chinese,
            tilejson,
            etag,
        })
    }

    /// Reads `f`, `lang` and `edition`.
    ///
    /// # Errors
    /// A problem with a parameter, or 304 if the client holds the answer.
    pub fn read(parts: &Parts, state: &AppState, json: &[&'static str]) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &["f", "lang", "edition", "version"])?;
            let format = Representation::wanted(raw.take("f").as_deref(), parts, json)?;
            let language = Language::wanted(raw.take("lang").as_deref(), parts)?;
            let when = When::with(None, &mut raw)?;
            let view = View::choose(state, parts, &when)?;
            Ok((format, language, view))
        };
        let (format, language, view) = read()?;
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            format,
            language,
            tilejson: false,
            etag,
        })
    }

    /// Sets the media type and the tag of an answer.
    #[must_use]
    pub fn reply(&self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        describe(&mut response, &self.etag, self.format);
        response
    }
}

/// Sets the media type and the caching headers of an answer.
pub(super) fn describe(response: &mut Response, etag: &HeaderValue, format: Representation) {
    let headers = response.headers_mut();
    caching(headers, etag);
    let media_type = match format.media_type {
        HTML => "text/html; charset=utf-8",
        "text/csv" => "text/csv; charset=utf-8; header=present",
        other => other,
    };
    headers.insert("content-type", HeaderValue::from_static(media_type));
    if format.html {
        headers.append("vary", HeaderValue::from_static("accept-language"));
    }
}

/// The tag of the answer; returns 304 as an error if the client holds the answer.
pub(super) fn tagged(view: &View, parts: &Parts, format: Representation) -> Result<HeaderValue, EarlyResponse> {
    let language = if format.html {
        parts.headers.get("accept-language")
    } else {
        None
    };
    let salt = format!("{}{language:?}", format.media_type);
    let etag = etag(view, parts, &salt);
    let wanted = if_none_match(&parts.headers);
    if wanted.iter().any(|tag| *tag == "*" || tag.as_bytes() == strong(&etag)) {
        return Err(EarlyResponse(Box::new(not_modified(&etag))));
    }
    Ok(etag)
}

/// The collection that a path names.
///
/// # Errors
/// 404 with the existing collections.
pub fn collection(name: &str) -> Result<CollectionId, Problem> {
    name.parse().map_err(|_| {
        let shown: String = name.chars().take(60).collect();
        let problem = Problem::new(
            Kind::NotFound,
            format!("There is no collection “{shown}”. Use one of the allowed values."),
        );
        problem.allowing(CollectionId::all().map(|c| c.spec().id))
    })
}

/// A request for one item.
#[derive(Clone, Debug)]
pub struct ItemRequest {
    /// The edition and the day.
    pub view: View,
    /// The collection.
    pub collection: CollectionId,
    /// The CRS of the coordinates in the answer.
    pub axes: Axes,
    /// The format of the answer.
    pub format: Representation,
    /// The language of an HTML page.
    pub language: Language,
    etag: HeaderValue,
}

impl ItemRequest {
    /// Reads `crs`, `datetime`, `edition`, `f` and `lang`.
    ///
    /// # Errors
    /// A problem with a parameter, or 304 if the client holds the answer.
    pub fn read(parts: &Parts, state: &AppState, name: &str) -> Result<Self, EarlyResponse> {
        let read = || -> Result<_, Problem> {
            let collection = collection(name)?;
            let known = ["crs", "datetime", "edition", "version", "f", "lang"];
            let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &known)?;
            let format = Representation::wanted(raw.take("f").as_deref(), parts, &[GEOJSON, "application/json"])?;
            let language = Language::wanted(raw.take("lang").as_deref(), parts)?;
            let axes = Axes::named("crs", raw.take("crs").as_deref())?;
            let as_of = match Days::read(raw.take("datetime").as_deref())? {
                Days::Today => None,
                Days::On(day) => Some(DateText(day)),
                Days::During(_) => {
                    return Err(Problem::parameter(
                        "datetime",
                        "An item has one day; give a day instead of an interval.",
                    ));
                }
            };
            let when = When::with(as_of, &mut raw)?;
            let view = View::choose(state, parts, &when)?;
            Ok((view, collection, axes, format, language))
        };
        let (view, collection, axes, format, language) = read()?;
        let etag = tagged(&view, parts, format)?;
        Ok(Self {
            view,
            collection,
            axes,
            format,
            language,
            etag,
        })
    }

    /// Sets the media type and the tag of an answer.
    #[must_use]
    pub fn reply(&self, body: impl IntoResponse) -> Response {
        let mut response = body.into_response();
        describe(&mut response, &self.etag, self.format);
        response
    }
}
