//! Tiles of a base map fetched for the page: the key stays here, and so does the visitor's address.
//!
//! Bounded everywhere: pictures in memory, fetches at once, and what is asked for at all.
use super::upstream::{FetchError, Picture, fetch};
use crate::http::shares::{Holder, Shares};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Bytes of pictures that are kept.
const CACHE_BYTES: u64 = 64 << 20;
/// How long a picture is kept: base maps change by the month.
const KEPT: Duration = Duration::from_hours(24);
/// Fetches at once; hosts with keys count requests, and a page asks for some twenty tiles at a time.
const AT_ONCE: usize = 32;
/// Bytes that a kept picture takes beside itself, roughly.
const OVERHEAD_BYTES: usize = 128;

/// A tile of one of the maps that lie over each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Which map, from 0.
    pub layer: usize,
    /// Zoom.
    pub z: u8,
    /// Column from the west.
    pub x: u32,
    /// Row from the north.
    pub y: u32,
}

/// Why there is no tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// The host's fault, or its answer.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// As many fetches as are allowed are running.
    #[error("more base map tiles at once than are fetched")]
    Busy,
    /// The fetching thread ended: a bug.
    #[error("the fetch was cut short")]
    CutShort,
}

impl ProxyError {
    /// Whether the host said that there is nothing there.
    #[must_use]
    pub fn absent(&self) -> bool {
        matches!(self, Self::Fetch(FetchError::Absent))
    }
}

/// Fetches tiles and keeps them for a while.
pub struct Proxy {
    templates: Vec<String>,
    kept: moka::future::Cache<Tile, Arc<Picture>>,
    fetches: Shares,
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("layers", &self.templates.len())
            .finish_non_exhaustive()
    }
}

impl Proxy {
    /// Over templates in which a key already stands.
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
            fetches: Shares::new(AT_ONCE),
        }
    }

    /// The tile's picture, from memory or from the host; who asks for one that is being fetched waits for it.
    ///
    /// # Errors
    /// The host has none or can't be used, or too many are being fetched. Errors aren't kept.
    pub async fn tile(&self, tile: Tile, holder: Holder) -> Result<Arc<Picture>, ProxyError> {
        let made = async {
            let template = &self.templates[tile.layer];
            let address = (template.replace("{z}", &tile.z.to_string()))
                .replace("{x}", &tile.x.to_string())
                .replace("{y}", &tile.y.to_string());
            let permit = self.fetches.take(holder).ok_or(ProxyError::Busy)?;
            // The place stays taken until the thread is done, also when nobody waits any more.
            let fetched = tokio::task::spawn_blocking(move || {
                let fetched = fetch(&address);
                drop(permit);
                fetched
            });
            Ok(Arc::new(fetched.await.map_err(|_| ProxyError::CutShort)??))
        };
        self.kept
            .try_get_with(tile, made)
            .await
            .map_err(|e: Arc<ProxyError>| (*e).clone())
    }
}
