//! The metrics, and their Prometheus text.
//!
//! Labels are routes, methods, statuses and limits, never anything that a visitor sent.
use crate::world::Tally;
use crate::{release, telemetry};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

const REQUESTS: &str = "riverchief_http_requests_total";
const SECONDS: &str = "riverchief_http_request_duration_seconds";
const BULK_ROWS: &str = "riverchief_bulk_rows_total";
const TILES: &str = "riverchief_tiles_made_total";
const LISTENERS: &str = "riverchief_event_listeners";
const EXPORTS: &str = "riverchief_exports_total";
const EXPORT_BYTES: &str = "riverchief_export_bytes";
const EXPORTS_OPEN: &str = "riverchief_exports_open";
const PANICS: &str = "riverchief_panics_total";
const TURNED_AWAY: &str = "riverchief_turned_away_total";
const BUILD: &str = "riverchief_build_info";
const FINDINGS: &str = "riverchief_world_findings";
const CHECKED: &str = "riverchief_world_checked";
const LEFT_OUT: &str = "riverchief_world_records_left_out";
const LOST_LINES: &str = "riverchief_log_lines_lost_total";

/// The limit for which a request or a connection was rejected. Most are options of `serve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Open connections.
    Connections,
    /// Exchanges: requests whose answers the client has not read to the end.
    Exchanges,
    /// Requests in work.
    Requests,
    /// Bytes of bodies.
    Bodies,
    /// Bulk requests.
    Bulk,
    /// Files that are written completely before they are sent.
    Files,
    /// Listeners to events.
    Listeners,
    /// Exports that are queued or running.
    Jobs,
    /// Base map tiles that are being fetched.
    BaseMap,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 9] = [
        Self::Connections,
        Self::Exchanges,
        Self::Requests,
        Self::Bodies,
        Self::Bulk,
        Self::Files,
        Self::Listeners,
        Self::Jobs,
        Self::BaseMap,
    ];

    /// The option that sets the limit, or a description if there is no option.
    #[must_use]
    pub const fn option(self) -> &'static str {
        match self {
            Self::Connections | Self::Exchanges => "--max-connections",
            Self::Requests => "--max-concurrency",
            Self::Bodies => "--max-all-bodies-bytes",
            Self::Bulk => "--max-bulk-requests",
            Self::Files => "--max-exports",
            Self::Listeners => "--max-event-listeners",
            Self::Jobs => "--export-queue",
            Self::BaseMap => "the number of base map tiles fetched at once",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Exchanges => "exchanges",
            Self::Requests => "requests",
            Self::Bodies => "bodies",
            Self::Bulk => "bulk",
            Self::Files => "files",
            Self::Listeners => "listeners",
            Self::Jobs => "jobs",
            Self::BaseMap => "base_map",
        }
    }
}

/// Upper bounds of the buckets in seconds: a look-up takes much less than a millisecond, a coverage report up to
/// seconds.
const BUCKETS: [f64; 11] = [
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 10.0,
];

/// The handle of the only metrics recorder of the process.
#[derive(Clone)]
pub struct Metrics(Option<PrometheusHandle>);

impl Metrics {
    /// The recorder of the process, installed on first use. If another recorder is already installed, there is nothing
    /// to render.
    #[must_use]
    pub fn installed() -> Self {
        static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), &BUCKETS);
            let installed = builder
                .map_err(|e| e.to_string())
                .and_then(|b| b.install_recorder().map_err(|e| e.to_string()));
            match installed {
                Ok(handle) => {
                    metrics::describe_counter!(REQUESTS, "Requests by route, method and status");
                    metrics::describe_histogram!(SECONDS, "Seconds from a request's head to its answer's head");
                    metrics::describe_counter!(BULK_ROWS, "Rows answered by POST /v1/chiefs/at");
                    metrics::describe_counter!(TILES, "Tiles that were made because they were not in the cache");
                    metrics::describe_gauge!(LISTENERS, "Clients that listen to events");
                    metrics::describe_counter!(EXPORTS, "Exports that have ended, by state");
                    metrics::describe_gauge!(EXPORT_BYTES, "Bytes on disk used by exports");
                    metrics::describe_gauge!(EXPORTS_OPEN, "Exports that are queued or running, by state");
                    metrics::describe_counter!(PANICS, "Requests that ended with an internal error");
                    metrics::describe_counter!(TURNED_AWAY, "Requests and connections that were rejected, by limit");
                    metrics::describe_counter!(LOST_LINES, "Log lines that could not be written to standard error");
                    metrics::describe_gauge!(FINDINGS, "Findings of the served world on today's date, by severity");
                    metrics::describe_gauge!(CHECKED, "1 once the checks of the served world have run, 0 before");
                    metrics::describe_gauge!(
                        LEFT_OUT,
                        "Records of the served world that cannot be read and are left out"
                    );
                    metrics::describe_gauge!(BUILD, "The running build, by version and commit; always 1");
                    begin_at_zero();
                    Some(handle)
                }
                Err(error) => {
                    tracing::warn!(error, "metrics are off");
                    None
                }
            }
        });
        Self(handle.clone())
    }

    /// The Prometheus text, or `None` if metrics are off.
    #[must_use]
    pub fn render(&self) -> Option<String> {
        self.0.as_ref().map(|handle| {
            metrics::counter!(LOST_LINES).absolute(telemetry::lost_lines());
            handle.run_upkeep();
            handle.render()
        })
    }
}

