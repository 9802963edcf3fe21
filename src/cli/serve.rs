//! `riverchief serve`: a world over HTTP, until SIGTERM or SIGINT.
use super::base_map::BaseMapArgs;
use super::export_args::ExportArgs;
use super::{Source, said_of_left_out};
use crate::http::{self, AppState, Front, Limits, Network, Proxies, PublicUrl};
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

/// How long threads that still work for clients that were cut off have to end.
const THREADS_END: Duration = Duration::from_secs(5);

/// Pause before the checks of a day, which take seconds of a processor: who comes right after the start goes first.
const CHECK: Duration = Duration::from_secs(10);

/// Longest time that a file of an export outlives its end.
const SWEEP: Duration = Duration::from_mins(1);

/// Serve a world over HTTP.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// World file to serve; without one, that of --world, or the default world.
    #[arg(value_name = "WORLD.gpkg")]
    pub file: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT", value_parser = listen_address)]
    pub listen: SocketAddr,
    /// How the world knows this service, e.g. `https://host/prefix`; base of every absolute link.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// A reverse proxy, or a network of them, whose X-Forwarded-… and Forwarded headers are believed; several may be given.
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<Network>,
    /// Format of log lines on standard error.
    #[arg(long, value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged, e.g. `warn` or `info,riverchief::access=off`.
    #[arg(long, default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Refuse a world with records that can't be read; without it they are left out, and every answer says how many.
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
    /// Whether links follow the host of each request: “every address” is none that a link could name.
    const fn links_by_host(&self) -> bool {
        self.public_url.is_none() && self.listen.ip().is_unspecified()
    }
}

