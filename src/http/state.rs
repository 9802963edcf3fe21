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
use super::tiles::TileStore;
use crate::exports::Exports;
use crate::world::World;
use std::sync::Arc;
use tokio::sync::Semaphore;
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
    /// Tells apart worlds that share an edition number: part of every `ETag`.
    pub fingerprint: u64,
    /// Renders `/metrics`.
    pub metrics: Metrics,
    /// One permit per request in work.
    pub request_permits: Arc<Semaphore>,
    /// One permit per bulk request in work.
    pub bulk_permits: Arc<Semaphore>,
    /// One permit per export that has a temporary file.
    pub export_permits: Arc<Semaphore>,
    /// One permit per listener to events.
    pub event_permits: Arc<Semaphore>,
    /// Tiles that were made.
    pub tiles: TileStore,
    /// Files of collections that were made.
    pub shelf: Shelf,
    /// A base map for the page.
    pub base_map: Option<BaseMap>,
    /// Proxies whose word is believed.
    pub proxies: Proxies,
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
    /// Exports that are made in the background.
    pub exports: Exports,
}

impl AppState {
    /// A state over a world. `fingerprint` is any number that changes with the world's content.
    #[must_use]
    pub fn new(world: Arc<World>, public_url: PublicUrl, limits: Limits, fingerprint: u64) -> Self {
        Self::behind(Front::default(), world, public_url, limits, fingerprint)
    }

    /// The same behind what the operator has put in front of it.
    #[must_use]
    pub fn behind(front: Front, world: Arc<World>, public_url: PublicUrl, limits: Limits, fingerprint: u64) -> Self {
        let tiles = TileStore::new(limits.tile_cache_bytes, fingerprint, &world.current());
        Self(Arc::new(Shared {
            tiles,
            shelf: Shelf::new(limits.kept_file_bytes),
            world,
            public_url,
            fingerprint,
            metrics: Metrics::installed(),
            request_permits: Arc::new(Semaphore::new(limits.concurrency)),
            bulk_permits: Arc::new(Semaphore::new(limits.bulk_requests)),
            export_permits: Arc::new(Semaphore::new(limits.exports)),
            event_permits: Arc::new(Semaphore::new(limits.event_listeners)),
            base_map: front.base_map,
            proxies: front.proxies,
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

impl std::ops::Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
