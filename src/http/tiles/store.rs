//! The cache of tiles, limited in bytes. Its key has everything that a tile depends on, so no entry becomes outdated.
use super::coding::Coding;
use super::unit_filter::no_ground;
use crate::http::blocking::off_thread;
use crate::http::metrics;
use crate::http::problem::{Kind, Problem};
use crate::world::{Published, Version};
use axum::body::Bytes;
use axum::http::HeaderValue;
use moka::future::Cache;
use riverchief_core::snapshot::Epoch;
use riverchief_tiles::{Filter, LayerSet, TileCoord, TileError};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Approximate memory of an entry in addition to its body, in bytes.
const ENTRY_BYTES: usize = 256;

/// Everything that the bytes of a tile depend on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    edition: u32,
    version: Version,
    epoch: u32,
    layers: LayerSet,
    tile: TileCoord,
    filter: Filter,
    coding: Coding,
}

/// A coded tile.
#[derive(Clone, Debug)]
pub struct CodedTile {
    /// The coded bytes; empty if the tile is empty.
    pub body: Bytes,
    /// Its coding: identity if coding does not make it smaller.
    pub coding: Coding,
    /// Its strong tag.
    pub etag: HeaderValue,
}

/// A requested tile.
#[derive(Clone, Debug)]
pub struct TileSpec {
    /// The edition.
    pub published: Arc<Published>,
    /// The epoch.
    pub epoch: Epoch,
    /// The layers.
    pub layers: LayerSet,
    /// The place.
    pub tile: TileCoord,
    /// The filter of a tile.
    pub filter: Filter,
}

/// The cache of tiles of all editions and epochs.
pub struct TileStore {
    cache: Cache<Key, CodedTile>,
}

impl TileStore {
    /// A cache of at most this many bytes.
    #[must_use]
    pub fn new(most_bytes: u64) -> Self {
        let weight =
            |_: &Key, coded_tile: &CodedTile| u32::try_from(coded_tile.body.len() + ENTRY_BYTES).unwrap_or(u32::MAX);
        Self {
            cache: Cache::builder().max_capacity(most_bytes).weigher(weight).build(),
        }
    }

    /// A tile in a coding. Requests for a tile that is being made wait for it.
    ///
    /// # Errors
    /// The filter names an unknown unit (400), or the tile cannot be made (500).
    pub async fn get(&self, spec: TileSpec, coding: Coding) -> Result<CodedTile, Problem> {
        let key = spec.key(coding);
        if let Some(coded_tile) = self.cache.get(&key).await {
            return Ok(coded_tile);
        }
        // The tile may be in the cache in another coding. Otherwise it is made and coded by one task, because switching
        // threads costs as much as a small tile.
        let plain = self.cache.get(&spec.key(Coding::Identity)).await;
        let made = async {
            off_thread(move || {
                let plain = plain.map_or_else(|| spec.make(), Ok)?;
                if coding == Coding::Identity || plain.body.is_empty() {
                    return Ok(plain);
                }
                coded(&plain, coding)
            })
            .await
        };
        let made = self.cache.try_get_with(key, made).await;
        made.map_err(|problem| Problem::clone(&problem))
    }
}

impl fmt::Debug for TileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (f.debug_struct("TileStore").field("bytes", &self.cache.weighted_size())).finish_non_exhaustive()
    }
}

impl TileSpec {
    fn key(&self, coding: Coding) -> Key {
        Key {
            edition: self.published.edition,
            version: self.published.version,
            epoch: self.epoch.number,
            layers: self.layers,
            tile: self.tile,
            filter: self.filter.clone(),
            coding,
        }
    }

    fn make(&self) -> Result<CodedTile, Problem> {
        metrics::tile_made();
        let layers = self.layers.at(self.tile.z);
        let pyramid = self.published.pyramid(&self.epoch);
        let made = pyramid
            .tile(&layers, self.tile, &self.filter)
            .map_err(|error| problem(&error))?;
        let body = made.unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        (self.published.stamp(), &body).hash(&mut hasher);
        Ok(CodedTile {
            etag: tag(&format!("{:016x}", hasher.finish()))?,
            body: body.into(),
            coding: Coding::Identity,
        })
    }
}

/// A tile in another coding, or the tile itself if it is not longer.
fn coded(plain: &CodedTile, coding: Coding) -> Result<CodedTile, Problem> {
    let bug = |log: String| {
        Problem::new(
            Kind::Internal,
            "The tile cannot be compressed because of an internal error.",
        )
        .logged(log)
    };
    let body = coding.encode(&plain.body).map_err(|error| bug(error.to_string()))?;
    if body.len() >= plain.body.len() {
        return Ok(plain.clone());
    }
    let hash = plain.etag.to_str().map_err(|error| bug(error.to_string()))?;
    Ok(CodedTile {
        etag: tag(&format!("{}-{}", hash.trim_matches('"'), coding.name()))?,
        body: body.into(),
        coding,
    })
}

fn tag(text: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(format!("\"{text}\"")).map_err(|error| {
        Problem::new(
            Kind::Internal,
            "The tile cannot be tagged because of an internal error.",
        )
        .logged(error.to_string())
    })
}

fn problem(error: &TileError) -> Problem {
    match error {
        TileError::UnknownUnit(_) | TileError::NoArea { .. } => no_ground(error),
        TileError::Zoom(_) | TileError::Coordinate(_) | TileError::NoLayer => {
            Problem::new(Kind::NotFound, format!("{error}."))
        }
        TileError::World(_) => Problem::new(Kind::Internal, "The tile cannot be drawn because of an internal error.")
            .logged(error.to_string()),
    }
}
