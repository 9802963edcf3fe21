//! A whole pyramid as one file: `PMTiles` 3 or `MBTiles` 1.3.
//!
//! Tiles are made on every core and written in one order, so that the same
//! world gives the same bytes. The file is written beside its target and
//! renamed when it is complete. It knows no HTTP; what a tile holds is decided by the
//! pyramid.
mod about;
mod contents;
mod each_tile;
mod error;
mod format;
mod mbtiles;
mod pmtiles;
mod sequence;
mod write;

pub use about::About;
pub use contents::Contents;
pub use error::ArchiveError;
pub use format::ArchiveFormat;
pub use write::{Written, write};
