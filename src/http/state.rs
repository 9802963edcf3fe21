//! The one state every handler sees.
//!
//! It holds the world and the wiring; nothing in it changes but the world's
//! current edition and the readiness flag.
use super::limits::Limits;
use super::metrics::Metrics;
use super::public_url::PublicUrl;
use super::tiles::TileStore;
use crate::world::World;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

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
    /// Tiles that were made.
    pub tiles: TileStore,
    draining: AtomicBool,
}

impl AppState {
    /// A state over a world. `fingerprint` is any number that changes with the world's content.
    #[must_use]
    pub fn new(world: Arc<World>, public_url: PublicUrl, limits: Limits, fingerprint: u64) -> Self {
        let tiles = TileStore::new(limits.tile_cache_bytes, fingerprint, &world.current());
        Self(Arc::new(Shared {
            tiles,
            world,
            public_url,
            fingerprint,
            metrics: Metrics::installed(),
            request_permits: Arc::new(Semaphore::new(limits.concurrency)),
            bulk_permits: Arc::new(Semaphore::new(limits.bulk_requests)),
            limits,
            draining: AtomicBool::new(false),
        }))
    }

    /// From now on `/readyz` says no: the service is shutting down.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    /// Whether new requests should be sent elsewhere.
    #[must_use]
    pub fn draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}
