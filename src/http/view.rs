//! The edition and the day that a request works on.
//!
//! Both are chosen when the request arrives and stay the same to its end. This module knows no route.
use super::blocking::off_thread;
use super::forwarded::{Client, PublicBase};
use super::metrics::Limit;
use super::middleware::{WorkPermit, at_limit};
use super::problem::{Kind, Problem};
use super::public_url::PublicUrl;
use super::query::When;
use super::quota::{ClientKey, Permit};
use super::state::AppState;
use super::wire::compact::CompactWorld;
use super::wire::world::WorldBlock;
use crate::world::{Published, note_of_day};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use riverchief_core::domain::note::Note;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use std::convert::Infallible;
use std::sync::Arc;

/// The edition that was current when the request arrived. The whole answer uses it.
#[derive(Clone, Debug)]
pub struct PinnedEdition(pub Arc<Published>);

impl PinnedEdition {
    /// The header that names the world of an answer.
    pub const HEADER: HeaderName = HeaderName::from_static("riverchief-world");

    /// Chooses the edition for a request and names it in a header of the answer:
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

impl FromRequestParts<AppState> for PinnedEdition {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(Self::of(&parts.extensions, state)))
    }
}

/// One edition on one day, as one request sees it.
#[derive(Clone, Debug)]
pub struct View {
    /// The shared state.
    pub state: AppState,
    /// The edition.
    pub published: Arc<Published>,
    /// The day of the law.
    pub as_of: Date,
    /// Today in Asia/Shanghai.
    pub today: Date,
    /// Base of the links in the answer.
    pub public_url: PublicUrl,
    /// The permit of the request: held until its work ends, even if the client has stopped waiting.
    _permit: WorkPermit,
    /// The client, for quotas.
    pub client: ClientKey,
}

impl View {
    /// Chooses the edition and the day of a request.
    ///
    /// # Errors
    /// The edition doesn't exist.
    pub fn choose(state: &AppState, parts: &Parts, when: &When) -> Result<Self, Problem> {
        let published = PinnedEdition::of(&parts.extensions, state);
        if let Some(edition) = when.edition.filter(|e| e.0 != published.edition) {
            let detail = format!(
                "There is no edition {}. Only the current edition, {}, is available.",
                edition.0, published.edition
            );
            return Err(Problem::new(Kind::UnknownEdition, detail)
                .about("edition")
                .allowing([published.edition.to_string()]));
        }
        if let Some(version) = when.version.filter(|v| v.0 != published.version) {
            let detail = format!(
                "Version {} of the world is no longer served; the current version is {}. Start again without this parameter.",
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
            client: Client::of(&parts.extensions).key(),
        })
    }

    /// The world block of the answer.
    #[must_use]
    pub fn world_block(&self) -> WorldBlock {
        WorldBlock::new(&self.published, self.as_of, self.today)
    }

    /// The world of a compact answer.
    #[must_use]
    pub fn compact_world(&self) -> CompactWorld {
        CompactWorld::new(&self.published, self.as_of)
    }

    /// The note about the day (S35), if there is one.
    #[must_use]
    pub fn note(&self) -> Option<Note> {
        note_of_day(self.as_of, self.today)
    }

    /// A permit for an answer that is a file and has to be written completely before it is sent.
    ///
    /// # Errors
    /// The service, or the share of the client, is at its limit.
    pub fn file_permit(&self) -> Result<Permit, Problem> {
        let permit = self.state.files.try_take(self.client);
        permit.ok_or_else(|| at_limit(Limit::Files))
    }

    /// The index of the law of the day.
    pub async fn index(&self) -> Arc<Index> {
        let (published, as_of) = (self.published.clone(), self.as_of);
        self.run(move || published.on(as_of)).await
    }

    /// Runs work on the blocking pool, as soon as this client may use a thread.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let permit = self.state.work.wait(self.client).await;
        off_thread(move || {
            let _permit = permit;
            work()
        })
        .await
    }

    /// Runs work on the law of the day, on the blocking pool.
    ///
    /// # Panics
    /// If `work` panics. The panic continues here, and the middleware answers it with a 500.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce(&Self, &Index) -> T + Send + 'static) -> T {
        let view = self.clone();
        self.run(move || {
            let index = view.published.on(view.as_of);
            work(&view, &index)
        })
        .await
    }
}
