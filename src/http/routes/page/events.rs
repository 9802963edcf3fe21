//! `GET /v1/events`: news as server-sent events, so that a page that stays open notices a new edition or epoch.
use crate::http::accept;
use crate::http::ask::NoParameters;
use crate::http::forwarded::Client;
use crate::http::guard::at_limit;
use crate::http::metrics::{Limit, Listening};
use crate::http::problem::Problem;
use crate::http::shares::Share;
use crate::http::state::AppState;
use crate::http::wire::page::News;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior};

/// How often the world is looked at. Nothing tells of midnight but a clock, and a clock may be set.
const LOOK: Duration = Duration::from_secs(1);
/// What a client waits before it comes again.
const RETRY: Duration = Duration::from_secs(5);

/// The current edition and epoch at once, and again whenever either has changed: an event `world` with `News` as JSON.
///
/// After a new start with another world the first event has another `version`.
///
/// A comment comes as a sign of life in between. The stream ends when the service shuts down.
#[utoipa::path(get, path = "/v1/events", tag = "page",
    responses((status = 200, description = "Events `world`, each with a `News` object as its data.", body = News, content_type = "text/event-stream")))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if accept::best(&headers, &["text/event-stream"]).is_none() {
        let problem = Problem::new(crate::http::problem::Kind::NotAcceptable, "This is a stream of events.");
        return Err(problem.allowing(["text/event-stream"]));
    }
    let place = state.listeners.take(client.holder());
    let place = place.ok_or_else(|| at_limit(Limit::Listeners))?;
    let heartbeat = state.limits.event_heartbeat;
    let listener = Listener::new(state, place);
    let events = Sse::new(stream::unfold(listener, Listener::next)).keep_alive(KeepAlive::new().interval(heartbeat));
    let mut response = events.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-transform"),
    );
    // What nginx asks for before it passes on each event as it comes.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

/// One client that listens, and what it was told last.
struct Listener {
    state: AppState,
    told: Option<(u32, u32, String)>,
    ticks: Interval,
    /// Its place among the listeners, free again when its connection ends.
    _place: Share,
    _counted: Listening,
}

impl Listener {
    fn new(state: AppState, place: Share) -> Self {
        let mut ticks = tokio::time::interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self {
            state,
            told: None,
            ticks,
            _place: place,
            _counted: Listening::begin(),
        }
    }

    async fn next(mut self) -> Option<(Result<Event, axum::Error>, Self)> {
        loop {
            tokio::select! {
                biased;
                () = self.state.stopping() => return None,
                _ = self.ticks.tick() => {}
            }
            let news = news(&self.state);
            let now = (news.edition, news.epoch, news.version.clone());
            if self.told.as_ref() != Some(&now) {
                let id = format!("{}-{}-{}", news.edition, news.epoch, news.version);
                self.told = Some(now);
                let event = Event::default().event("world").id(id).retry(RETRY).json_data(news);
                return Some((event, self));
            }
        }
    }
}

fn news(state: &AppState) -> News {
    let (published, today) = (state.world.current(), state.world.today());
    News {
        edition: published.edition,
        epoch: published.epoch(today).number,
        today: today.to_string(),
        version: published.stamp().to_owned(),
    }
}
