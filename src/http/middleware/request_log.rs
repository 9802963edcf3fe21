//! Request ids, the access log, and the request metrics.
//!
//! The log names the matched route and never the request target, because the query holds a visitor's coordinates.
use crate::http::forwarded::Client;
use crate::http::metrics;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id under which the log names a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id that the client sent, if it is valid, otherwise a new one.
    fn of(request: &Request) -> Self {
        let sent = request.headers().get(HEADER).and_then(|v| v.to_str().ok());
        let plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        sent.filter(plain).map_or_else(Self::fresh, |id| Self(id.to_owned()))
    }

    /// A unique id: a random number per process, and a counter.
    fn fresh() -> Self {
        static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(format!(
            "{:012x}-{:06x}",
            *PROCESS & 0xffff_ffff_ffff,
            NEXT.fetch_add(1, Ordering::Relaxed)
        ))
    }
}

/// Gives the request an id, returns it in the answer, writes the access log and counts the request.
pub async fn log_request(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let route =
        (request.extensions().get::<MatchedPath>()).map_or_else(|| "unmatched".to_owned(), |p| p.as_str().to_owned());
    let method = known(request.method());
    let client = request.extensions().get::<Client>().and_then(|client| client.0);
    let client = client.map_or_else(String::new, |address| address.to_string());
    let span = tracing::info_span!("request", request_id = %id.0, method, route);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::try_from(id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    let took = started.elapsed();
    let status = response.status().as_u16();
    metrics::request(&route, method, status, took);
    let ms = took.as_secs_f64() * 1000.0;
    span.in_scope(|| tracing::info!(target: "riverchief::access", client, status, ms, "answered"));
    response
}

/// The name of a method. Unknown methods share one label of the metrics.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}
