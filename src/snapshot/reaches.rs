//! Atomic reaches and derived segments: the centreline overlaid with unit borders (N3, N6, S4, S15, S16).
use super::Law;
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};

/// An atomic stretch of one branch between two cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Measures in metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// Lowest-level unit; the left one where the reach is shared.
    pub unit: Option<UnitCode>,
    /// The unit on the right where the reach is shared (N6).
    pub right: Option<UnitCode>,
    /// Lies in a WATER zone.
    pub in_pool: bool,
    /// Shared as part of a wobble (N6), not literally.
    pub wobble: bool,
}

/// One branch with its reaches, upstream first.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The water.
    pub water: WaterCode,
    /// 0 is the main course.
    pub branch: u32,
    /// Index into [`Law::centrelines`].
    pub centreline: usize,
    /// Reaches without gap or overlap.
    pub reaches: Vec<Reach>,
}

/// A derived segment (S4): a run of reaches of one branch, or the piece of an area.
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

/// All branches, and all segments derived from them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// By water, then branch.
    pub branches: Vec<Branch>,
    /// By water, branch, level, measure and bank; pieces after stretches.
    pub derived: Vec<DerivedSegment>,
}

impl Network {
    /// Derives the network of a law whose other fields are filled.
    #[must_use]
    pub fn derive(_law: &Law) -> Self {
        Self::default()
    }
}
