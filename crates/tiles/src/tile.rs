//! The tiles of the Web Mercator quadtree: their coordinates, extent, buffer and zoom levels.

/// Length of a tile's side in its own units (MVT `extent`).
pub const EXTENT: u32 = 4096;
/// How far geometry extends beyond a tile's sides, in units of the tile.
pub const BUFFER: u32 = 64;
/// The lowest zoom of every layer.
pub const MIN_ZOOM: u8 = 0;
/// The highest zoom; clients overzoom beyond it.
pub const MAX_ZOOM: u8 = 14;

/// A tile of the Web Mercator quadtree: x counts from 180° west, y from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileCoord {
    /// Zoom.
    pub z: u8,
    /// Column, less than 2^z.
    pub x: u32,
    /// Row, less than 2^z.
    pub y: u32,
}
