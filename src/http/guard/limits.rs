//! Limits on size, number and time that hold for every route.
use super::exchange::TooMany;
use crate::http::forwarded::Client;
use crate::http::metrics::{self, Limit};
use crate::http::pace::Pace;
use crate::http::problem::{Kind, Problem};
use crate::http::shares::Share;
use crate::http::state::AppState;
use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// Probes must get through when the service is busy: that is when they are needed.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Refuses targets and headers over the limit.
pub async fn sizes(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let target = request.uri().path().len() + request.uri().query().map_or(0, str::len);
    if target > state.limits.target_bytes {
        let detail = format!("The request target is longer than {} bytes.", state.limits.target_bytes);
        return Problem::new(Kind::UriTooLong, detail).into_response();
    }
    let headers: usize = request
        .headers()
        .iter()
        .map(|(n, v)| n.as_str().len() + v.len() + 4)
        .sum();
    if headers > state.limits.header_bytes {
        let detail = format!(
            "The request headers are larger than {} bytes together.",
            state.limits.header_bytes
        );
        return Problem::new(Kind::HeadersTooLarge, detail).into_response();
    }
    next.run(request).await
}

/// What a request holds while it is in work; whoever works for it holds a copy.
#[derive(Clone, Debug, Default)]
pub struct WorkPermit(Arc<Mutex<Vec<Share>>>);

impl WorkPermit {
    /// Takes the request's place among those in work.
    ///
    /// # Errors
    /// There is none for its client.
    pub fn take(parts: &Extensions, state: &AppState) -> Result<(), Problem> {
        let share = state.requests.take(Client::of(parts).holder());
        let share = share.ok_or_else(|| at_limit(Limit::Requests))?;
        Self::of(parts).hold(share);
        Ok(())
    }

    /// That of a request.
    #[must_use]
    pub fn of(parts: &Extensions) -> Self {
        parts.get().cloned().unwrap_or_default()
    }

    /// Keeps a share until the work ends.
    pub fn hold(&self, share: Share) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(share);
    }
}

/// Turns a request away when as many as allowed are in work. Its place is free again when its work has ended, not
/// already when its client has stopped waiting for that.
///
/// One with a body takes its place when that is there: [`crate::http::media`].
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    if state.draining() {
        return stopping().into_response();
    }
    if request.extensions().get::<TooMany>().is_some() {
        return at_limit(Limit::Exchanges).into_response();
    }
    let permit = WorkPermit::default();
    request.extensions_mut().insert(permit.clone());
    let waits_for_body = request.method() == Method::POST && !request.body().is_end_stream();
    if !waits_for_body && let Err(problem) = WorkPermit::take(request.extensions(), &state) {
        return problem.into_response();
    }
    let response = next.run(request).await;
    drop(permit);
    response
}

/// The problem for a service at one of its limits, or for a client at its share of it.
pub fn at_limit(limit: Limit) -> Problem {
    metrics::turned_away(limit);
    let detail = "The service is at its limit, or you have as much of it as one client may; try again in a second.";
    Problem::new(Kind::Overloaded, detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
        .logged(format!("over {}, or a client's share of it", limit.option()))
}

/// The problem for a service that takes nothing new.
pub fn stopping() -> Problem {
    Problem::new(Kind::Overloaded, "The service is shutting down.")
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
        .logged("shutting down")
}

/// Ends a request that takes too long to its answer's head, counted from when all was there that it is made of.
pub async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = state.limits.request_timeout;
    let pace = request.extensions().get::<Pace>().cloned();
    let mut late = std::pin::pin!(tokio::time::sleep(limit));
    let mut answer = std::pin::pin!(next.run(request));
    loop {
        tokio::select! {
            biased;
            response = &mut answer => return response,
            () = &mut late => {}
        }
        match pace.as_ref().map(|pace| pace.late(limit)) {
            Some(until) if until > Instant::now() => late.as_mut().reset(until),
            _ => break,
        }
    }
    Problem::new(Kind::TimedOut, "The answer took too long; try again, or ask for less.")
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
        .logged(format!("over --request-timeout of {limit:?}"))
        .into_response()
}