/// Limits, each with its default.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct LimitOptions {
    /// Requests answered at once; more are told 503.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_concurrency: u32,
    /// Bulk requests answered at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_bulk_requests: u32,
    /// Answers at once that are files made as a whole: PDF, XLSX, and of collections FlatGeobuf, GeoPackage, Shapefile.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub max_exports: u32,
    /// Open connections.
    #[arg(long, default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_connections: u32,
    /// Seconds to an answer (bulk: to its beginning).
    #[arg(long, default_value_t = 30.0, value_name = "SECONDS", value_parser = seconds)]
    pub request_timeout: f64,
    /// Longest silence of a client that has still to send, or to take its answer, in seconds.
    #[arg(long, default_value_t = 30.0, value_name = "SECONDS", value_parser = seconds)]
    pub idle_timeout: f64,
    /// Bytes a second that a client has to send, or to take of its answer, where it is waited for; 0: silence alone ends it.
    #[arg(long, default_value_t = 500, value_name = "BYTES")]
    pub least_rate: u32,
    /// Seconds for a whole bulk request, and to take a whole file of a collection.
    #[arg(long, default_value_t = 3600.0, value_name = "SECONDS", value_parser = seconds)]
    pub bulk_timeout: f64,
    /// Bytes of an ordinary body.
    #[arg(long, default_value_t = 10 << 20, value_name = "BYTES")]
    pub max_body_bytes: u64,
    /// Bytes of all ordinary bodies together that are arriving or in work.
    #[arg(long, default_value_t = 256 << 20, value_name = "BYTES")]
    pub max_all_bodies_bytes: u64,
    /// Bytes of a bulk body.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_bulk_bytes: u64,
    /// Rows of a bulk body.
    #[arg(long, default_value_t = 20_000_000, value_name = "ROWS")]
    pub max_bulk_rows: u64,
    /// Bytes of a bulk answer that wait on disk for a client that sends without reading.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_bulk_spool_bytes: u64,
    /// Bytes of all request headers together.
    #[arg(long, default_value_t = 16 << 10, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(1024..=65_536))]
    pub max_header_bytes: u32,
    /// Bytes of the request target.
    #[arg(long, default_value_t = 8 << 10, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(256..=32_768))]
    pub max_target_bytes: u32,
    /// Bytes of tiles kept in memory (each coding of a tile counts by itself); 0 keeps none.
    #[arg(long, default_value_t = 256 << 20, value_name = "BYTES")]
    pub tile_cache_bytes: u64,
    /// Bytes of the disk for FlatGeobuf and GeoParquet of collections, kept so that programs can read them in parts.
    #[arg(long, default_value_t = 1 << 30, value_name = "BYTES")]
    pub kept_file_bytes: u64,
    /// Bytes of generalised geometry from which tiles are cut, kept in memory over all zooms and dates; a zoom that was
    /// given up is made again when asked for.
    #[arg(long, default_value_t = TILE_GEOMETRY_BYTES, value_name = "BYTES")]
    pub tile_geometry_bytes: usize,
    /// Clients that listen to events at once.
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_event_listeners: u32,
    /// Seconds between the signs of life in a stream of events.
    #[arg(long, default_value_t = 15.0, value_name = "SECONDS", value_parser = seconds)]
    pub event_heartbeat: f64,
    /// Seconds that open requests may go on after SIGTERM.
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
/// The world can't be read, or the address can't be listened on.
pub fn run(args: &Args, source: Source, strange: Option<String>) -> anyhow::Result<()> {
    // Until requests are served there is nothing to be finished: whatever is at work then, the process ends at once, with 0.
    let loading = Arc::new(AtomicBool::new(true));
    for signal in [SIGTERM, SIGINT] {
        flag::register_conditional_shutdown(signal, 0, loading.clone()).context("can't hear signals")?;
    }
    // A terminal that closes ends no service.
    flag::register(SIGHUP, Arc::default()).context("can't hear signals")?;
    let _logging = telemetry::start(&args.log, args.log_format).context("--log")?;
    if let Some(strange) = strange {
        tracing::warn!("{strange}");
    }
    tracing::info!(version = release::VERSION, commit = release::COMMIT, "starting");
    let source = Source {
        world: args.file.clone().or(source.world),
        ..source
    };
    scratch::sweep_temporary();
    let exports = args.exports.open()?;
    let front = Front {
        exports: exports.clone(),
        base_map: args.base_map.read()?,
        proxies: Proxies::new(&args.trusted_proxy, args.public_url.is_none()),
        links_by_host: args.links_by_host(),
    };
    let published = source.open()?.with_tile_geometry_bytes(args.limits.tile_geometry_bytes);
    warn_of_findings(&published);
    if let (true, Some(left_out)) = (args.strict, said_of_left_out(&published)) {
        anyhow::bail!("--strict: {left_out}; `riverchief validate` tells why");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("can't start the runtime")?;
    let served = runtime.block_on(serve(args, front, Arc::new(World::new(published)), &loading));
    let at_work = exports.close(THREADS_END);
    if at_work > 0 {
        tracing::warn!(
            at_work,
            "exports were still being made; the next start removes what they leave"
        );
    }
    // Threads inside PROJ or GDAL must be out of it before the process takes those down; endless work isn't waited for.
    runtime.shutdown_timeout(THREADS_END);
    served
}

async fn serve(args: &Args, front: Front, world: Arc<World>, loading: &AtomicBool) -> anyhow::Result<()> {
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("can't listen on {}", args.listen))?;
    let local = format!("http://{}", listener.local_addr()?);
    let public_url = match &args.public_url {
        Some(url) => url.clone(),
        None => reachable(listener.local_addr()?)
            .parse()
            .context("the local address is no URL")?,
    };
    let prepared = world.clone();
    // Prepared before the address is printed, so that the first visitor doesn't wait.
    tokio::task::spawn_blocking(move || prepared.current().catalog(prepared.today())).await?;
    let state = AppState::behind(front, world, public_url.clone(), Limits::from(&args.limits));
    tokio::spawn(sweep(state.exports.clone()));
    tokio::spawn(check(state.world.clone()));
    let stop = http::Stop::listen().context("can't hear signals")?;
    loading.store(false, Ordering::Relaxed);
    if args.links_by_host() {
        tracing::info!(
            "listening on every address without --public-url: links name the host that each request asks for"
        );
    }
    if let Err(error) = greet(args, &local, &public_url) {
        tracing::warn!(%error, %local, "serving, though nobody reads the greeting");
    }
    let routes = http::app(state.clone());
    let cut_off = http::serve(listener, routes, state, stop.heard()).await;
    if cut_off > 0 {
        tracing::warn!(cut_off, "connections were still open at the end of the grace time");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The address as a link of this machine can name it.
fn reachable(mut address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("http://{address}")
}

/// Removes exports that had their time also while nobody asks for any.
async fn sweep(exports: Exports) {
    let pause = SWEEP.min(exports.keep());
    loop {
        tokio::time::sleep(pause).await;
        let exports = exports.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || exports.sweep()).await {
            tracing::error!(%error, "sweeping exports failed");
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
            "  Links name the host that a request asks for; --public-url gives all of them one address."
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

/// Runs the checks of today, after the start and whenever another epoch begins, and says what they find.
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

/// Says at once what was found on reading; the checks of today come later.
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
