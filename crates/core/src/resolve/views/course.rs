//! What is asked of a walk up or down the network, and what it has met (S33).
use super::network::SAME_PLACE_M;
use super::spans::Span;
use super::waterways::Place;
use crate::domain::kinds::Level;
use crate::domain::results::Via;
use crate::snapshot::segments::Stretch;

/// Which way to walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

impl Way {
    /// Metres ahead from one measure to another; `None` when it lies behind.
    pub(super) fn ahead_m(self, from_m: f64, to_m: f64) -> Option<f64> {
        let ahead_m = match self {
            Way::Down => to_m - from_m,
            Way::Up => from_m - to_m,
        };
        (ahead_m >= -SAME_PLACE_M).then(|| whole_m(ahead_m))
    }

    /// Metres from a measure to where a stretch begins in our way; `None` when it lies behind.
    pub(super) fn begins_m(self, stretch: Stretch, measure_m: f64) -> Option<f64> {
        match self {
            Way::Down => (stretch.to_m > measure_m + SAME_PLACE_M).then(|| whole_m(stretch.from_m - measure_m)),
            Way::Up => (stretch.from_m < measure_m - SAME_PLACE_M).then(|| whole_m(measure_m - stretch.to_m)),
        }
    }
}

/// A distance ahead; what lies behind or at the same place is no distance away.
fn whole_m(ahead_m: f64) -> f64 {
    if ahead_m <= SAME_PLACE_M { 0.0 } else { ahead_m }
}

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// As far as this many metres.
    Within(f64),
    /// To the first that is met on each path.
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

/// What is asked of a walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) way: Way,
    pub(super) reach: Reach,
    /// Segments and pieces of this level alone.
    pub(super) level: Option<Level>,
}

/// A segment or piece, or a WATER zone by its place in `Index::pools`.
#[derive(Clone, Debug)]
pub(super) enum Thing<'a> {
    Span(Span<'a>),
    Pool(usize),
}

/// What a walk has met.
#[derive(Clone, Debug)]
pub(super) struct Met<'a> {
    pub(super) thing: Thing<'a>,
    pub(super) distance_m: f64,
    pub(super) via: Via,
    /// Where it was met.
    pub(super) at: Place,
}
