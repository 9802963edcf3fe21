//! The extractor of every look-up: parameters checked, edition and law chosen, cache answered.
//!
//! A handler that receives an [`Asked`] knows that its parameters are sound,
//! that the client can read JSON, that the edition exists, and that the
//! client doesn't already hold the answer. It must not know any noun.
use super::accept;
use super::forwarded::{Client, PublicBase};
use super::guard::{WorkPermit, at_limit};
use super::metrics::Limit;
use super::problem::{Kind, Problem};
use super::public_url::PublicUrl;
use super::query::{Query, RawQuery, When};
use super::shares::{Holder, Share};
use super::state::AppState;
use super::wire::world::WorldBlock;
use crate::world::{Published, note_of_day};
use axum::Json;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use riverchief_core::domain::note::Note;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use serde::Serialize;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The edition that was current when a request came in: all of its answer is of this one.
#[derive(Clone, Debug)]
pub struct AtEntry(pub Arc<Published>);

impl AtEntry {
    /// The header that says which world an answer is of.
    pub const HEADER: HeaderName = HeaderName::from_static("riverchief-world");

    /// Chooses the edition for a request, and names it on the answer:
    /// `riverchief-world: edition=1, version="9f86d081884c7d65"` (a dictionary of RFC 9651).
    pub async fn choose(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
        let published = state.world.current();
        let named = format!("edition={}, version=\"{}\"", published.edition, published.version);
        request.extensions_mut().insert(Self(published));
        let mut response = next.run(request).await;
        if let Ok(named) = HeaderValue::try_from(named) {
            response.headers_mut().insert(Self::HEADER, named);
        }
        response
    }

    /// The edition of a request.
    #[must_use]
    pub fn of(extensions: &Extensions, state: &AppState) -> Arc<Published> {
        let chosen = extensions.get::<Self>().map(|chosen| chosen.0.clone());
        chosen.unwrap_or_else(|| state.world.current())
    }
}

impl FromRequestParts<AppState> for AtEntry {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(Self::of(&parts.extensions, state)))
    }
}

/// One edition on one day: what a request works on from entry to end.
#[derive(Clone, Debug)]
pub struct View {
    /// The shared state.
    pub state: AppState,
    /// The edition.
    pub published: Arc<Published>,
    /// The day whose law is asked for.
    pub as_of: Date,
    /// The day on which it is asked.
    pub today: Date,
    /// Base of the links in the answer.
    pub public_url: PublicUrl,
    /// The request's place among those in work: kept until its work ends, also when its client has stopped waiting.
    _permit: WorkPermit,
    /// Whose it is.
    pub holder: Holder,
}

impl View {
    /// Chooses the edition and the day of a request.
    ///
    /// # Errors
    /// The edition doesn't exist.
    pub fn choose(state: &AppState, parts: &Parts, when: &When) -> Result<Self, Problem> {
        let published = AtEntry::of(&parts.extensions, state);
        if let Some(edition) = when.edition.filter(|e| e.0 != published.edition) {
            let detail = format!(
                "There is no edition {}. Only the current edition, {}, is kept.",
                edition.0, published.edition
            );
            return Err(Problem::new(Kind::UnknownEdition, detail)
                .about("edition")
                .allowing([published.edition.to_string()]));
        }
        if let Some(version) = when.version.filter(|v| v.0 != published.version) {
            let detail = format!(
                "The world of version {} is not served any more. That of now is {}: begin again without the parameter.",
                version.0, published.version
            );
            return Err(Problem::new(Kind::UnknownEdition, detail)
                .about("version")
                .allowing([published.version.to_string()]));
        }
        let today = state.world.today();
        let as_of = when.as_of.map_or(today, |d| d.0);
        Ok(Self {
            state: state.clone(),
            published,
            as_of,
            today,
            public_url: PublicBase::of(&parts.extensions, state),
            _permit: WorkPermit::of(&parts.extensions),
            holder: Client::of(&parts.extensions).holder(),
        })
    }

    /// The block that every answer carries.
    #[must_use]
    pub fn world_block(&self) -> WorldBlock {
        WorldBlock::new(&self.published, self.as_of, self.today)
    }

    /// What is to be said of the day (S35).
    #[must_use]
    pub fn note(&self) -> Option<Note> {
        note_of_day(self.as_of, self.today)
    }

    /// A place among the answers that are files and have to be made as a whole.
    ///
    /// # Errors
    /// There is none for this client.
    pub fn place_of_a_file(&self) -> Result<Share, Problem> {
        let place = self.state.files.take(self.holder);
        place.ok_or_else(|| at_limit(Limit::Files))
    }

    /// The law of the day, prepared.
    pub async fn index(&self) -> Arc<Index> {
        let (published, as_of) = (self.published.clone(), self.as_of);
        self.turn(move || published.on(as_of)).await
    }

