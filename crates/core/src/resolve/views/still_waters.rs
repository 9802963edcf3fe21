//! Still waters: pools and lakes, and where branches run through them (S32).
//!
//! Knows where still water lies; `waterways` knows where the water flows next.
use super::network::SAME_PLACE_M;
use crate::domain::ids::WaterCode;
use crate::domain::records::{AdminUnit, Zone};
use crate::index::Index;
use crate::snapshot::reaches::{Branch, Reach, joined};
use geo::{BoundingRect, Coord, Intersects, Rect, Relate};
use riverchief_geom::cutting::cut;
use riverchief_geom::nearest::{TIE_M, foot_on_polygon};
use riverchief_geom::{EdgeTree, LonLat, PreparedPolygon};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A WATER zone, or the areas of a water that has neither branch nor WATER zone.
#[derive(Clone, Debug)]
pub(super) struct Still {
    pub(super) water: WaterCode,
    /// Its index in `Index::pools`; `None` for a lake.
    pub(super) zone: Option<usize>,
    /// Its areas by their indices in `Index::areas`; empty for a pool.
    areas: Vec<usize>,
    /// By branch, then measure.
    pub(super) runs: Vec<Run>,
    /// The branch along which distances through it are counted.
    pub(super) axis: Option<usize>,
}

/// A maximal part of a branch inside or on a still water.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) branch: usize,
    pub(super) from_m: f64,
    pub(super) to_m: f64,
}

impl Run {
    pub(super) fn holds(&self, branch: usize, measure_m: f64) -> bool {
        self.branch == branch && self.from_m - SAME_PLACE_M <= measure_m && measure_m <= self.to_m + SAME_PLACE_M
    }
}

/// All still waters: pools by zone, then lakes by water.
pub(super) fn still_waters(index: &Index) -> Vec<Still> {
    let of_zone = |(zone, record): (usize, &Arc<Zone>)| Still {
        water: record.water.clone(),
        zone: Some(zone),
        areas: Vec::new(),
        runs: Vec::new(),
        axis: None,
    };
    let mut list: Vec<Still> = index.pools.items().iter().enumerate().map(of_zone).collect();
    let waters: BTreeSet<&WaterCode> = index.areas.items().iter().map(|a| &a.water).collect();
    let lakes = waters
        .into_iter()
        .filter(|w| !index.law.split(w) && index.branches_of(w).next().is_none());
    list.extend(lakes.map(|water| Still {
        water: water.clone(),
        zone: None,
        areas: index.areas_of(water).to_vec(),
        runs: Vec::new(),
        axis: None,
    }));
    for still in &mut list {
        still.runs = still.all_runs(index);
        still.axis = still.axis_branch(index);
    }
    list
}

