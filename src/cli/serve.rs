//! `riverchief serve`: serves a world over HTTP until SIGTERM or SIGINT.
use super::base_map::BaseMapArgs;
use super::export_args::ExportArgs;
use super::{Source, left_out_message};
use crate::http::{self, AppState, Limits, Network, Proxies, PublicUrl, ServiceOptions};
use crate::jobs::Exports;
use crate::release;
use crate::telemetry::{self, LogFormat};
use crate::world::{Published, TILE_GEOMETRY_BYTES, World};
use anyhow::Context as _;
use riverchief_core::snapshot::Severity;
use riverchief_files::scratch;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// How long the process waits at the end for threads that are still working.
const THREADS_END: Duration = Duration::from_secs(5);

/// Delay before the checks of a day, which take seconds of processor time, so that the first requests are not slowed down.
const CHECK: Duration = Duration::from_secs(10);

/// Longest time between two removals of expired exports.
const SWEEP: Duration = Duration::from_mins(1);

/// Serve a world over HTTP.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// World file to serve; default: that of --world, or the default world.
    #[arg(value_name = "WORLD.gpkg")]
    pub file: Option<PathBuf>,
    /// Address and port to listen on; with port 0, a free port is used.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub listen: SocketAddr,
    /// Public URL of the service, e.g. `https://host/prefix`; absolute links begin with it. Default: the listening address, or the host
    /// of each request if the service listens on all addresses.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// Address or network of a reverse proxy whose X-Forwarded-… and Forwarded headers are trusted; may be given several times.
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<Network>,
    /// Format of the log on standard error.
    #[arg(long, value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// Log filter, e.g. `warn` or `info,riverchief::access=off`.
    #[arg(long, default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Refuse a world with records that cannot be read; without it, such records are left out, and every answer has their number.
    #[arg(long)]
    pub strict: bool,
    /// Limits.
    #[command(flatten)]
    pub limits: LimitOptions,
    /// Exports.
    #[command(flatten)]
    pub exports: ExportArgs,
    /// Base map.
    #[command(flatten)]
    pub base_map: BaseMapArgs,
}

impl Args {
    /// Whether links have the host of each request: a link cannot name “all addresses”.
    const fn links_by_host(&self) -> bool {
        self.public_url.is_none() && self.listen.ip().is_unspecified()
    }
}

/// Limits of the service.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitOptions {
    /// Greatest number of requests processed at once; further requests are answered with 503.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_concurrency: u32,
    /// Greatest number of bulk requests processed at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_bulk_requests: u32,
    /// Greatest number of answers at once that cannot be streamed: PDF and XLSX, and collections as FlatGeobuf, GeoPackage or Shapefile.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_exports: u32,
    /// Greatest number of open connections.
    #[arg(long, default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_connections: u32,
    /// Time limit for an answer, in seconds; for bulk requests, until its first byte.
    #[arg(long, default_value_t = 30.0, value_name = "SECONDS", value_parser = seconds)]
    pub request_timeout: f64,
    /// Longest time without progress while a client sends its request or reads its answer, in seconds.
    #[arg(long, default_value_t = 30.0, value_name = "SECONDS", value_parser = seconds)]
    pub idle_timeout: f64,
    /// Least rate at which a client must send its request and read its answer, in bytes per second; with 0, only --idle-timeout applies.
    #[arg(long, default_value_t = 500, value_name = "BYTES")]
    pub least_rate: u32,
    /// Time limit for a whole bulk request, or for the download of a whole file of a collection, in seconds.
    #[arg(long, default_value_t = 3600.0, value_name = "SECONDS", value_parser = seconds)]
    pub bulk_timeout: f64,
    /// Greatest size of a request body other than bulk, in bytes.
    #[arg(long, default_value_t = 10 << 20, value_name = "BYTES")]
    pub max_body_bytes: u64,
    /// Greatest size of all such bodies together that are being received or processed, in bytes.
    #[arg(long, default_value_t = 256 << 20, value_name = "BYTES")]
    pub max_all_bodies_bytes: u64,
    /// Greatest size of a bulk body, in bytes.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_bulk_bytes: u64,
    /// Greatest number of rows of a bulk body.
    #[arg(long, default_value_t = 20_000_000, value_name = "ROWS")]
    pub max_bulk_rows: u64,
    /// Greatest part of a bulk answer that is stored on disk for a client that sends without reading, in bytes.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_bulk_spool_bytes: u64,
    /// Greatest size of all request headers together, in bytes.
    #[arg(long, default_value_t = 16 << 10, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1024..=65_536))]
    pub max_header_bytes: u32,
    /// Greatest size of the request target, in bytes.
    #[arg(long, default_value_t = 8 << 10, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(256..=32_768))]
    pub max_target_bytes: u32,
    /// Size of the tile cache in memory, in bytes; each content coding of a tile counts separately, and 0 disables the cache.
    #[arg(long, default_value_t = 256 << 20, value_name = "BYTES")]
    pub tile_cache_bytes: u64,
    /// Disk space for cached FlatGeobuf and GeoParquet files of collections, which clients can read in parts, in bytes.
    #[arg(long, default_value_t = 1 << 30, value_name = "BYTES")]
    pub kept_file_bytes: u64,
    /// Memory for the generalised geometry that tiles are cut from, over all zooms and dates, in bytes. A zoom that is removed
    /// from memory is made again when it is requested.
    #[arg(long, default_value_t = TILE_GEOMETRY_BYTES, value_name = "BYTES")]
    pub tile_geometry_bytes: usize,
    /// Greatest number of clients that listen to events at once.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_event_listeners: u32,
    /// Interval between heartbeats in a stream of events, in seconds.
    #[arg(long, default_value_t = 15.0, value_name = "SECONDS", value_parser = seconds)]
    pub event_heartbeat: f64,
    /// Time limit for open requests after SIGTERM, in seconds.
    #[arg(long, default_value_t = 20.0, value_name = "SECONDS", value_parser = seconds)]
    pub shutdown_grace: f64,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.01..=86_400.0).contains(&s) => Ok(s),
        _ => Err("give seconds, from 0.01 to 86400".to_owned()),
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "give an IP address and a port, e.g. 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080".to_owned())
}

