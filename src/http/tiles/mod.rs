//! Tiles over HTTP: addresses, content codings, the cache, conditional answers.
//!
//! It knows layers, zooms and headers; `riverchief-tiles` decides what a tile shows.
mod address;
mod coding;
mod request;
mod reserved;
pub mod store;
mod unit_filter;

pub use address::{TileUrl, layers};
pub use coding::Coding;
pub use request::{MEDIA_TYPE, TilePath, UnitQuery, UnitText};
pub use reserved::{RESERVED, is_reserved};
pub use unit_filter::known_unit;
