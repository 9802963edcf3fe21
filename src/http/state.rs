//! The one state every handler sees.
//!
//! It holds the world and the wiring; nothing in it changes but the world's
//! current edition and the readiness flag.
use super::base_map::BaseMap;
use super::features::Shelf;
use super::forwarded::Proxies;
use super::limits::Limits;
use super::metrics::Metrics;
use super::public_url::PublicUrl;
use super::shares::Shares;
use super::tiles::TileStore;
use crate::jobs::Exports;
use crate::world::World;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Shared by every request; a clone is one reference count.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// What [`AppState`] shares.
#[derive(Debug)]
pub struct Shared {
    /// The published world. A request takes one edition of it at entry and uses that to the end.
    pub world: Arc<World>,
    /// Base of every absolute link.
    pub public_url: PublicUrl,
    /// Limits on size, number and time.
    pub limits: Limits,
    /// Renders `/metrics`.
    pub metrics: Metrics,
    /// A place for each connection.
    pub connections: Shares,
    /// A place for each request from its head to the end of its answer; a connection of HTTP/2 has many.
    pub exchanges: Shares,
    /// A place for each request in work.
    pub requests: Shares,
    /// A place for each thread that works an answer out; who finds none waits.
    pub work: Shares,
    /// A place for each byte of ordinary bodies.
    pub bodies: Shares,
    /// A place for each bulk request in work.
    pub bulk: Shares,
    /// A place for each answer that is a file and has to be made as a whole.
    pub files: Shares,
    /// A place for each listener to events.
    pub listeners: Shares,
    /// A place for each export that waits or is being made.
    pub jobs: Shares,
    /// Tiles that were made.
    pub tiles: TileStore,
    /// Files of collections that were made.
    pub shelf: Shelf,
    /// A base map for the page.
    pub base_map: Option<BaseMap>,
    /// Proxies whose word is believed.
    pub proxies: Proxies,
    /// Whether links follow the host of each request.
    pub links_by_host: bool,
    /// Exports that are made in the background.
    pub exports: Exports,
    draining: CancellationToken,
}

/// What stands in front of the world, and beside it: each is nothing, or the usual, where the operator says nothing.
#[derive(Debug, Default)]
pub struct Front {
    /// A base map for the page.
    pub base_map: Option<BaseMap>,
    /// Proxies whose word is believed.
    pub proxies: Proxies,
    /// Whether links follow the host of each request.
    pub links_by_host: bool,
    /// Exports that are made in the background.
    pub exports: Exports,
}

impl AppState {
    /// A state over a world.
    #[must_use]
    pub fn new(world: Arc<World>, public_url: PublicUrl, limits: Limits) -> Self {
        Self::behind(Front::default(), world, public_url, limits)
    }

    /// The same behind what the operator has put in front of it.
    #[must_use]
    pub fn behind(front: Front, world: Arc<World>, public_url: PublicUrl, limits: Limits) -> Self {
        Self(Arc::new(Shared {
            tiles: TileStore::new(limits.tile_cache_bytes),
            shelf: Shelf::new(limits.kept_file_bytes),
            world,
            public_url,
            metrics: Metrics::installed(),
            connections: Shares::new(limits.connections),
            exchanges: Shares::new(limits.connections),
            requests: Shares::new(limits.concurrency),
            work: Shares::new(threads_at_work()),
            // A single body fits whatever the options say.
            bodies: Shares::new(bytes(limits.all_bodies_bytes.max(limits.body_bytes.saturating_mul(2)))),
            bulk: Shares::new(limits.bulk_requests),
            files: Shares::new(limits.exports),
            listeners: Shares::new(limits.event_listeners),
            jobs: Shares::new(front.exports.at_once()),
            base_map: front.base_map,
            proxies: front.proxies,
            links_by_host: front.links_by_host,
            exports: front.exports,
            limits,
            draining: CancellationToken::new(),
        }))
    }

    /// From now on `/readyz` says no, and streams of events end: the service is shutting down.
    pub fn drain(&self) {
        self.0.draining.cancel();
    }

    /// Resolves once the service is shutting down.
    pub async fn stopping(&self) {
        self.0.draining.cancelled().await;
    }

    /// Whether new requests should be sent elsewhere.
    #[must_use]
    pub fn draining(&self) -> bool {
        self.0.draining.is_cancelled()
    }
}

/// More than there are processors, for some wait for a disk or for what another makes; and few enough that a client who has
/// his share of them leaves the processors to others.
fn threads_at_work() -> usize {
    std::thread::available_parallelism().map_or(8, |cores| (2 * cores.get()).max(8))
}

/// More than memory could hold is as good as the most that it could.
fn bytes(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX / 4)
}

impl std::ops::Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
