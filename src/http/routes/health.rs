//! `/healthz`, `/readyz`, `/metrics`: for those who run the service.
use crate::http::ask::NoParameters;
use crate::http::guard::stopping;
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "Alive.", body = String, content_type = "text/plain")))]
pub async fn alive(_: NoParameters) -> &'static str {
    "ok\n"
}

/// New requests are welcome: the world is loaded and the service isn't shutting down.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "Ready.", body = String, content_type = "text/plain")))]
pub async fn ready(State(state): State<AppState>, _: NoParameters) -> Result<&'static str, Problem> {
    if state.draining() {
        return Err(stopping());
    }
    Ok("ready\n")
}

/// Counters and durations in Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text format.", body = String, content_type = "text/plain")))]
pub async fn metrics(State(state): State<AppState>, _: NoParameters) -> Response {
    crate::http::metrics::exports(state.exports.load());
    match state.metrics.render() {
        Some(text) => (
            [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            text,
        )
            .into_response(),
        None => Problem::new(Kind::NotFound, "Metrics are off in this process.").into_response(),
    }
}
