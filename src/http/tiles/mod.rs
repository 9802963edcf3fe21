//! Tiles over HTTP: addresses, content codings, the cache, conditional answers.
//!
//! It knows layers, zooms and headers; what a tile shows is the pyramid's.
mod address;
mod asked;
mod coding;
mod names;
mod store;

pub use address::{TileUrl, layers};
pub use asked::{TilePath, UnitQuery, UnitText};
pub use coding::Coding;
pub use names::{RESERVED, is_reserved};
pub use store::TileStore;

/// Media type of a Mapbox vector tile.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";
