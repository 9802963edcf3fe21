//! Limits on size, number and time that hold for every route.
use super::exchange::TooMany;
use crate::http::forwarded::Client;
use crate::http::metrics::{self, Limit};
use crate::http::problem::{Kind, Problem};
use crate::http::quota::Permit;
use crate::http::state::AppState;
use crate::http::transfer_deadline::TransferDeadline;
use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// Probes are admitted even when the service is busy: that is when they are needed.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Refuses a request target or headers over the limit.
pub async fn limit_sizes(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let target = request.uri().path().len() + request.uri().query().map_or(0, str::len);
    if target > state.limits.target_bytes {
        let detail = format!(
            "The request target is longer than {} bytes; shorten the query, or send a filter as the body of a POST request.",
            state.limits.target_bytes
        );
        return Problem::new(Kind::UriTooLong, detail).into_response();
    }
    let headers: usize = request
        .headers()
        .iter()
        .map(|(n, v)| n.as_str().len() + v.len() + 4)
        .sum();
    if headers > state.limits.header_bytes {
        let detail = format!(
            "The request headers are larger than {} bytes in total; send fewer or shorter headers.",
            state.limits.header_bytes
        );
        return Problem::new(Kind::HeadersTooLarge, detail).into_response();
    }
    next.run(request).await
}

/// The permits that a request holds until its work ends. Every task that works for the request holds a clone.
#[derive(Clone, Debug, Default)]
pub struct WorkPermit(Arc<Mutex<Vec<Permit>>>);

impl WorkPermit {
    /// Takes a permit for the request.
    ///
    /// # Errors
    /// The service, or the share of the client, is at its limit.
    pub fn take(parts: &Extensions, state: &AppState) -> Result<(), Problem> {
        let permit = state.requests.try_take(Client::of(parts).key());
        let permit = permit.ok_or_else(|| at_limit(Limit::Requests))?;
        Self::of(parts).hold(permit);
        Ok(())
    }

    /// The permits of a request.
    #[must_use]
    pub fn of(parts: &Extensions) -> Self {
        parts.get().cloned().unwrap_or_default()
    }

    /// Keeps a permit until the work ends.
    pub fn hold(&self, permit: Permit) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(permit);
    }
}

/// Rejects a request when too many are in work. Its permit is released when its work has ended, even if the client has
/// stopped waiting before.
///
/// A request with a body takes its permit when the body has arrived: see [`crate::http::media`].
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    if state.draining() {
        return shutting_down().into_response();
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

/// The problem for a request over a limit of the service, or over the share of its client.
pub fn at_limit(limit: Limit) -> Problem {
    metrics::rejected(limit);
    let detail = "The service is at its limit, or this client has reached its share of it. Try again in a second.";
    Problem::new(Kind::Overloaded, detail)
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
        .logged(format!("over {}, or over one client's share of it", limit.option()))
}

/// The problem for a request that arrives while the service shuts down.
pub fn shutting_down() -> Problem {
    Problem::new(
        Kind::Overloaded,
        "The service is shutting down. Try again in a few seconds.",
    )
    .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
    .logged("shutting down")
}

/// Ends a request whose answer does not begin within the time limit, counted from the last bytes of the request.
pub async fn limit_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = state.limits.request_timeout;
    let deadline = request.extensions().get::<TransferDeadline>().cloned();
    let mut late = std::pin::pin!(tokio::time::sleep(limit));
    let mut answer = std::pin::pin!(next.run(request));
    loop {
        tokio::select! {
            biased;
            response = &mut answer => return response,
            () = &mut late => {}
        }
        match deadline.as_ref().map(|deadline| deadline.answer_deadline(limit)) {
            Some(until) if until > Instant::now() => late.as_mut().reset(until),
            _ => break,
        }
    }
    Problem::new(Kind::TimedOut, "The answer took too long. Try again, or ask for less.")
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
        .logged(format!("over --request-timeout of {limit:?}"))
        .into_response()
}
