//! Errors of tiles.
use super::tile::{MAX_ZOOM, MIN_ZOOM, TileCoord};
use riverchief_core::domain::ids::UnitCode;

/// Why a tile can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The zoom is above [`MAX_ZOOM`].
    #[error("zoom {0} is not served; zooms are {MIN_ZOOM} to {MAX_ZOOM}")]
    Zoom(u8),
    /// The column or row does not exist at that zoom.
    #[error("tile {}/{}/{} does not exist; x and y go from 0 to {}", .0.z, .0.x, .0.y, (1_u32 << .0.z) - 1)]
    Coordinate(TileCoord),
    /// The filter names a unit that is not valid in the epoch.
    #[error("there is no unit {0} in this epoch")]
    UnknownUnit(UnitCode),
    /// The filter names a functional area that has no geometry of its own.
    #[error("{unit} has no area of its own; it is entrusted with {}", .over.iter().map(UnitCode::as_str).collect::<Vec<_>>().join(", "))]
    NoArea {
        /// The functional area.
        unit: UnitCode,
        /// What it is entrusted with.
        over: Vec<UnitCode>,
    },
    /// No layer is named.
    #[error("no layer is named")]
    NoLayer,
    /// The world can't be drawn, for example because a coordinate is not a number.
    #[error("the world can't be drawn: {0}")]
    World(String),
}
