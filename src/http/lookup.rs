//! The extractor of every look-up: checks the parameters, chooses edition and day, and answers from the client's cache.
//!
//! A handler that receives a [`LookupRequest`] knows that its parameters are valid, that the client accepts the format of
//! the answer, that the edition exists, and that the client does not hold the answer already. This module knows no route.
use super::accept;
use super::conditional::{caching, if_none_match, not_modified, strong};
use super::problem::Problem;
use super::query::{Query, RawQuery, When};
use super::state::AppState;
use super::view::View;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use riverchief_core::index::Index;
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A look-up whose parameters and headers were checked.
#[derive(Clone, Debug)]
pub struct LookupRequest<Q> {
    /// The parameters of the route.
    pub query: Q,
    /// The edition and the day.
    pub view: View,
    etag: HeaderValue,
    /// `If-None-Match: *`
    any_match: bool,
}

impl<Q> LookupRequest<Q> {
    /// A JSON answer with its caching headers.
    pub fn reply(&self, body: impl Serialize) -> Response {
        if self.any_match {
            return not_modified(&self.etag);
        }
        let mut response = Json(body).into_response();
        caching(response.headers_mut(), &self.etag);
        response
    }

    /// Answers with the record that `find` finds in the law of the day.
    ///
    /// # Errors
    /// 404 if it finds none.
    pub async fn answer<T: Serialize + Send + 'static>(
        &self,
        what: &'static str,
        id: String,
        find: impl FnOnce(&View, &Index, &str) -> Option<T> + Send + 'static,
    ) -> Result<Response, Problem> {
        let work = move |view: &View, index: &Index| find(view, index, &id).ok_or_else(|| Problem::no_such(what, &id));
        Ok(self.reply(self.view.work(work).await?))
    }
}

impl<Q: Query> LookupRequest<Q> {
    /// Checks a request; `wanted` chooses the media type of the answer from parameters and headers.
    ///
    /// # Errors
    /// A problem, or 304 if the client already holds the answer.
    #[expect(clippy::result_large_err, reason = "an extractor's rejection is a response")]
    pub fn read(
        parts: &Parts,
        state: &AppState,
        wanted: impl FnOnce(&Q, &HeaderMap) -> Result<&'static str, Problem>,
    ) -> Result<Self, Response> {
        let (query, when) = read_query::<Q>(parts).map_err(IntoResponse::into_response)?;
        let media_type = wanted(&query, &parts.headers).map_err(IntoResponse::into_response)?;
        let view = View::choose(state, parts, &when).map_err(IntoResponse::into_response)?;
        let etag = etag(&view, parts, media_type);
        let wanted = if_none_match(&parts.headers);
        if wanted.iter().any(|tag| tag.as_bytes() == strong(&etag)) {
            return Err(not_modified(&etag));
        }
        let any_match = wanted.contains(&"*");
        Ok(Self {
            query,
            view,
            etag,
            any_match,
        })
    }

    /// An answer that is a file, with its caching headers.
    pub fn document(&self, media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
        if self.any_match {
            return not_modified(&self.etag);
        }
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            headers.insert(header::CONTENT_DISPOSITION, disposition);
        }
        caching(headers, &self.etag);
        response
    }
}

impl<Q: Query> FromRequestParts<AppState> for LookupRequest<Q> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        Self::read(parts, state, |_, headers| accept::json(headers).map(|()| ""))
    }
}

/// Refuses every parameter, for routes that take none.
#[derive(Clone, Copy, Debug)]
pub struct NoParameters;

impl<S: Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        RawQuery::read(parts.uri.query().unwrap_or(""), &[]).map(|_| Self)
    }
}

/// Reads the declared parameters of a request.
///
/// # Errors
/// A problem for the first parameter that is invalid.
pub fn read_query<Q: Query>(parts: &Parts) -> Result<(Q, When), Problem> {
    let known: Vec<&str> = Q::NAMES.iter().chain(When::NAMES).copied().collect();
    let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &known)?;
    let when = When::read(&mut raw)?;
    Ok((Q::read(&mut raw)?, when))
}

/// The `ETag` of an answer. It depends on edition, epoch, day and request, and on the world's version, the thresholds and
/// the build.
///
/// It is weak, because one tag covers every content coding of an answer; `media_type` distinguishes representations. The
/// day and the note about a future day are part of it because answers state them.
pub fn etag(view: &View, parts: &Parts, media_type: &str) -> HeaderValue {
    let epoch = view.published.epoch(view.as_of);
    let mut hasher = DefaultHasher::new();
    (parts.uri.path(), parts.uri.query(), view.as_of.to_string()).hash(&mut hasher);
    view.note().hash(&mut hasher);
    (
        view.published.stamp(),
        view.public_url.link(""),
        media_type,
        // Answers count the findings, and the checks of a day may finish between two answers.
        view.published.tally(&epoch),
    )
        .hash(&mut hasher);
    let (edition, epoch) = (view.published.edition, epoch.number);
    let text = format!("W/\"{edition}-{epoch}-{:016x}\"", hasher.finish());
    HeaderValue::try_from(text).expect("digits, hyphens and quotes are fit for a header")
}
