//! One part of an edge, and what must hold for the answers beside it to stay the same: coverage, and distances of waters.
use super::super::matching::line_counts;
use super::super::verdict::Verdict;
use crate::domain::clause::RuleId;
use crate::domain::ids::WaterCode;
use crate::domain::kinds::Status;
use crate::index::{Covering, Index};
use geo::{Coord, Distance, Euclidean, Line, Rect};
use riverchief_geom::nearest::along;
use riverchief_geom::{LocalPlane, LonLat};

/// No other edge may be so near a part: probes are 1 mm beside it.
const ALONE_M: f64 = 0.01;
/// A polygon nearer than this has the edge itself; see [`ALONE_M`].
pub(super) const ON_EDGE_M: f64 = 0.005;

/// A part of an edge.
pub(super) struct About<'a> {
    pub(super) index: &'a Index,
    pub(super) ends: [Coord<f64>; 2],
    pub(super) middle: LonLat,
    /// No place of the part is farther from its middle.
    pub(super) half_m: f64,
    tolerance_m: f64,
}

/// What is beside a part: branches and areas that may be within tolerance of a place on it, with their least distances.
pub(super) struct Around {
    lines: Vec<(usize, f64)>,
    areas: Vec<(usize, f64)>,
}

/// One side of a part.
pub(super) struct Side<'a> {
    /// Of the probe beside the middle.
    pub(super) verdict: &'a Verdict,
    /// The water areas that cover it.
    pub(super) areas: Covering,
    /// The branches in whose nominal channel it lies.
    pub(super) nominal: Vec<usize>,
}

/// A water that may be within tolerance.
#[derive(Clone, Copy)]
struct Rival {
    area: Option<usize>,
    line: Option<usize>,
    /// Least value along the part of the distance that ranks it (N4 c).
    least_m: f64,
}

impl<'a> About<'a> {
    pub(super) fn new(index: &'a Index, ends: [Coord<f64>; 2], tolerance_m: f64) -> Self {
        let middle = along(ends[0], ends[1], 0.5);
        let plane = LocalPlane::at(middle);
        let aways = ends.map(|end| plane.forward(end.into()));
        Self {
            index,
            ends,
            middle,
            half_m: aways.map(|(x, y)| x.hypot(y)).into_iter().fold(0.0, f64::max),
            tolerance_m,
        }
    }
}

