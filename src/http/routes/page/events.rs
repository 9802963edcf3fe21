//! `GET /v1/events`: server-sent events, by which an open page notices a new edition or epoch.
use crate::http::accept;
use crate::http::forwarded::Client;
use crate::http::lookup::NoParameters;
use crate::http::metrics::{Limit, Listening};
use crate::http::middleware::at_limit;
use crate::http::problem::Problem;
use crate::http::quota::Permit;
use crate::http::state::AppState;
use crate::http::wire::page::News;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior};

/// How often the world is checked. Midnight can only be noticed by polling, because the clock may be set.
const LOOK: Duration = Duration::from_secs(1);
/// Time that a client waits before it reconnects.
const RETRY: Duration = Duration::from_secs(5);

/// Sends the current edition and epoch at once, and again whenever one of them changes: an event `world` with `News` as JSON.
///
/// After a restart with another world the first event has another `version`.
///
/// Comments are sent in between as a heartbeat. The stream ends when the service shuts down.
#[utoipa::path(get, path = "/v1/events", tag = "page",
    responses((status = 200, description = "Events `world`, each with a `News` object as its data.", body = News, content_type = "text/event-stream")))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if accept::best(&headers, &["text/event-stream"]).is_none() {
        let problem = Problem::new(
            crate::http::problem::Kind::NotAcceptable,
            "This is an event stream; accept text/event-stream.",
        );
        return Err(problem.allowing(["text/event-stream"]));
    }
    let place = state.listeners.try_take(client.key());
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
    // With this header nginx does not buffer events.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

/// A client that listens, with the last event that it was sent.
struct Listener {
    state: AppState,
    told: Option<(u32, u32, String)>,
    ticks: Interval,
    /// Its permit, released when the connection ends.
    _place: Permit,
    _counted: Listening,
}

impl Listener {
    fn new(state: AppState, place: Permit) -> Self {
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
