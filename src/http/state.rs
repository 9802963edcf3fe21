//! The state that every handler shares: the world, the limits and quotas, the caches.
//!
//! It is set up once. Afterwards only the current edition of the world, the contents of caches and quotas, and the
//! shutdown flag change.
use super::base_map::BaseMap;
use super::features::file_cache::FileCache;
use super::limits::Limits;
use super::metrics::Metrics;
use super::proxies::Proxies;
use super::public_url::PublicUrl;
use super::quota::Quota;
use super::tiles::store::TileStore;
use crate::jobs::Exports;
use crate::world::World;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The state of the service. Clones share it.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// The contents of [`AppState`].
#[derive(Debug)]
pub struct Shared {
    /// The published world. A request uses the edition that is current when it arrives.
    pub world: Arc<World>,
    /// Base of every absolute link.
    pub public_url: PublicUrl,
    /// Limits on size, number and time.
    pub limits: Limits,
    /// The metrics, for `/metrics`.
    pub metrics: Metrics,
    /// One permit for each open connection.
    pub connections: Quota,
    /// One permit for each exchange, from the request's head to the end of the answer. An HTTP/2 connection carries many.
    pub exchanges: Quota,
    /// One permit for each request in work.
    pub requests: Quota,
    /// One permit for each thread that computes an answer; a request waits for it.
    pub work: Quota,
    /// One permit for each byte of ordinary bodies in memory.
    pub bodies: Quota,
    /// One permit for each bulk request in work.
    pub bulk: Quota,
    /// One permit for each answer that is a file and has to be written completely before it is sent.
    pub files: Quota,
    /// One permit for each client that listens to events.
    pub listeners: Quota,
    /// One permit for each export that is queued or running.
    pub jobs: Quota,
    /// The cache of tiles.
    pub tiles: TileStore,
    /// The cache of collection files.
    pub file_cache: FileCache,
    /// The base map of the page.
    pub base_map: Option<BaseMap>,
    /// The trusted proxies.
    pub proxies: Proxies,
    /// Whether links use the host of each request.
    pub links_by_host: bool,
    /// The background exports.
    pub exports: Exports,
    draining: CancellationToken,
}

/// Optional parts of the service; the default has none of them.
#[derive(Debug, Default)]
pub struct ServiceOptions {
    /// The base map of the page.
    pub base_map: Option<BaseMap>,
    /// The trusted proxies.
    pub proxies: Proxies,
    /// Whether links use the host of each request.
    pub links_by_host: bool,
    /// The background exports.
    pub exports: Exports,
}

impl AppState {
    /// A state with the default options.
    #[must_use]
    pub fn new(world: Arc<World>, public_url: PublicUrl, limits: Limits) -> Self {
        Self::with_options(ServiceOptions::default(), world, public_url, limits)
    }

    /// A state with these options.
    #[must_use]
    pub fn with_options(options: ServiceOptions, world: Arc<World>, public_url: PublicUrl, limits: Limits) -> Self {
        Self(Arc::new(Shared {
            tiles: TileStore::new(limits.tile_cache_bytes),
            file_cache: FileCache::new(limits.kept_file_bytes),
            world,
            public_url,
            metrics: Metrics::installed(),
            connections: Quota::new(limits.connections),
            exchanges: Quota::new(limits.connections),
            requests: Quota::new(limits.concurrency),
            work: Quota::new(worker_threads()),
            // Large enough for a single body of the greatest size.
            bodies: Quota::new(bytes(limits.all_bodies_bytes.max(limits.body_bytes.saturating_mul(2)))),
            bulk: Quota::new(limits.bulk_requests),
            files: Quota::new(limits.exports),
            listeners: Quota::new(limits.event_listeners),
            jobs: Quota::new(options.exports.at_once()),
            base_map: options.base_map,
            proxies: options.proxies,
            links_by_host: options.links_by_host,
            exports: options.exports,
            limits,
            draining: CancellationToken::new(),
        }))
    }

    /// Begins the shutdown: `/readyz` answers 503 and event streams end.
    pub fn drain(&self) {
        self.0.draining.cancel();
    }

    /// Resolves once the shutdown has begun.
    pub async fn stopping(&self) {
        self.0.draining.cancelled().await;
    }

    /// Whether the shutdown has begun.
    #[must_use]
    pub fn draining(&self) -> bool {
        self.0.draining.is_cancelled()
    }
}

/// More threads than processors, because some wait for a disk or for a result that another thread computes; few enough
/// that one client's share of them leaves processors to the others.
fn worker_threads() -> usize {
    std::thread::available_parallelism().map_or(8, |cores| (2 * cores.get()).max(8))
}

/// A number of bytes as `usize`; a number beyond any memory becomes the greatest usable one.
fn bytes(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX / 4)
}

impl std::ops::Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
