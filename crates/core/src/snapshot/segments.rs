//! Derived segments and the stretches they lie on (S4).
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};

/// A derived segment: a run of reaches of one branch, or the piece of an area.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivedSegment {
    /// The id of S4.
    pub id: SegmentId,
    /// The water.
    pub water: WaterCode,
    /// The level.
    pub level: Level,
    /// The unit at that level.
    pub unit: UnitCode,
    /// Where on which branch; `None` for a piece of an area.
    pub stretch: Option<Stretch>,
}

/// `[from_m, to_m)` on one bank or both of a branch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// The branch.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The bank.
    pub bank: Bank,
}

/// The id of the derived piece of a water's area in a unit.
#[must_use]
pub fn piece_id(water: &WaterCode, level: Level, unit: &UnitCode) -> SegmentId {
    SegmentId::new(format!("{water}.piece.{level}.{unit}"))
}
