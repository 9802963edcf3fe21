//! Limits on size, number and time that hold for every route.
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

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

/// A request's place among those in work; whoever works for it holds a copy.
#[derive(Clone, Debug)]
pub struct WorkPermit(#[expect(dead_code, reason = "held, not read")] Arc<OwnedSemaphorePermit>);

/// Turns a request away when as many as allowed are in work. Its place is free again when its work has ended, not
/// already when its client has stopped waiting for that.
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    if PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let Ok(permit) = state.request_permits.clone().try_acquire_owned() else {
        return overloaded("more requests at once than --max-concurrency");
    };
    let permit = WorkPermit(Arc::new(permit));
    request.extensions_mut().insert(permit.clone());
    next.run(request).await
}

/// The problem for a service at its limit.
pub fn at_limit(log: &str) -> Problem {
    Problem::new(Kind::Overloaded, "The service is at its limit; try again in a second.")
        .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
        .logged(log)
}

/// The response for a service at its limit.
pub fn overloaded(log: &str) -> Response {
    at_limit(log).into_response()
}

/// Ends a request that takes too long to its answer's head.
pub async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = state.limits.request_timeout;
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Kind::TimedOut, "The answer took too long; try again, or ask for less.")
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("5"))
            .logged(format!("over --request-timeout of {limit:?}"))
            .into_response(),
    }
}
