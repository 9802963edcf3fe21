//! `/healthz`, `/readyz`, `/metrics`: for those who run the service.
use crate::http::ask::{AtEntry, NoParameters};
use crate::http::guard::stopping;
use crate::http::problem::{Kind, Problem};
use crate::http::state::AppState;
use crate::http::wire::world::FaultsBlock;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "operation",
    responses((status = 200, description = "Alive.", body = String, content_type = "text/plain")))]
pub async fn alive(_: NoParameters) -> &'static str {
    "ok\n"
}

/// New requests are welcome: the world is loaded and the service isn't shutting down. A second line tells what is wrong with
/// the world's data, where something is.
#[utoipa::path(get, path = "/readyz", tag = "operation",
    responses((status = 200, description = "Ready.", body = String, content_type = "text/plain")))]
pub async fn ready(
    State(state): State<AppState>,
    AtEntry(published): AtEntry,
    _: NoParameters,
) -> Result<String, Problem> {
    if state.draining() {
        return Err(stopping());
    }
    let faults = FaultsBlock::of(&published, &published.epoch(state.world.today()));
    let said = faults.map_or_else(String::new, |faults| format!("{}\n", faults.notice_en));
    Ok(format!("ready\n{said}"))
}

/// Counters and durations in Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "Prometheus text format.", body = String, content_type = "text/plain")))]
pub async fn metrics(State(state): State<AppState>, AtEntry(published): AtEntry, _: NoParameters) -> Response {
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