impl From<&LimitOptions> for Limits {
    fn from(o: &LimitOptions) -> Self {
        Self {
            concurrency: o.max_concurrency as usize,
            bulk_requests: o.max_bulk_requests as usize,
            exports: o.max_exports as usize,
            connections: o.max_connections as usize,
            request_timeout: Duration::from_secs_f64(o.request_timeout),
            idle_timeout: Duration::from_secs_f64(o.idle_timeout),
            least_rate: o.least_rate,
            bulk_timeout: Duration::from_secs_f64(o.bulk_timeout),
            body_bytes: o.max_body_bytes,
            all_bodies_bytes: o.max_all_bodies_bytes,
            drained_bytes: Limits::default().drained_bytes,
            bulk_body_bytes: o.max_bulk_bytes,
            bulk_rows: o.max_bulk_rows,
            bulk_spool_bytes: o.max_bulk_spool_bytes,
            header_bytes: o.max_header_bytes as usize,
            target_bytes: o.max_target_bytes as usize,
            tile_cache_bytes: o.tile_cache_bytes,
            kept_file_bytes: o.kept_file_bytes,
            event_listeners: o.max_event_listeners as usize,
            event_heartbeat: Duration::from_secs_f64(o.event_heartbeat),
            shutdown_grace: Duration::from_secs_f64(o.shutdown_grace),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// The world cannot be read, or the service cannot listen on the address.
pub fn run(args: &Args, source: Source, unknown: Option<String>) -> anyhow::Result<()> {
    // Before requests are served, a signal ends the process at once, with exit code 0: there is nothing to finish.
    let loading = Arc::new(AtomicBool::new(true));
    for signal in [SIGTERM, SIGINT] {
        flag::register_conditional_shutdown(signal, 0, loading.clone()).context("cannot handle signals")?;
    }
    // The service continues if its terminal is closed.
    flag::register(SIGHUP, Arc::default()).context("cannot handle signals")?;
    let _logging = telemetry::start(&args.log, args.log_format).context("--log")?;
    if let Some(unknown) = unknown {
        tracing::warn!("{unknown}");
    }
    tracing::info!(version = release::VERSION, commit = release::COMMIT, "starting");
    let source = Source {
        world: args.file.clone().or(source.world),
        ..source
    };
    scratch::sweep_temporary();
    let exports = args.exports.open()?;
    let front = ServiceOptions {
        exports: exports.clone(),
        base_map: args.base_map.read()?,
        proxies: Proxies::new(&args.trusted_proxy, args.public_url.is_none()),
        links_by_host: args.links_by_host(),
    };
    let published = source.open()?.with_tile_geometry_bytes(args.limits.tile_geometry_bytes);
    warn_of_findings(&published);
    if let (true, Some(left_out)) = (args.strict, left_out_message(&published)) {
        anyhow::bail!("--strict: {left_out}; `riverchief validate` lists them");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let served = runtime.block_on(serve(args, front, Arc::new(World::new(published)), &loading));
    let running = exports.close(THREADS_END);
    if running > 0 {
        tracing::warn!(
            running,
            "exports were still running; the next start removes their files"
        );
    }
    // Threads must have left PROJ and GDAL before the process unloads these, but the wait is limited.
    runtime.shutdown_timeout(THREADS_END);
    served
}

async fn serve(args: &Args, front: ServiceOptions, world: Arc<World>, loading: &AtomicBool) -> anyhow::Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}", args.listen))?;
    let local = format!("http://{}", listener.local_addr()?);
    let public_url = match &args.public_url {
        Some(url) => url.clone(),
        None => reachable(listener.local_addr()?)
            .parse()
            .context("the local address is not a URL")?,
    };
    let prepared = world.clone();
    // Prepared before the address is printed, so that the first request is fast.
    tokio::task::spawn_blocking(move || prepared.current().catalog(prepared.today())).await?;
    let state = AppState::with_options(front, world, public_url.clone(), Limits::from(&args.limits));
    tokio::spawn(sweep(state.exports.clone()));
    tokio::spawn(check(state.world.clone()));
    let stop = http::Stop::listen().context("cannot handle signals")?;
    loading.store(false, Ordering::Relaxed);
    if args.links_by_host() {
        tracing::info!("listening on all addresses without --public-url: links have the host of each request");
    }
    if let Err(error) = greet(args, &local, &public_url) {
        tracing::warn!(%error, %local, "cannot print the greeting to standard output; serving anyway");
    }
    let routes = http::app(state.clone());
    let cut_off = http::serve(listener, routes, state, stop.heard()).await;
    if cut_off > 0 {
        tracing::warn!(cut_off, "connections were still open after --shutdown-grace");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The address as a URL that works on this machine.
fn reachable(mut address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("http://{address}")
}

/// Removes expired exports regularly, even if no request is made.
async fn sweep(exports: Exports) {
    let pause = SWEEP.min(exports.keep());
    loop {
        tokio::time::sleep(pause).await;
        let exports = exports.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || exports.sweep()).await {
            tracing::error!(%error, "removing expired exports failed");
        }
    }
}

/// Prints the address and three requests that work with the default world.
fn greet(args: &Args, local: &str, public_url: &PublicUrl) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "riverchief serves {public_url} (listening on {local})")?;
    if args.links_by_host() {
        writeln!(
            out,
            "  Links have the host of the request; set --public-url to give them a fixed address."
        )?;
    }
    for path in [
        "/v1/chiefs/at?lon=109.378&lat=21.815",
        "/v1/segments/NLJ-0-T-450521112-B-1/chiefs",
        "/v1/search?q=%E5%8D%97%E6%B5%81%E6%B1%9F",
    ] {
        writeln!(out, "  curl '{}'", public_url.link(path))?;
    }
    out.flush()
}

/// Runs the checks of today after the start and whenever another epoch begins, and logs the number of errors.
async fn check(world: Arc<World>) {
    loop {
        tokio::time::sleep(CHECK).await;
        let (published, today) = (world.current(), world.today());
        let epoch = published.epoch(today);
        if published.tally(&epoch).checked {
            continue;
        }
        let checking = published.clone();
        match tokio::task::spawn_blocking(move || checking.check(&epoch)).await {
            Ok(tally) if tally.errors > 0 => tracing::warn!(
                errors = tally.errors,
                warnings = tally.warnings,
                records_left_out = published.left_out(),
                "the world has errors; `riverchief validate` lists them"
            ),
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "checking the world failed"),
        }
    }
}

/// Logs the errors found while the world was read; the checks of today run later.
fn warn_of_findings(published: &Published) {
    let mut errors = published.findings.iter().filter(|f| f.severity == Severity::Error);
    if let Some(first) = errors.next() {
        let (count, code, layer, feature) = (1 + errors.count(), first.code, first.layer, &first.feature);
        tracing::warn!(
            count,
            code,
            layer,
            feature,
            records_left_out = published.left_out(),
            "the world has errors; `riverchief validate` lists them"
        );
    }
}