impl Still {
    fn polygons<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = &'a PreparedPolygon> {
        let pool = self.zone.map(|zone| index.pools.polygon(zone));
        pool.into_iter()
            .chain(self.areas.iter().map(|&i| index.areas.polygon(i)))
    }

    /// Geodesic metres from a place; 0 inside and on the border.
    pub(super) fn distance_m(&self, index: &Index, p: LonLat) -> f64 {
        let one = |polygon: &PreparedPolygon| {
            if polygon.covers(p) {
                return 0.0;
            }
            foot_on_polygon(p, polygon.geometry()).map_or(f64::INFINITY, |near| near.foot.distance_m)
        };
        self.polygons(index).map(one).fold(f64::INFINITY, f64::min)
    }

    /// The vertices of its rings.
    pub(super) fn corners<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = LonLat> + 'a {
        self.polygons(index).flat_map(|p| p.edges().map(|e| e.a.into()))
    }

    /// Whether a place may be within a distance, by a bounding box with a generous margin.
    pub(super) fn may_be_within(&self, index: &Index, p: LonLat, within_m: f64) -> bool {
        // South of 60° N a degree of longitude is at least 50 km.
        let slack_deg = within_m / 50_000.0;
        let widened = |r: Rect<f64>| {
            let slack = Coord {
                x: slack_deg,
                y: slack_deg,
            };
            Rect::new(r.min() - slack, r.max() + slack)
        };
        let boxed = |polygon: &PreparedPolygon| polygon.bbox().is_some_and(|r| widened(r).intersects(&p.coord()));
        self.polygons(index).any(boxed)
    }

    /// Inside or on it; a middle is a rounded point, so within 1 µm counts as on (S7).
    fn holds(&self, index: &Index, middle: LonLat) -> bool {
        self.may_be_within(index, middle, TIE_M) && self.distance_m(index, middle) <= TIE_M
    }

    fn all_runs(&self, index: &Index) -> Vec<Run> {
        let layer = |water: &WaterCode| index.law.waters.get(water).map_or(0, |w| w.layer);
        let branches = index.law.network.branches.iter().enumerate();
        let mut runs: Vec<Run> = Vec::new();
        for (number, branch) in branches.filter(|(_, b)| layer(&b.water) == layer(&self.water)) {
            for [from_m, to_m] in self.parts(index, branch) {
                if !self.holds(index, branch.line.at(f64::midpoint(from_m, to_m))) {
                    continue;
                }
                match runs.last_mut() {
                    Some(last) if last.holds(number, from_m) => last.to_m = to_m,
                    _ => runs.push(Run {
                        branch: number,
                        from_m,
                        to_m,
                    }),
                }
            }
        }
        runs
    }

    /// The parts of a branch between its cuts at the edges. For a pool these are the reaches, which are cut there
    /// already (N3).
    fn parts(&self, index: &Index, branch: &Branch) -> Vec<[f64; 2]> {
        if self.zone.is_some() {
            let in_pools = branch.reaches.iter().filter(|r| r.in_pool);
            return in_pools.map(|r| [r.from_m, r.to_m]).collect();
        }
        let line = &branch.line;
        let bounds = line.line().bounding_rect();
        let near = |polygon: &PreparedPolygon| bounds.zip(polygon.bbox()).is_some_and(|(a, b)| a.intersects(&b));
        if !self.polygons(index).any(near) {
            return Vec::new();
        }
        let edges = self
            .polygons(index)
            .flat_map(|polygon| polygon.edges().map(|e| (e.a, e.b, ())));
        let cuts = cut(line.coords(), &EdgeTree::new(edges)).params(line.coords().len() - 1);
        let measures = cuts.into_iter().map(|(edge, t)| line.measure(edge, t)).collect();
        joined(measures, line.len_m()).array_windows().copied().collect()
    }

    /// S32: a branch of its own water, otherwise of a water before its bracket, otherwise the branch with the longest
    /// course inside.
    fn axis_branch(&self, index: &Index) -> Option<usize> {
        let branches = &index.law.network.branches;
        // Branches are in order of water and number, and so are the runs.
        let of = |water: &WaterCode| {
            self.runs
                .iter()
                .map(|r| r.branch)
                .find(|&b| branches[b].water == *water)
        };
        let longest = || {
            let mut best: Option<(usize, f64)> = None;
            for of_branch in self.runs.chunk_by(|a, b| a.branch == b.branch) {
                let len_m = of_branch.iter().map(|r| r.to_m - r.from_m).sum();
                if best.is_none_or(|(_, most_m)| len_m > most_m) {
                    best = Some((of_branch[0].branch, len_m));
                }
            }
            best.map(|(branch, _)| branch)
        };
        let mut bracket = index.law.bracket(&self.water);
        bracket.find_map(|w| of(&w.code)).or_else(longest)
    }

    /// The runs of the axis.
    pub(super) fn axis_runs(&self) -> impl DoubleEndedIterator<Item = &Run> {
        self.runs.iter().filter(|r| Some(r.branch) == self.axis)
    }

    /// The measure on the axis that is nearest to a place; `None` without an axis.
    pub(super) fn axis_at(&self, index: &Index, p: LonLat) -> Option<f64> {
        let line = &index.law.network.branches[self.axis?].line;
        let mut best: Option<(f64, f64)> = None;
        for run in self.axis_runs() {
            let Some((measure_m, distance_m)) = line.foot_between(p, run.from_m, run.to_m) else {
                continue;
            };
            if best.is_none_or(|(least_m, _)| distance_m < least_m - TIE_M) {
                best = Some((distance_m, measure_m));
            }
        }
        best.map(|(_, measure_m)| measure_m)
    }

    /// The measure on the axis of a place on a branch.
    pub(super) fn door(&self, index: &Index, branch: usize, measure_m: f64) -> Option<f64> {
        if self.axis == Some(branch) && self.axis_runs().any(|r| r.holds(branch, measure_m)) {
            return Some(measure_m);
        }
        self.axis_at(index, index.law.network.branches[branch].line.at(measure_m))
    }

    /// The place on a water's branches nearest to it: the first within 1 µm of the least distance.
    pub(super) fn nearest_on(&self, index: &Index, water: &WaterCode) -> Option<(usize, f64)> {
        let mut best: Option<(f64, usize, f64)> = None;
        for (number, branch) in index.branches_of(water) {
            let line = &branch.line;
            let vertices = line.coords().iter().zip(line.measures_m());
            let from_line = vertices.map(|(c, m)| (self.distance_m(index, (*c).into()), *m));
            let corners = self.corners(index).map(|corner| {
                let foot = line.foot(corner);
                (foot.distance_m, line.measure(foot.edge, foot.t))
            });
            for (distance_m, measure_m) in from_line.chain(corners) {
                let nearer = best.is_none_or(|(least_m, on, m)| {
                    let tied = (distance_m - least_m).abs() <= TIE_M;
                    (!tied && distance_m < least_m) || (tied && on == number && measure_m < m)
                });
                if nearer {
                    best = Some((distance_m, number, measure_m));
                }
            }
        }
        best.map(|(_, branch, measure_m)| (branch, measure_m))
    }

    /// How much farther than the measure `axis_m` on its axis the still water is reached; `None` if no part of it
    /// counts: only the part inside the city counts unless the zone is managed whole (Z11).
    pub(super) fn counts_after_m(&self, index: &Index, axis_m: Option<f64>) -> Option<f64> {
        let Some(zone) = self.zone.map(|i| &index.pools.items()[i]).filter(|z| !z.managed_whole) else {
            return Some(0.0);
        };
        let inside = self.axis.map(|axis| {
            let reaches = index.law.network.branches[axis].reaches.iter();
            let within = |from_m: f64, to_m: f64| self.axis_runs().any(|r| r.from_m <= from_m && to_m <= r.to_m);
            reaches.filter(move |r| r.unit.is_some() && within(r.from_m, r.to_m))
        });
        let away_m = |at_m: f64, from_m: f64, to_m: f64| (from_m - at_m).max(at_m - to_m).max(0.0);
        let nearest = inside.and_then(|reaches| {
            let far = |r: &Reach| axis_m.map_or(0.0, |at_m| away_m(at_m, r.from_m, r.to_m));
            reaches.map(far).min_by(f64::total_cmp)
        });
        let meets = |unit: &Arc<AdminUnit>| {
            let relation = unit.geometry.relate(&zone.geometry);
            relation.matches("T********").unwrap_or(false)
        };
        nearest.or_else(|| index.units.items().iter().any(meets).then_some(0.0))
    }
}
