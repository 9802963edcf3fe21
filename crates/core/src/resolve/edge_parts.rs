//! Parts of boundary edges along which the answers on both sides stay the same, so that they are decided once (N8).
//!
//! A part is kept only with a proof. The answer 1 mm beside it can change in three ways: another boundary is crossed, a
//! distance passes a threshold or the distance of another water, or the nearest point of the water's line passes a cut.
//! From one point of the part to another a distance changes by no more than the way between them. So where everything
//! at the middle of a part is farther from changing than that, nothing changes along it. What has no proof is decided
//! place by place. `docs/RULES.md` N8 is the rule; nothing here can change an answer.
use super::alternatives::{beside, probes};
use super::matching::{Scope, Wanted, line_counts};
use super::stretch;
use super::verdict::Verdict;
use crate::domain::clause::RuleId;
use crate::domain::ids::WaterCode;
use crate::domain::kinds::Status;
use crate::index::{BoundaryEdge, Covering, Index, NearFeature, Part, Piece, Sides};
use geo::{Coord, Distance, Euclidean, Line, Rect};
use riverchief_geom::nearest::along;
use riverchief_geom::{Foot, LocalPlane, LonLat, PartOfEdge};

/// Shorter parts are not kept: so near a change, most places are decided singly.
const SHORTEST_M: f64 = 2.0;
/// Longer parts are halved before anything is tried.
const LONGEST_M: f64 = 500.0;
/// Feet of probes are farther from the ends of their edge, or at its middle.
const END_M: f64 = 0.5;
/// No other edge may be so near a part: probes are 1 mm beside it.
const ALONE_M: f64 = 0.01;
/// A polygon nearer than this has the edge itself; see [`ALONE_M`].
const ON_EDGE_M: f64 = 0.005;
/// Highest latitude at which the margins of distances are used.
const HIGHEST_LAT: f64 = 70.0;
/// A line that turns by less (90°) is crossed once by every line across it, and so has a left and a right.
const STRAIGHT_RAD: f64 = std::f64::consts::FRAC_PI_2;

/// The two sides of an edge at parameter `t`, if they were proved to be the same around it. The places `towards` are not
/// those at `t`.
pub(super) fn sides<'a>(
    index: &'a Index,
    edge: &BoundaryEdge,
    number: usize,
    t: f64,
    scope: Scope,
) -> Option<&'a Sides> {
    let (mut from, mut to) = inner(edge);
    let mut piece: &Piece = index.piece(number);
    loop {
        let (part, first) = piece.part(|| decide(index, edge, number, (from, to), scope));
        match part {
            Part::Same(sides) => return Some(sides),
            Part::Unknown => return None,
            // One proof a look-up: the first places on an edge must not wait for all of its parts.
            Part::Halved(_) if first => return None,
            Part::Halved(halves) => {
                let middle = f64::midpoint(from, to);
                if t < middle {
                    (to, piece) = (middle, &halves[0]);
                } else {
                    (from, piece) = (middle, &halves[1]);
                }
            }
        }
    }
}

/// The parameters between which all probes have their feet: nearly the whole edge.
fn inner(edge: &BoundaryEdge) -> (f64, f64) {
    let (x_m, y_m) = LocalPlane::at(edge.a.into()).forward(edge.b.into());
    let margin = (END_M / x_m.hypot(y_m)).min(0.5);
    (margin, 1.0 - margin)
}

fn decide(index: &Index, edge: &BoundaryEdge, number: usize, (from, to): (f64, f64), scope: Scope) -> Part {
    let Scope::Point { tolerance_m } = scope else {
        return Part::Unknown;
    };
    let middle = f64::midpoint(from, to);
    let plane = LocalPlane::at(along(edge.a, edge.b, middle));
    let ends = [from, to].map(|t| plane.forward(along(edge.a, edge.b, t)));
    let half_m = ends.map(|(x, y)| x.hypot(y)).into_iter().fold(0.0, f64::max);
    let usable = edge.a.y.abs().max(edge.b.y.abs()) < HIGHEST_LAT;
    if !usable || 2.0 * half_m < SHORTEST_M {
        return Part::Unknown;
    }
    let halved = || Part::Halved(Box::default());
    if 2.0 * half_m > LONGEST_M {
        return halved();
    }
    let about = About {
        index,
        middle: along(edge.a, edge.b, middle),
        half_m,
        tolerance_m,
    };
    if !about.is_alone(number, edge, (from, to)) {
        return halved();
    }
    let probes = probes(edge, middle);
    let verdicts = probes.map(|probe| Verdict::of(index, probe, scope, Wanted::First));
    let around = about.around();
    let both = verdicts.iter().zip(probes);
    if !both
        .into_iter()
        .all(|(verdict, probe)| about.stays(&around, verdict, probe))
    {
        return halved();
    }
    let [left, right] = &verdicts;
    let differ = left.essence() != right.essence();
    Part::Same(differ.then(|| Box::new([beside(left, probes[0]), beside(right, probes[1])])))
}

