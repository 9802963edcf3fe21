//! The segments of one branch by measure, and what was decided for each of its elementary intervals.
//!
//! Knows which segments a measure lies in (K); does not know which of them counts.
use super::decided::Responsibility;
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::RegisteredSegment;
use crate::snapshot::reaches::{Branch, CUT_M};
use crate::snapshot::segments::DerivedSegment;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::sync::{Arc, OnceLock};

/// Ranges of measures on a level (the second coordinate), each with the index of its segment.
type Ranges = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// A registered segment by the measures at which a place enters and leaves it.
#[derive(Debug)]
struct Registered {
    segment: Arc<RegisteredSegment>,
    bank: Bank,
    starts_m: f64,
    ends_m: f64,
    /// The segment includes the last node of the branch (K).
    to_the_end: bool,
}

/// The segments of a branch, and the responsibilities kept for it.
///
/// Between two neighbouring `cuts_m` on one reach every measure lies in the same segments: such an elementary interval
/// is decided once for each bank.
#[derive(Debug)]
pub(crate) struct BranchTable {
    registered: Vec<Registered>,
    registered_ranges: Ranges,
    derived_ranges: Ranges,
    /// The last node begins here (K).
    last_node_m: f64,
    cuts_m: Vec<f64>,
    kept: Vec<OnceLock<Arc<Responsibility>>>,
}

impl BranchTable {
    /// The table of a branch. `registered` are the registered segments of its water, ascending by id; `derived` are
    /// the derived segments of the branch with their indices, ascending.
    pub(super) fn new<'a>(
        branch: &Branch,
        registered: &[Arc<RegisteredSegment>],
        derived: impl Iterator<Item = (usize, &'a DerivedSegment)>,
    ) -> Self {
        let last_node_m = branch.line.len_m() - CUT_M;
        let own = registered.iter().filter_map(|segment| {
            let reach = segment.reach.filter(|r| r.branch == branch.branch)?;
            let (from_m, to_m) = (branch.cut_at(reach.from_m), branch.cut_at(reach.to_m));
            Some(Registered {
                segment: segment.clone(),
                bank: reach.bank,
                starts_m: from_m - CUT_M,
                ends_m: to_m - CUT_M,
                to_the_end: to_m >= last_node_m,
            })
        });
        let registered: Vec<Registered> = own.collect();
        let mut cuts_m: Vec<f64> = registered.iter().flat_map(|r| [r.starts_m, r.ends_m]).collect();
        cuts_m.push(last_node_m);
        cuts_m.sort_by(f64::total_cmp);
        cuts_m.dedup();
        let ranges = registered.iter().enumerate().map(|(i, r)| {
            let ends_m = if r.to_the_end { f64::MAX } else { r.ends_m };
            range(r.segment.level, r.starts_m, ends_m, i)
        });
        let registered_ranges = RTree::bulk_load(ranges.collect());
        let stretches = derived.filter_map(|(i, d)| Some(range(d.level, d.stretch?.from_m, d.stretch?.to_m, i)));
        let intervals = branch.reaches.len() + cuts_m.len() + 1;
        Self {
            registered,
            registered_ranges,
            derived_ranges: RTree::bulk_load(stretches.collect()),
            last_node_m,
            cuts_m,
            kept: (0..2 * intervals).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The registered segments of a level that contain a measure on a bank, ascending by id. They are half-open: a
    /// node belongs to the segment downstream, the last node to the last segment (K).
    pub(crate) fn registered(
        &self,
        level: Level,
        measure_m: f64,
        bank: Bank,
    ) -> impl Iterator<Item = &Arc<RegisteredSegment>> {
        let covers = move |r: &&Registered| {
            let ends = measure_m < r.ends_m || (r.to_the_end && measure_m >= self.last_node_m);
            r.starts_m <= measure_m && ends && (r.bank == Bank::Both || r.bank == bank)
        };
        let found = at(&self.registered_ranges, level, measure_m).into_iter();
        found.map(|i| &self.registered[i]).filter(covers).map(|r| &r.segment)
    }

    /// Indices of the derived segments of a level whose closed range contains a measure, ascending.
    pub(crate) fn derived(&self, level: Level, measure_m: f64) -> Vec<usize> {
        at(&self.derived_ranges, level, measure_m)
    }

    /// Whether all measures from one to another, on one reach, lie in one elementary interval.
    pub(crate) fn is_one_interval(&self, from_m: f64, to_m: f64) -> bool {
        let interval = |measure_m: f64| self.cuts_m.partition_point(|cut| *cut <= measure_m);
        interval(from_m) == interval(to_m)
    }

    /// What was decided for the elementary interval of a measure on one bank, `reach` being the index of the measure's
    /// reach; decided on first use. Only for measures whose reach is found by the measure alone.
    pub(crate) fn kept(
        &self,
        reach: usize,
        measure_m: f64,
        bank: Bank,
        decide: impl FnOnce() -> Responsibility,
    ) -> &Arc<Responsibility> {
        // Reach and interval both increase with the measure, so that their sum names the pair.
        let interval = reach + self.cuts_m.partition_point(|cut| *cut <= measure_m);
        let number = 2 * interval + usize::from(bank == Bank::Right);
        self.kept[number].get_or_init(|| Arc::new(decide()))
    }
}

fn range(level: Level, from_m: f64, to_m: f64, segment: usize) -> GeomWithData<Rectangle<[f64; 2]>, usize> {
    let row = row(level);
    GeomWithData::new(Rectangle::from_corners([from_m, row], [to_m, row]), segment)
}

fn at(ranges: &Ranges, level: Level, measure_m: f64) -> Vec<usize> {
    let found = ranges.locate_in_envelope_intersecting(AABB::from_point([measure_m, row(level)]));
    let mut found: Vec<usize> = found.map(|range| range.data).collect();
    found.sort_unstable();
    found
}

/// The second coordinate of a level's ranges.
fn row(level: Level) -> f64 {
    f64::from(level as u8)
}
