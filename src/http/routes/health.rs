//! `/healthz`, `/readyz`, `/metrics`: for the operator.
use crate::http::lookup::NoParameters;
use crate::http::middleware::shutting_down;
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::view::PinnedEdition;
use crate::http::wire::world::FaultsBlock;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Whether the process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "Alive.", body = String, content_type = "text/plain")))]
pub async fn alive(_: NoParameters) -> &'static str {
    "ok\n"
}

/// Whether the service takes requests: the world is loaded and the service is not shutting down. If the world's data has faults, a second line states them.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "Ready.", body = String, content_type = "text/plain")))]
pub async fn ready(
    State(state): State<AppState>,
    PinnedEdition(published): PinnedEdition,
    _: NoParameters,
) -> Result<String, Problem> {
    if state.draining() {
        return Err(shutting_down());
    }
    let faults = FaultsBlock::of(&published, &published.epoch(state.world.today()));
    let said = faults.map_or_else(String::new, |faults| format!("{}\n", faults.notice_en));
    Ok(format!("ready\n{said}"))
}

/// Counters and durations in Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text format.", body = String, content_type = "text/plain")))]
pub async fn metrics(
    State(state): State<AppState>,
    PinnedEdition(published): PinnedEdition,
    _: NoParameters,
) -> Response {
    crate::http::metrics::exports(state.exports.load());
    let tally = published.tally(&published.epoch(state.world.today()));
    crate::http::metrics::world(published.left_out(), &tally);
    match state.metrics.render() {
        Some(text) => (
            [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
            text,
        )
            .into_response(),
        None => Problem::new(Kind::NotFound, "Metrics are off in this process.").into_response(),
    }
}
