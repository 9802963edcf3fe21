//! The tiles of the Web Mercator quadtree: their coordinates, extent, buffer and zoom levels.

/// Units of a tile's side (MVT `extent`).
pub const EXTENT: u32 = 4096;
/// How far geometry goes beyond a tile's sides, in its units.
pub const BUFFER: u32 = 64;
/// The least zoom of every layer.
pub const MIN_ZOOM: u8 = 0;
/// The greatest zoom; clients overzoom beyond it.
pub const MAX_ZOOM: u8 = 14;

/// A tile of the Web Mercator quadtree; x from 180° west, y from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileCoord {
    /// Zoom.
    pub z: u8,
    /// Column, under 2^z.
    pub x: u32,
    /// Row, under 2^z.
    pub y: u32,
}