    /// Runs work off the threads that serve connections, when it is this client's turn.
    pub async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let turn = self.state.work.wait(self.holder).await;
        off_thread(move || {
            let _held = turn;
            work()
        })
        .await
    }

    /// Works something out from the law of the day, off the threads that serve connections.
    ///
    /// # Panics
    /// When `work` does; the panic goes on here, where the request's guard turns it into a 500.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce(&Self, &Index) -> T + Send + 'static) -> T {
        let view = self.clone();
        self.turn(move || {
            let index = view.published.on(view.as_of);
            work(&view, &index)
        })
        .await
    }
}

/// Runs work on the blocking pool within the request's span; a panic goes on in the caller.
pub async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let span = tracing::Span::current();
    let task = tokio::task::spawn_blocking(move || span.in_scope(work));
    match task.await {
        Ok(value) => value,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => panic!("a blocking task was cancelled: {error}"),
        },
    }
}

/// A checked look-up.
#[derive(Clone, Debug)]
pub struct Asked<Q> {
    /// The route's own parameters.
    pub query: Q,
    /// The edition and the day.
    pub view: View,
    etag: HeaderValue,
    /// `If-None-Match: *`
    any_match: bool,
}

impl<Q> Asked<Q> {
    /// The answer as JSON with its caching headers.
    pub fn reply(&self, body: impl Serialize) -> Response {
        if self.any_match {
            return not_modified(&self.etag);
        }
        let mut response = Json(body).into_response();
        caching(response.headers_mut(), &self.etag);
        response
    }

    /// Answers with what `find` makes of the law of the day.
    ///
    /// # Errors
    /// 404 where it finds nothing.
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

impl<Q: Query> Asked<Q> {
    /// Checks a request whose answer is of a type that `wanted` chooses by the parameters and the headers.
    ///
    /// # Errors
    /// A problem, or 304 where the client holds the answer already.
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

    /// A document to be kept as a file, with its caching headers.
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

impl<Q: Query> FromRequestParts<AppState> for Asked<Q> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        Self::read(parts, state, |_, headers| accept::json(headers).map(|()| ""))
    }
}

/// For routes beside the look-ups: no parameters, and so none that is misspelt.
#[derive(Clone, Copy, Debug)]
pub struct NoParameters;

impl<S: Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        RawQuery::read(parts.uri.query().unwrap_or(""), &[]).map(|_| Self)
    }
}

/// The declared parameters of a request.
///
/// # Errors
/// The first that can't be used.
pub fn read_query<Q: Query>(parts: &Parts) -> Result<(Q, When), Problem> {
    let known: Vec<&str> = Q::NAMES.iter().chain(When::NAMES).copied().collect();
    let mut raw = RawQuery::read(parts.uri.query().unwrap_or(""), &known)?;
    let when = When::read(&mut raw)?;
    Ok((Q::read(&mut raw)?, when))
}

/// `ETag` from edition, epoch, day and request, and from what tells worlds, thresholds and builds apart.
///
/// It is weak, because one tag covers every content coding of an answer; representations differ by `media_type`. The day is in it because answers name it,
/// and whether it lies ahead, because they say that.
pub fn etag(view: &View, parts: &Parts, media_type: &str) -> HeaderValue {
    let epoch = view.published.epoch(view.as_of);
    let mut hasher = DefaultHasher::new();
    (parts.uri.path(), parts.uri.query(), view.as_of.to_string()).hash(&mut hasher);
    view.note().hash(&mut hasher);
    (
        view.published.stamp(),
        view.public_url.link(""),
        media_type,
        // Answers say what was found; the checks of a day may end between two of them.
        view.published.tally(&epoch),
    )
        .hash(&mut hasher);
    let (edition, epoch) = (view.published.edition, epoch.number);
    let text = format!("W/\"{edition}-{epoch}-{:016x}\"", hasher.finish());
    HeaderValue::try_from(text).expect("digits, hyphens and quotes are fit for a header")
}

/// The tag without `W/`: If-None-Match compares weakly (RFC 9110 §8.8.3.2).
pub fn strong(etag: &HeaderValue) -> &[u8] {
    let bytes = etag.as_bytes();
    bytes.strip_prefix(b"W/").unwrap_or(bytes)
}

/// The tags of `If-None-Match`, without `W/`.
pub fn if_none_match(headers: &HeaderMap) -> Vec<&str> {
    (headers.get_all(header::IF_NONE_MATCH).iter())
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
        .collect()
}

pub fn not_modified(etag: &HeaderValue) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    caching(response.headers_mut(), etag);
    // The compressing layer says so on answers with a body, and a 304 says what the 200 would have said.
    response
        .headers_mut()
        .append(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

pub fn caching(headers: &mut HeaderMap, etag: &HeaderValue) {
    headers.insert(header::ETAG, etag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
}
