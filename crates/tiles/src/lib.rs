//! Vector tiles of one edition and epoch: Web Mercator, MVT 2, extent 4096.
//!
//! Draws what the index holds and what the resolver's views answer; decides no owner, knows no HTTP and no clock.
#![forbid(unsafe_code)]

pub mod archive;
mod borders;
mod clip;
mod colour;
mod encode;
mod features;
mod generalise;
mod ids;
mod layer_set;
pub mod layers;
mod mercator;
mod mesh;
mod net;
mod passing;
mod pyramid;
mod sheet;
mod snap;
mod strands;
mod topology;

pub use layer_set::{LayerSet, LayerSetError};
pub use layers::{FieldKind, FieldSpec, GeometryKind, LAYERS, LayerId, LayerSpec, UnknownLayer};
pub use passing::ground;
pub use pyramid::Pyramid;

use riverchief_core::domain::ids::UnitCode;

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

/// What to leave out of a tile. The default leaves out nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only features that share with the area of this unit or functional area something of their own dimension (S28).
    pub unit: Option<UnitCode>,
}

/// Why there is no such tile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The zoom is greater than [`MAX_ZOOM`].
    #[error("zoom {0} is not served; zooms are {MIN_ZOOM} to {MAX_ZOOM}")]
    Zoom(u8),
    /// Column or row does not exist at that zoom.
    #[error("tile {}/{}/{} does not exist; x and y go from 0 to {}", .0.z, .0.x, .0.y, (1_u32 << .0.z) - 1)]
    Coordinate(TileCoord),
    /// The filter names a unit that is not valid in the epoch.
    #[error("there is no unit {0} in this epoch")]
    UnknownUnit(UnitCode),
    /// The filter names a functional area without an area of its own.
    #[error("{unit} has no area of its own; it is entrusted with {}", .over.iter().map(UnitCode::as_str).collect::<Vec<_>>().join(", "))]
    NoArea {
        /// The functional area.
        unit: UnitCode,
        /// What it is entrusted with.
        over: Vec<UnitCode>,
    },
    /// No layer was named.
    #[error("no layer was asked for")]
    NoLayer,
    /// The world can't be drawn, e.g. a coordinate that is not a number.
    #[error("the world can't be drawn: {0}")]
    World(String),
}
