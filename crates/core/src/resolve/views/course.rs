//! The request for a walk up or down the network, and what the walk has reached (S33).
use super::network::SAME_PLACE_M;
use super::spans::Span;
use super::waterways::Place;
use crate::domain::kinds::Level;
use crate::domain::results::Via;
use crate::snapshot::segments::Stretch;

/// Direction of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

impl Way {
    /// Metres ahead from one measure to another; `None` if it lies behind.
    pub(super) fn ahead_m(self, from_m: f64, to_m: f64) -> Option<f64> {
        let ahead_m = match self {
            Way::Down => to_m - from_m,
            Way::Up => from_m - to_m,
        };
        (ahead_m >= -SAME_PLACE_M).then(|| whole_m(ahead_m))
    }

    /// Metres from a measure to the beginning of a stretch in the direction of the walk; `None` if it lies behind.
    pub(super) fn begins_m(self, stretch: Stretch, measure_m: f64) -> Option<f64> {
        match self {
            Way::Down => (stretch.to_m > measure_m + SAME_PLACE_M).then(|| whole_m(stretch.from_m - measure_m)),
            Way::Up => (stretch.from_m < measure_m - SAME_PLACE_M).then(|| whole_m(measure_m - stretch.to_m)),
        }
    }
}

/// A distance ahead; 0 for what lies behind or at the same place.
fn whole_m(ahead_m: f64) -> f64 {
    if ahead_m <= SAME_PLACE_M { 0.0 } else { ahead_m }
}

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// Up to this many metres.
    Within(f64),
    /// To the first segment or zone on each path.
    First,
}

/// Where a walk begins.
#[derive(Clone, Debug)]
pub(super) enum Start<'a> {
    /// A segment, on the branch with this number.
    Stretch(&'a Span<'a>, usize, Stretch),
    /// A whole still water, by its number.
    Still(usize),
    /// A place on a branch, by number and measure.
    OnBranch(usize, f64),
    /// A place in a still water.
    In(Place),
}

/// The request for a walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) way: Way,
    pub(super) reach: Reach,
    /// Only segments and pieces of this level.
    pub(super) level: Option<Level>,
}

/// A segment or piece, or a WATER zone by its index in `Index::pools`.
#[derive(Clone, Debug)]
pub(super) enum Thing<'a> {
    Span(Span<'a>),
    Pool(usize),
}

/// What a walk has reached.
#[derive(Clone, Debug)]
pub(super) struct Met<'a> {
    pub(super) thing: Thing<'a>,
    pub(super) distance_m: f64,
    pub(super) via: Via,
    /// The place where it was reached.
    pub(super) at: Place,
}