/// A part of an edge by its middle.
struct About<'a> {
    index: &'a Index,
    middle: LonLat,
    /// No place of the part is farther from its middle.
    half_m: f64,
    tolerance_m: f64,
}

/// What is near a part: lines and areas that may be within tolerance of a place on it.
struct Around {
    lines: Vec<(usize, Foot)>,
    areas: Vec<NearFeature>,
}

/// A water that may be within tolerance, by the distance that ranks it (N4 c).
#[derive(Clone, Copy)]
struct Rival {
    area: Option<usize>,
    line: Option<usize>,
    gap_m: f64,
    /// To its nearest point.
    distance_m: f64,
}

impl About<'_> {
    /// By how much a distance of so many metres at the middle may differ along the part: by the way from the middle, and
    /// by what the plane of N2 and the geodesic differ.
    fn slack_m(&self, distance_m: f64) -> f64 {
        1.01 * self.half_m + 0.05 + 1e-3 * distance_m.abs()
    }

    /// How far the nearest points of a feature can be from the middle, that feature being so far from it.
    fn reach_m(&self, distance_m: f64) -> f64 {
        distance_m + 2.0 * self.slack_m(distance_m)
    }

    /// Whether no other boundary comes near the part, so that everything that covers one place beside it covers all.
    fn is_alone(&self, number: usize, edge: &BoundaryEdge, (from, to): (f64, f64)) -> bool {
        let plane = LocalPlane::at(self.middle);
        let flat = |c: Coord<f64>| Coord::from(plane.forward(c.into()));
        let ends = [from, to].map(|t| along(edge.a, edge.b, t).coord());
        let own = Line::new(flat(ends[0]), flat(ends[1]));
        // More than 1 cm anywhere below the highest latitude.
        let by = Coord { x: 1e-6, y: 1e-6 };
        let rect = Rect::new(ends[0], ends[1]);
        let rect = Rect::new(rect.min() - by, rect.max() + by);
        self.index.boundaries_touching(rect).all(|(other, line)| {
            let line = Line::new(flat(line.start), flat(line.end));
            other == number || Euclidean.distance(&own, &line) > ALONE_M
        })
    }

    fn around(&self) -> Around {
        let tolerance_m = self.reach_m(self.tolerance_m);
        let widest_m = self.reach_m(self.tolerance_m + self.index.widest_half_m());
        Around {
            lines: self.index.line_feet(self.middle, widest_m),
            areas: self.index.areas.near(self.middle, tolerance_m),
        }
    }

    /// Whether the verdict of the probe beside the middle holds beside the whole part.
    fn stays(&self, around: &Around, verdict: &Verdict, probe: LonLat) -> bool {
        let decision = &verdict.decision;
        // By what covers the place alone.
        if matches!(
            decision.status,
            Status::Marine | Status::OutOfJurisdiction | Status::WaterZone
        ) {
            return true;
        }
        let areas = self.index.areas.covering(probe);
        let Some(nominal) = self.nominal(around, &areas) else {
            return false;
        };
        let channel = areas.iter().any(|(i, _)| !self.is_pool(*i)) || !nominal.is_empty();
        if channel {
            let line = decision.line.filter(|_| decision.feature.is_none());
            // A nominal channel is ranked by its distance among others.
            let alone = line.is_none() || nominal.len() == 1;
            return alone && self.stretch_stays(verdict, &areas, false);
        }
        match (decision.status, decision.rule) {
            (Status::LandZone, _) => true,
            (Status::Channel, RuleId::N4b) => self.stretch_stays(verdict, &areas, false),
            _ => self.tolerance_stays(around, verdict, &areas),
        }
    }

    /// The branches in whose nominal channel (N4 a) the whole part lies; `None` if it may lie in one in part.
    fn nominal(&self, around: &Around, areas: &Covering) -> Option<Vec<usize>> {
        let mut nominal = Vec::new();
        for (branch, foot) in &around.lines {
            let water = &self.index.law.network.branches[*branch].water;
            let (half_width_m, slack_m) = (self.index.half_width_m(*branch), self.slack_m(foot.distance_m));
            if self.has_area_of(areas, water) || foot.distance_m > half_width_m + slack_m {
                continue;
            }
            if foot.distance_m + slack_m > half_width_m || !self.counts_alike(water, foot.distance_m) {
                return None;
            }
            if line_counts(self.index, water, *foot) {
                nominal.push(*branch);
            }
        }
        Some(nominal)
    }

    /// Whether the nearest points of a line so far away all count (N4), or none does.
    fn counts_alike(&self, water: &WaterCode, distance_m: f64) -> bool {
        let reach_m = self.reach_m(distance_m);
        let index = self.index;
        let areas = index.areas.near(self.middle, reach_m);
        !index.may_end_within(self.middle, reach_m)
            && index.pools.near(self.middle, reach_m).is_empty()
            && areas
                .iter()
                .all(|near| index.areas.items()[near.feature].water != *water)
    }

    /// Step 4 (c), and steps 6 and 7 if no water is within tolerance.
    fn tolerance_stays(&self, around: &Around, verdict: &Verdict, areas: &Covering) -> bool {
        let decision = &verdict.decision;
        let rivals = self.rivals(around, areas);
        if decision.rule != RuleId::N4c {
            let never = |r: &Rival| r.gap_m > self.tolerance_m + self.slack_m(r.distance_m);
            return rivals.iter().all(never) && self.dry_stays(verdict, areas);
        }
        let line = decision.line.map(|(branch, _)| branch);
        let is_winner = |r: &Rival| match r.line {
            Some(_) => line == r.line,
            None => r.area.map(|i| &self.index.areas.items()[i].id) == decision.feature.as_ref() && line.is_none(),
        };
        let Some(winner) = rivals.iter().copied().find(is_winner) else {
            return false;
        };
        let on_edge = |r: &Rival| r.area.is_some() && r.gap_m < ON_EDGE_M;
        if on_edge(&winner) {
            // The part is its edge: it is 1 mm away from every place, and so are others that share the edge.
            let others = rivals.iter().filter(|r| !on_edge(r));
            let farther = others
                .into_iter()
                .all(|r| r.gap_m > ALONE_M + self.slack_m(r.distance_m));
            return farther && self.stretch_stays(verdict, areas, true);
        }
        let slack_m = self.slack_m(winner.distance_m);
        let within = winner.gap_m + slack_m < self.tolerance_m && (winner.line.is_none() || winner.gap_m > slack_m);
        let others = rivals.iter().filter(|r| !is_winner(r));
        let nearest = others
            .into_iter()
            .all(|r| r.gap_m > winner.gap_m + 2.0 * self.slack_m(r.distance_m));
        let counts = match winner.line {
            Some(branch) => {
                let water = &self.index.law.network.branches[branch].water;
                self.counts_alike(water, winner.distance_m)
            }
            None => !self.index.may_end_within(self.middle, self.reach_m(winner.distance_m)),
        };
        within && nearest && counts && self.stretch_stays(verdict, areas, false)
    }

    /// Waters that may be within tolerance of some place beside the part.
    fn rivals(&self, around: &Around, covering: &Covering) -> Vec<Rival> {
        let areas = around.areas.iter().filter(|near| {
            let covers = covering.iter().any(|(i, _)| *i == near.feature);
            !covers && !self.is_pool(near.feature)
        });
        let areas = areas.map(|near| Rival {
            area: Some(near.feature),
            line: None,
            gap_m: near.foot.distance_m,
            distance_m: near.foot.distance_m,
        });
        let lines = around.lines.iter().map(|(branch, foot)| Rival {
            area: None,
            line: Some(*branch),
            gap_m: foot.distance_m - self.index.half_width_m(*branch),
            distance_m: foot.distance_m,
        });
        // A place inside the nominal channel is not within tolerance of it.
        let lines = lines.filter(|r| r.gap_m > -self.slack_m(r.distance_m));
        areas.chain(lines).collect()
    }

    /// Steps 6 and 7: the same nearest water all along, or none.
    fn dry_stays(&self, verdict: &Verdict, areas: &Covering) -> bool {
        if !areas.is_empty() {
            return false;
        }
        let (index, decision) = (self.index, &verdict.decision);
        let near_m = index.law.thresholds.near_water_m;
        let all = self.waters_within(self.reach_m(near_m));
        let Some(nearest) = decision.water.as_ref().filter(|_| decision.status == Status::NearWater) else {
            return decision.status == Status::GeneralOnly && all.is_empty();
        };
        let own = all.iter().filter(|(water, _)| *water == nearest);
        let least_m = own.map(|(_, m)| *m).fold(f64::INFINITY, f64::min);
        let slack_m = self.slack_m(least_m);
        let mut others = all.iter().filter(|(water, _)| *water != nearest);
        least_m + slack_m < near_m
            && others.all(|(_, m)| *m > least_m + 2.0 * slack_m)
            && !index.may_end_within(self.middle, self.reach_m(least_m))
    }

    /// Waters within a distance of the middle, each surface and each branch with its distance.
    fn waters_within(&self, distance_m: f64) -> Vec<(&WaterCode, f64)> {
        let index = self.index;
        let areas = index.areas.near(self.middle, distance_m).into_iter();
        let areas = areas.map(|near| (&index.areas.items()[near.feature].water, near.foot.distance_m));
        let pools = index.pools.near(self.middle, distance_m).into_iter();
        let pools = pools.map(|near| (&index.pools.items()[near.feature].water, near.foot.distance_m));
        let lines = index.line_feet(self.middle, distance_m).into_iter();
        let lines = lines.map(|(branch, foot)| (&index.law.network.branches[branch].water, foot.distance_m));
        areas.chain(pools).chain(lines).collect()
    }

    /// Whether the stretch or piece that answers is the same all along; `on_edge`: the part is an edge of the area that
    /// decided.
    fn stretch_stays(&self, verdict: &Verdict, areas: &Covering, on_edge: bool) -> bool {
        let index = self.index;
        let Some(water) = &verdict.decision.water else {
            return false;
        };
        let Some(station) = &verdict.stationing else {
            // Pieces go by the units of the place, or of its nearest point on the area (N5).
            return self.has_area_of(areas, water) || on_edge;
        };
        let reach_m = self.reach_m(station.offset_m);
        let mut near = index.branches_of(water).filter_map(|(number, branch)| {
            let parts = branch.line.parts_within(self.middle, reach_m);
            (!parts.is_empty()).then_some((number, parts))
        });
        let (Some((number, parts)), None) = (near.next(), near.next()) else {
            return false;
        };
        let from_m = parts.iter().map(|part| part.from_m).fold(f64::INFINITY, f64::min);
        let to_m = parts.iter().map(|part| part.to_m).fold(0.0, f64::max);
        let Some(banks_alike) = stretch::is_one(index, number, from_m, to_m) else {
            return false;
        };
        banks_alike || (station.offset_m > self.slack_m(station.offset_m) && self.has_sides(number, &parts))
    }

    /// Whether these parts of a branch are one run that has a left and a right, away from the ends of the branch.
    fn has_sides(&self, number: usize, parts: &[PartOfEdge]) -> bool {
        let line = &self.index.law.network.branches[number].line;
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            return false;
        };
        let run = parts.array_windows().all(|[a, b]| a.edge + 1 == b.edge);
        let inner = first.from_m > 0.0 && last.to_m < line.len_m();
        let plane = LocalPlane::at(self.middle);
        let vertices = &line.coords()[first.edge..=last.edge + 1];
        let bearings: Vec<f64> = (vertices.array_windows())
            .filter(|[a, b]| a != b)
            .map(|&[a, b]| {
                let ((ax, ay), (bx, by)) = (plane.forward(a.into()), plane.forward(b.into()));
                (by - ay).atan2(bx - ax)
            })
            .collect();
        let turns = bearings.array_windows().map(|[a, b]| turn_rad(*a, *b));
        run && inner && turns.sum::<f64>() < STRAIGHT_RAD
    }

    fn has_area_of(&self, areas: &Covering, water: &WaterCode) -> bool {
        areas.iter().any(|(i, _)| self.index.areas.items()[*i].water == *water)
    }

    /// Whether an area is that of a split reservoir, which is no channel (Z1).
    fn is_pool(&self, area: usize) -> bool {
        self.index.law.split(&self.index.areas.items()[area].water)
    }
}

/// The angle between two bearings, 0 to π.
fn turn_rad(a: f64, b: f64) -> f64 {
    let turn = (b - a).abs() % std::f64::consts::TAU;
    turn.min(std::f64::consts::TAU - turn)
}