impl About<'_> {
    /// By how much a distance along the part may differ from one at its middle: by the way from there.
    fn slack_m(&self, distance_m: f64) -> f64 {
        self.half_m + margin_m(self.half_m + distance_m)
    }

    /// Whether no other boundary comes near the part, so that everything that covers one place beside it covers all.
    pub(super) fn is_alone(&self, number: usize) -> bool {
        let plane = LocalPlane::at(self.middle);
        let flat = |c: Coord<f64>| Coord::from(plane.forward(c.into()));
        let own = Line::new(flat(self.ends[0]), flat(self.ends[1]));
        // More than 1 cm anywhere below the highest latitude.
        let by = Coord { x: 1e-6, y: 1e-6 };
        let rect = Rect::new(self.ends[0], self.ends[1]);
        let rect = Rect::new(rect.min() - by, rect.max() + by);
        self.index.boundaries_touching(rect).all(|(other, line)| {
            let line = Line::new(flat(line.start), flat(line.end));
            other == number || Euclidean.distance(&own, &line) > ALONE_M
        })
    }

    pub(super) fn around(&self) -> Around {
        let widest_m = self.tolerance_m + self.index.widest_half_m();
        let [a, b] = self.ends;
        Around {
            lines: self.index.lines_beside(a, b, widest_m + margin_m(widest_m)),
            areas: self
                .index
                .areas
                .beside(a, b, self.tolerance_m + margin_m(self.tolerance_m)),
        }
    }

    /// The branches in whose nominal channel (N4 a) the whole part lies, seen from a side; `None` if it may lie in one in
    /// part.
    pub(super) fn nominal(&self, around: &Around, areas: &Covering) -> Option<Vec<usize>> {
        let mut nominal = Vec::new();
        for (branch, least_m) in &around.lines {
            let record = &self.index.law.network.branches[*branch];
            let half_width_m = self.index.half_width_m(*branch);
            if self.has_area_of(areas, &record.water) || *least_m > half_width_m + margin_m(half_width_m) {
                continue;
            }
            let most_m = self.farthest_m(&[*branch]);
            let counts = self.counts(*branch, most_m)?;
            if counts && most_m + margin_m(most_m) > half_width_m {
                return None;
            }
            if counts {
                nominal.push(*branch);
            }
        }
        Some(nominal)
    }

    /// Whether the nearest points of a branch count (N4), it being nowhere farther than so many metres; `None` if they may
    /// count for some places of the part and not for others.
    fn counts(&self, branch: usize, most_m: f64) -> Option<bool> {
        let index = self.index;
        let record = &index.law.network.branches[branch];
        let [a, b] = self.ends;
        let alike = record.line.parts_beside(a, b, most_m).iter().all(|part| {
            let [a, b] = [part.from_m, part.to_m].map(|measure_m| record.line.at(measure_m).coord());
            let areas = index.areas.beside(a, b, ALONE_M);
            !index.may_end_beside(a, b, ALONE_M)
                && index.pools.beside(a, b, ALONE_M).is_empty()
                && areas
                    .iter()
                    .all(|(area, _)| index.areas.items()[*area].water != record.water)
        });
        alike.then(|| line_counts(index, &record.water, record.line.foot(self.middle)))
    }

    /// Whether a branch counts nowhere along the part.
    fn never_counts(&self, branch: usize) -> bool {
        self.counts(branch, self.farthest_m(&[branch])) == Some(false)
    }

    /// Whether the verdict of the probe beside the middle holds beside the whole part.
    pub(super) fn stays(&self, around: &Around, side: &Side<'_>) -> bool {
        let decision = &side.verdict.decision;
        // By what covers the place alone.
        if matches!(
            decision.status,
            Status::Marine | Status::OutOfJurisdiction | Status::WaterZone
        ) {
            return true;
        }
        if side.areas.iter().any(|(i, _)| !self.is_pool(*i)) {
            return self.stretch_stays(side, false);
        }
        if let Some(first) = side.nominal.first() {
            // Several are ranked by their distances.
            let own = decision.line.map(|(branch, _)| branch) == Some(*first);
            return own && side.nominal.len() == 1 && self.stretch_stays(side, false);
        }
        match (decision.status, decision.rule) {
            (Status::LandZone, _) => true,
            (Status::Channel, RuleId::N4b) => self.stretch_stays(side, false),
            _ => self.tolerance_stays(around, side),
        }
    }

    /// Step 4 (c), and steps 6 and 7 if no water is within tolerance.
    fn tolerance_stays(&self, around: &Around, side: &Side<'_>) -> bool {
        let decision = &side.verdict.decision;
        let rivals = self.rivals(around, side);
        if decision.rule != RuleId::N4c {
            let farther_m = self.tolerance_m + margin_m(self.tolerance_m);
            return self.all_farther(rivals.iter(), farther_m) && self.dry_stays(side);
        }
        let line = decision.line.map(|(branch, _)| branch);
        let is_winner = |r: &Rival| match r.line {
            Some(_) => line == r.line,
            None => line.is_none() && r.area.map(|i| &self.index.areas.items()[i].id) == decision.feature.as_ref(),
        };
        let (Some(winner), Some(shown_m)) = (rivals.iter().copied().find(is_winner), decision.distance_m) else {
            return false;
        };
        let on_edge = |r: &Rival| r.area.is_some() && r.least_m < ON_EDGE_M;
        if on_edge(&winner) {
            // The part is its edge: it is 1 mm away from every place, and so are others that share the edge.
            let others = rivals.iter().filter(|r| !on_edge(r));
            return self.all_farther(others, ALONE_M + margin_m(0.0)) && self.stretch_stays(side, true);
        }
        let most_m = shown_m + self.slack_m(shown_m);
        let within = most_m < self.tolerance_m && (winner.line.is_none() || winner.least_m > margin_m(shown_m));
        let others = rivals.iter().filter(|r| !is_winner(r));
        let [a, b] = self.ends;
        let counts = || match winner.line {
            Some(branch) => self.counts(branch, most_m + self.index.half_width_m(branch)) == Some(true),
            None => !self.index.may_end_beside(a, b, most_m),
        };
        within && counts() && self.all_farther(others, most_m + margin_m(most_m)) && self.stretch_stays(side, false)
    }

    /// Whether these are farther all along the part, or count nowhere.
    fn all_farther<'r>(&self, mut rivals: impl Iterator<Item = &'r Rival>, distance_m: f64) -> bool {
        rivals.all(|r| r.least_m > distance_m || r.line.is_some_and(|branch| self.never_counts(branch)))
    }

    /// Waters that may be within tolerance of some place beside the part.
    fn rivals(&self, around: &Around, side: &Side<'_>) -> Vec<Rival> {
        let areas = around.areas.iter().filter(|(area, _)| {
            let covers = side.areas.iter().any(|(i, _)| i == area);
            !covers && !self.is_pool(*area)
        });
        let areas = areas.map(|(area, least_m)| Rival {
            area: Some(*area),
            line: None,
            least_m: *least_m,
        });
        let lines = around.lines.iter().map(|(branch, least_m)| Rival {
            area: None,
            line: Some(*branch),
            least_m: least_m - self.index.half_width_m(*branch),
        });
        areas.chain(lines).collect()
    }

    /// Steps 6 and 7: the same nearest water all along, or none.
    fn dry_stays(&self, side: &Side<'_>) -> bool {
        if !side.areas.is_empty() {
            return false;
        }
        let decision = &side.verdict.decision;
        let near_m = self.index.law.thresholds.near_water_m;
        let nearest = decision.water.as_ref().zip(decision.distance_m);
        let Some((nearest, shown_m)) = nearest.filter(|_| decision.status == Status::NearWater) else {
            let none = self.waters_beside(near_m + margin_m(near_m)).is_empty();
            return decision.status == Status::GeneralOnly && none;
        };
        let most_m = shown_m + self.slack_m(shown_m);
        let others = self.waters_beside(most_m + margin_m(most_m));
        most_m < near_m
            && others.into_iter().all(|water| water == nearest)
            && !self.index.may_end_beside(self.ends[0], self.ends[1], most_m)
    }

    /// The waters of surfaces and branches within a distance of the part.
    fn waters_beside(&self, distance_m: f64) -> Vec<&WaterCode> {
        let (index, [a, b]) = (self.index, self.ends);
        let areas = index.areas.beside(a, b, distance_m).into_iter();
        let areas = areas.map(|(area, _)| &index.areas.items()[area].water);
        let pools = index.pools.beside(a, b, distance_m).into_iter();
        let pools = pools.map(|(pool, _)| &index.pools.items()[pool].water);
        let lines = index.lines_beside(a, b, distance_m).into_iter();
        let lines = lines.map(|(branch, _)| &index.law.network.branches[branch].water);
        areas.chain(pools).chain(lines).collect()
    }

    pub(super) fn has_area_of(&self, areas: &Covering, water: &WaterCode) -> bool {
        areas.iter().any(|(i, _)| self.index.areas.items()[*i].water == *water)
    }

    /// Whether an area is that of a split reservoir, which is no channel (Z1).
    fn is_pool(&self, area: usize) -> bool {
        self.index.law.split(&self.index.areas.items()[area].water)
    }
}

/// More than a distance is off: probes are beside the edge, and planes at different places and the geodesic differ.
pub(super) fn margin_m(distance_m: f64) -> f64 {
    0.05 + 1e-3 * distance_m
}
