//! A proxy for base map tiles, so that the page does not see the key and the map's host does not see the visitor's address.
//!
//! The cache, the number of concurrent fetches and the range of tiles are limited.
use super::upstream::{FetchError, Picture, fetch};
use crate::http::quota::{ClientKey, Quota};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Size of the cache in bytes.
const CACHE_BYTES: u64 = 64 << 20;
/// How long a picture is kept. Base maps change every few months.
const KEPT: Duration = Duration::from_hours(24);
/// Concurrent fetches. Hosts with keys count requests, and a page asks for some twenty tiles at a time.
const AT_ONCE: usize = 32;
/// Approximate memory of a cache entry in addition to its picture, in bytes.
const OVERHEAD_BYTES: usize = 128;

/// A tile of one layer of the base map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// The layer, from 0.
    pub layer: usize,
    /// Zoom.
    pub z: u8,
    /// Column, counted from the west.
    pub x: u32,
    /// Row, counted from the north.
    pub y: u32,
}

/// Why there is no tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// The host failed or has no such tile.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Too many fetches are running.
    #[error("too many base map tiles are being fetched")]
    Busy,
    /// The fetching thread ended early, because of a bug.
    #[error("the thread that fetches the tile ended early")]
    Aborted,
}

impl ProxyError {
    /// Whether the host has no such tile.
    #[must_use]
    pub fn absent(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::Absent))
    }
}

/// Fetches tiles and caches them.
pub struct Proxy {
    templates: Vec<String>,
    kept: moka::future::Cache<Tile, Arc<Picture>>,
    fetches: Quota,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("layers", &self.templates.len())
            .finish_non_exhaustive()
    }
}

impl Proxy {
    /// A proxy for these templates, which already contain the key.
    pub(super) fn new(templates: Vec<String>) -> Self {
        let size = |_: &Tile, p: &Arc<Picture>| u32::try_from(p.bytes.len() + OVERHEAD_BYTES).unwrap_or(u32::MAX);
        let kept = moka::future::Cache::builder()
            .weigher(size)
            .max_capacity(CACHE_BYTES)
            .time_to_live(KEPT)
            .build();
        Self {
            templates,
            kept,
            fetches: Quota::new(AT_ONCE),
        }
    }

    /// The picture of a tile, from the cache or from the host. Requests for a tile that is being fetched wait for it.
    ///
    /// # Errors
    /// The host has no such tile or cannot be used, or too many fetches are running. Errors are not cached.
    pub async fn tile(&self, tile: Tile, client: ClientKey) -> Result<Arc<Picture>, ProxyError> {
        let made = async {
            let template = &self.templates[tile.layer];
            let address = (template.replace("{z}", &tile.z.to_string()))
                .replace("{x}", &tile.x.to_string())
                .replace("{y}", &tile.y.to_string());
            let permit = self.fetches.try_take(client).ok_or(ProxyError::Busy)?;
            // The permit is held until the thread has finished, even if the request was cancelled.
            let fetched = tokio::task::spawn_blocking(move || {
                let fetched = fetch(&address);
                drop(permit);
                fetched
            });
            Ok(Arc::new(fetched.await.map_err(|_| ProxyError::Aborted)??))
        };
        self.kept
            .try_get_with(tile, made)
            .await
            .map_err(|e: Arc<ProxyError>| (*e).clone())
    }
}
