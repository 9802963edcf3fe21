//! Atomic reaches of branches, and the network of all branches (N3, N6, S16).
use super::common_border::CommonBorder;
use super::lineage::Lineage;
use super::segments::DerivedSegment;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::Level;
use riverchief_geom::Stationed;
use std::sync::Arc;

/// A shorter reach is joined to the next downstream (N3).
pub(super) const SHORTEST_REACH_M: f64 = 0.001;
/// A measure this close to a cut is that cut (N3).
pub const CUT_M: f64 = 0.0005;

/// An atomic stretch of one branch between two cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The lowest unit at the reach's middle, the left one where the reach is shared; `None` outside the city.
    pub unit: Option<UnitCode>,
    /// The unit on the right where the reach is shared (N6).
    pub right: Option<UnitCode>,
    /// `unit` and those above it at the reach's middle (A); empty outside the city.
    pub lineage: Lineage,
    /// `right` and those above it.
    pub right_lineage: Option<Lineage>,
    /// Lies in a WATER zone.
    pub in_pool: bool,
    /// Shared as part of a wobble (N6), not by a literal cut.
    pub wobble: bool,
}

impl Reach {
    /// Length in metres.
    #[must_use]
    pub fn len_m(&self) -> f64 {
        self.to_m - self.from_m
    }

    /// The unit of a level at the reach's middle, on the left where the reach is shared.
    #[must_use]
    pub fn left_at(&self, level: Level) -> Option<&UnitCode> {
        self.lineage.at(level)
    }

    /// The unit of a level on the right; `None` where the reach isn't shared.
    #[must_use]
    pub fn right_at(&self, level: Level) -> Option<&UnitCode> {
        self.right_lineage.as_ref()?.at(level)
    }
}

/// One branch with its reaches, upstream first.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The water.
    pub water: WaterCode,
    /// 0 is the main stem.
    pub branch: u32,
    /// Index into [`centrelines`](super::Law::centrelines).
    pub centreline: usize,
    /// The line with its measures.
    pub line: Arc<Stationed>,
    /// Reaches without gap or overlap.
    pub reaches: Vec<Reach>,
    /// Stretches shared because of a wobble, with the result of a literal cut (`W_BORDER_WOBBLE`).
    pub wobbles: Vec<Wobble>,
    /// Stretches of one unit beside its border with another (`W_BORDER_PARALLEL`).
    pub parallels: Vec<Parallel>,
}

impl Branch {
    /// The reach that contains a measure; at a cut the one downstream.
    #[must_use]
    pub fn reach_at(&self, measure_m: f64) -> Option<&Reach> {
        let behind = self.reaches.partition_point(|r| r.from_m <= measure_m);
        self.reaches.get(behind.saturating_sub(1))
    }
}

/// A stretch that is shared because it crosses a border back and forth (N6).
#[derive(Clone, Debug, PartialEq)]
pub struct Wobble {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// Lengths of a literal cut, by unit.
    pub literal: Vec<(UnitCode, f64)>,
}

/// A stretch of one unit that runs beside its border with another without crossing it (N6).
#[derive(Clone, Debug)]
pub struct Parallel {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The unit to which it belongs.
    pub unit: UnitCode,
    /// The unit on the other side.
    pub other: UnitCode,
    /// The common border of the two.
    pub border: Arc<CommonBorder>,
}

/// All branches, and all segments derived from them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// By water, then branch.
    pub branches: Vec<Branch>,
    /// By water, branch, level, measure and bank; pieces after stretches.
    pub derived: Vec<DerivedSegment>,
    /// Pieces without surface: of units that only touch an area, and may answer for places on its edge.
    pub bare: Vec<DerivedSegment>,
}

impl Branch {
    /// The id of a reach, by its index in `reaches`.
    #[must_use]
    pub fn reach_id(&self, place: usize) -> String {
        format!("{}.{}.reach.{}", self.water, self.branch, place + 1)
    }

    /// The cut at a measure: one within half a millimetre, otherwise the measure itself (N3).
    #[must_use]
    pub fn cut_at(&self, measure_m: f64) -> f64 {
        let next = self.reaches.partition_point(|r| r.to_m < measure_m - CUT_M);
        let cuts = self.reaches[next..].iter().flat_map(|r| [r.from_m, r.to_m]).take(4);
        let near = cuts.filter(|cut| (cut - measure_m).abs() <= CUT_M);
        near.min_by(|a, b| (a - measure_m).abs().total_cmp(&(b - measure_m).abs()))
            .unwrap_or(measure_m)
    }
}

impl Network {
    /// The branch of a water; branches are in order of water and number.
    #[must_use]
    pub fn branch(&self, water: &WaterCode, branch: u32) -> Option<&Branch> {
        let before = |b: &Branch| (&b.water, b.branch) < (water, branch);
        let found = self.branches.get(self.branches.partition_point(before));
        found.filter(|b| b.branch == branch && b.water == *water)
    }
}

/// Cuts in order, with both ends, without reaches shorter than 1 mm.
pub(crate) fn joined(mut measures: Vec<f64>, len_m: f64) -> Vec<f64> {
    measures.sort_by(f64::total_cmp);
    let mut cuts = vec![0.0];
    let mut last = 0.0;
    for measure in measures {
        if measure - last >= SHORTEST_REACH_M && measure < len_m {
            cuts.push(measure);
            last = measure;
        }
    }
    if last > 0.0 && len_m - last < SHORTEST_REACH_M {
        cuts.pop();
    }
    cuts.push(len_m);
    cuts
}