/// Creates every metric with its initial value, so that the first increment is visible as one.
fn begin_at_zero() {
    /// How an export can end: the texts of `jobs::State`, and `removed`.
    const ENDS: [&str; 4] = ["succeeded", "failed", "interrupted", "removed"];
    metrics::gauge!(BUILD, "version" => release::VERSION, "commit" => release::COMMIT).set(1.0);
    for counter in [BULK_ROWS, TILES, PANICS, LOST_LINES] {
        metrics::counter!(counter).increment(0);
    }
    metrics::gauge!(LISTENERS).increment(0.0);
    for state in ENDS {
        metrics::counter!(EXPORTS, "state" => state).increment(0);
    }
    for limit in Limit::ALL {
        metrics::counter!(TURNED_AWAY, "limit" => limit.label()).increment(0);
    }
}

/// Creates the counter of successful requests to a route, with the value 0.
pub fn begin_route(route: &str, method: &str, status: &str) {
    let labels = [("route", route), ("method", method), ("status", status)];
    let labels = labels.map(|(name, value)| (name, value.to_owned()));
    metrics::counter!(REQUESTS, &labels).increment(0);
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// Counts one answered request.
pub fn request(route: &str, method: &str, status: u16, took: Duration) {
    let labels = [("route", route.to_owned()), ("method", method.to_owned())];
    metrics::histogram!(SECONDS, &labels).record(took.as_secs_f64());
    metrics::counter!(REQUESTS, "route" => route.to_owned(), "method" => method.to_owned(), "status" => status.to_string())
        .increment(1);
}

/// Counts a rejected request or connection.
pub fn rejected(limit: Limit) {
    metrics::counter!(TURNED_AWAY, "limit" => limit.label()).increment(1);
}

/// Counts bulk rows.
pub fn bulk_rows(rows: u64) {
    metrics::counter!(BULK_ROWS).increment(rows);
}

/// Counts a tile that is made.
pub fn tile_made() {
    metrics::counter!(TILES).increment(1);
}

/// Counts a listener to events as long as it exists.
#[derive(Debug)]
pub struct Listening(());

impl Listening {
    /// Counts one more listener.
    #[must_use]
    pub fn begin() -> Self {
        metrics::gauge!(LISTENERS).increment(1.0);
        Self(())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        metrics::gauge!(LISTENERS).decrement(1.0);
    }
}

/// Sets the metrics of exports: bytes on disk, and the numbers of queued and running exports.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
pub fn exports((bytes, waiting, running): (u64, usize, usize)) {
    metrics::gauge!(EXPORT_BYTES).set(bytes as f64);
    metrics::gauge!(EXPORTS_OPEN, "state" => "queued").set(waiting as f64);
    metrics::gauge!(EXPORTS_OPEN, "state" => "running").set(running as f64);
}

/// Sets the metrics of faults in the served world.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a double")]
pub fn world(left_out: usize, tally: &Tally) {
    metrics::gauge!(LEFT_OUT).set(left_out as f64);
    metrics::gauge!(CHECKED).set(f64::from(u8::from(tally.checked)));
    for (severity, number) in [
        ("error", tally.errors),
        ("warning", tally.warnings),
        ("note", tally.notes),
    ] {
        metrics::gauge!(FINDINGS, "severity" => severity).set(number as f64);
    }
}

/// Counts a panic.
pub fn panicked() {
    metrics::counter!(PANICS).increment(1);
}
