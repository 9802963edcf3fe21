//! How branches are connected: where each begins and ends on another (P2, P3).
//!
//! Joints are found by geometry: the ends of a branch within tolerance of another branch of the same water, the mouth
//! of a water on the water it names as `downstream`, and a canal's head on the water it leaves.
use crate::domain::ids::WaterCode;
use crate::snapshot::Law;
use crate::snapshot::reaches::Branch;
use geo::{BoundingRect, Coord};
use riverchief_geom::LonLat;

/// Measures closer than this are the same place (N3), in metres.
pub(super) const SAME_PLACE_M: f64 = 0.001;

/// A head closer than this to another water's centreline leaves that water there, in metres.
const HEAD_ON_LINE_M: f64 = 1.0;

/// A place where one branch begins or ends on something else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Joint {
    /// Index into `law.network.branches` of the branch that ends (or begins) here.
    pub branch: usize,
    /// It flows in (its end), or flows out (its head).
    pub inflow: bool,
    pub on: On,
    pub at: LonLat,
}

/// What a branch joins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum On {
    /// A place on a branch.
    Branch { index: usize, measure_m: f64 },
    /// A water without a centreline: all its pieces.
    Pieces(WaterCode),
}

/// Every joint, by branch; heads before ends.
pub(crate) fn joints(law: &Law) -> Vec<Joint> {
    let branches = &law.network.branches;
    let mut list = Vec::new();
    for (i, branch) in branches.iter().enumerate() {
        let (head, end) = ends(branch);
        if let Some(on) = head_on(law, i, head) {
            list.push(Joint {
                branch: i,
                inflow: false,
                on,
                at: head,
            });
        }
        if let Some(on) = end_on(law, i, end) {
            list.push(Joint {
                branch: i,
                inflow: true,
                on,
                at: end,
            });
        }
    }
    list
}

fn ends(branch: &Branch) -> (LonLat, LonLat) {
    (branch.line.at(0.0), branch.line.at(branch.line.len_m()))
}

fn head_on(law: &Law, i: usize, head: LonLat) -> Option<On> {
    let branches = &law.network.branches;
    let own = &branches[i];
    if own.branch != 0 {
        let tolerance_m = law.thresholds.tolerance_m;
        return nearest(law, head, tolerance_m, |j| j != i && branches[j].water == own.water);
    }
    let found = nearest(law, head, HEAD_ON_LINE_M, |j| {
        branches[j].water != own.water && layer(law, &branches[j].water) == layer(law, &own.water)
    })?;
    // If the other branch ends here and names this water as its downstream, the joint is the inflow of the other
    // branch.
    if let On::Branch { index, measure_m } = &found
        && branches[*index].line.len_m() - measure_m <= HEAD_ON_LINE_M
        && downstream(law, *index) == Some(&own.water)
    {
        return None;
    }
    Some(found)
}

fn end_on(law: &Law, i: usize, end: LonLat) -> Option<On> {
    let branches = &law.network.branches;
    let own = &branches[i];
    let tolerance_m = law.thresholds.tolerance_m;
    if own.branch != 0
        && let Some(on) = nearest(law, end, tolerance_m, |j| j != i && branches[j].water == own.water)
    {
        return Some(on);
    }
    // The data name the downstream water, so there is no limit on the distance (a pool may lie between).
    mouth(law, end, downstream(law, i)?)
}

/// Where water that arrives at `p` enters `water`.
fn mouth(law: &Law, p: LonLat, water: &WaterCode) -> Option<On> {
    let branches = &law.network.branches;
    if let Some(on) = nearest(law, p, f64::INFINITY, |j| branches[j].water == *water) {
        return Some(on);
    }
    let record = law.waters.get(water)?;
    // A split pool has neither centreline nor pieces; the river before the bracket runs through it.
    if law.split(water)
        && let Some(parent) = &record.parent
    {
        return nearest(law, p, f64::INFINITY, |j| branches[j].water == *parent);
    }
    Some(On::Pieces(water.clone()))
}

pub(super) fn downstream(law: &Law, i: usize) -> Option<&WaterCode> {
    law.waters.get(&law.network.branches[i].water)?.downstream.as_ref()
}

fn layer(law: &Law, water: &WaterCode) -> i32 {
    law.waters.get(water).map_or(0, |w| w.layer)
}

fn nearest(law: &Law, p: LonLat, within_m: f64, wanted: impl Fn(usize) -> bool) -> Option<On> {
    let mut best: Option<(f64, usize, f64)> = None;
    for (j, branch) in law.network.branches.iter().enumerate().filter(|(j, _)| wanted(*j)) {
        if within_m.is_finite() && !may_be_within(branch, p.coord(), within_m) {
            continue;
        }
        let foot = branch.line.foot(p);
        if foot.distance_m <= within_m && best.is_none_or(|b| foot.distance_m < b.0) {
            best = Some((foot.distance_m, j, branch.line.measure(foot.edge, foot.t)));
        }
    }
    best.map(|(_, index, measure_m)| On::Branch { index, measure_m })
}

/// Whether the bounding box of a branch, widened by a generous margin, contains `p`.
fn may_be_within(branch: &Branch, p: Coord<f64>, within_m: f64) -> bool {
    // South of 60° N a degree of longitude is at least 50 km.
    let slack_deg = within_m / 50_000.0;
    branch.line.line().bounding_rect().is_some_and(|r| {
        p.x >= r.min().x - slack_deg
            && p.x <= r.max().x + slack_deg
            && p.y >= r.min().y - slack_deg
            && p.y <= r.max().y + slack_deg
    })
}
