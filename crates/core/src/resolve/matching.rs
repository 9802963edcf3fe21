//! Steps 2 to 7 of rules.md §11: what a coordinate matches.
use super::place::{foot_inside, units_at};
use super::rank::{Candidate, best_first};
use crate::domain::answer::{Match, UnitsAt};
use crate::domain::clause::RuleId;
use crate::domain::ids::{FeatureId, WaterCode};
use crate::domain::kinds::{MatchKind, Status};
use crate::domain::records::Zone;
use crate::domain::results::WaterNear;
use crate::index::{Covering, Index, Near, PolygonLayer};
use riverchief_geom::Foot;
use riverchief_geom::LonLat;
use riverchief_geom::Position;

/// What a place matched, before posts are looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// N7.
    pub status: Status,
    /// The column `rule` (S2).
    pub rule: RuleId,
    /// Units by rule A; all empty outside the city.
    pub units: UnitsAt,
    /// The deciding unit, by its index in [`Index::units`].
    pub unit: Option<usize>,
    /// The primary match, or the nearest water of `NEAR_WATER`.
    pub water: Option<WaterCode>,
    /// The zone, area or extent that decided.
    pub feature: Option<FeatureId>,
    /// The column `distance_m` (S3).
    pub distance_m: Option<f64>,
    /// The nearest point of the area or centreline, if the place is not on it.
    pub foot: Option<LonLat>,
    /// The branch of the primary match or the nearest water, by its index, and its nearest point; `None` for a surface.
    pub line: Option<(usize, Foot)>,
    /// Everything that covered the place or lay within tolerance, primary first.
    pub matches: Vec<Match>,
}

/// Whether step 4's distances and step 6 apply (N9: not for parts of lines and polygons).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scope {
    /// A point: half width, tolerance and `near_water` apply.
    Point {
        /// How far the place may be snapped to a water (N4 c), in metres.
        tolerance_m: f64,
    },
    /// A part of a line or polygon: only what covers it counts.
    Part,
}

/// How many of the matches are wanted; the answer depends on the first alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Everything that a place matches.
    Every,
    /// The first; others may be missing.
    First,
}

/// Decides what `p` matches (steps 2–7).
#[must_use]
pub fn decide(index: &Index, p: LonLat, scope: Scope, wanted: Wanted) -> Decision {
    let (units, unit) = units_at(index, p).unzip();
    let near = index.near(p);
    let pools = covering(&index.pools, near, p);
    let areas = covering(&index.areas, near, p);
    let at_sea = near.may_be(Near::COVER) && index.marine.surrounds(p);
    if at_sea && pools.is_empty() && areas.is_empty() {
        let mut units = units.unwrap_or_default();
        // Missing levels do not count at sea (A).
        units.holes.clear();
        return bare(Status::Marine, RuleId::Q, units, unit, None);
    }
    let inside = units.is_some();
    let pools = in_pools(index, &pools, inside);
    if pools.is_empty() && !inside {
        let distance_m = index.units.distance_m(p);
        return bare(
            Status::OutOfJurisdiction,
            RuleId::Step2,
            UnitsAt::default(),
            None,
            distance_m,
        );
    }
    let units = units.unwrap_or_default();
    let lands = covering(&index.lands, near, p);
    let at = At {
        p,
        scope,
        wanted,
        near,
        inside,
    };
    let mut matches = pools;
    if !at.is_enough(&matches) {
        matches.extend(in_channels(index, at, &areas, !lands.is_empty()));
    }
    matches.extend(lands.iter().map(|(i, _)| {
        let zone = &index.lands.items()[*i];
        Found::in_zone(MatchKind::LandZone, RuleId::Z5, zone)
    }));
    let Some(first) = matches.first() else {
        return dry(index, at, (units, unit), &areas);
    };
    let status = match first.candidate.kind {
        MatchKind::WaterZone => Status::WaterZone,
        MatchKind::LandZone => Status::LandZone,
        _ => Status::Channel,
    };
    Decision {
        status,
        rule: first.rule,
        units,
        unit,
        water: Some(first.candidate.water.clone()),
        feature: first.candidate.feature.clone(),
        distance_m: Some(first.candidate.shown_distance_m()),
        foot: first.candidate.foot.map(|f| f.point),
        line: first.candidate.on_line(),
        matches: matches.iter().map(Found::listed).collect(),
    }
}

/// The place to decide, and what is known about it.
#[derive(Clone, Copy)]
struct At {
    p: LonLat,
    scope: Scope,
    wanted: Wanted,
    near: Near,
    /// In a unit of the city.
    inside: bool,
}

impl At {
    fn is_enough(&self, found: &[Found]) -> bool {
        self.wanted == Wanted::First && !found.is_empty()
    }
}

/// The WATER zones that decide a place; outside the city only zones that are managed whole (Z2, Z11).
fn in_pools(index: &Index, covering: &Covering, inside: bool) -> Vec<Found> {
    let zones = covering.iter().map(|(i, _)| &index.pools.items()[*i]);
    let managed = zones.filter(|z| inside || z.managed_whole);
    managed
        .map(|z| Found::in_zone(MatchKind::WaterZone, RuleId::Z2, z))
        .collect()
}

/// Step 4: channels (N4 a), then, outside LAND zones, management extents (b) and waters within tolerance (c).
fn in_channels(index: &Index, at: At, areas: &Covering, in_land: bool) -> Vec<Found> {
    let At {
        p, scope, near, inside, ..
    } = at;
    let ranked = |candidates, rule| {
        let best = best_first(&index.law, candidates).into_iter();
        best.map(move |c| Found::new(c, rule))
    };
    let mut channel = covered(index, areas);
    if matches!(scope, Scope::Point { .. }) && inside && near.may_be(Near::CHANNEL) {
        channel.extend(nominal(index, p, areas));
    }
    let mut matches: Vec<Found> = ranked(channel, RuleId::N4a).collect();
    if in_land || !inside || at.is_enough(&matches) {
        return matches;
    }
    let extents = covering(&index.extents, near, p).into_iter().map(|(i, _)| {
        let extent = &index.extents.items()[i];
        Candidate::covering(MatchKind::ManagementExtent, &extent.water, &extent.id)
    });
    matches.extend(ranked(extents.collect(), RuleId::N4b));
    if at.is_enough(&matches) {
        return matches;
    }
    if let Scope::Point { tolerance_m } = scope
        && (near.may_be(Near::CHANNEL) || tolerance_m > index.law.thresholds.tolerance_m)
    {
        let close = within_tolerance(index, p, areas, tolerance_m);
        matches.extend(ranked(close, RuleId::N4c));
    }
    matches
}

struct Found {
    candidate: Candidate,
    rule: RuleId,
}

impl Found {
    fn new(candidate: Candidate, rule: RuleId) -> Self {
        Self { candidate, rule }
    }

    fn in_zone(kind: MatchKind, rule: RuleId, zone: &Zone) -> Self {
        Self::new(Candidate::covering(kind, &zone.water, &zone.id), rule)
    }

    fn listed(&self) -> Match {
        let c = &self.candidate;
        Match {
            kind: c.kind,
            water: c.water.clone(),
            feature: c.feature.clone(),
            distance_m: c.shown_distance_m(),
            rule: self.rule,
        }
    }
}

/// What covers a place; empty if the grid rules it out.
fn covering<T>(layer: &PolygonLayer<T>, near: Near, p: LonLat) -> Covering {
    if near.may_be(Near::COVER) {
        layer.covering(p)
    } else {
        Covering::new()
    }
}

fn bare(status: Status, rule: RuleId, units: UnitsAt, unit: Option<usize>, distance_m: Option<f64>) -> Decision {
    Decision {
        status,
        rule,
        units,
        unit,
        water: None,
        feature: None,
        distance_m,
        foot: None,
        line: None,
        matches: Vec::new(),
    }
}

/// N4 (a): areas of waters that are not split pools.
fn covered(index: &Index, areas: &[(usize, Position)]) -> Vec<Candidate> {
    let areas = areas
        .iter()
        .map(|(i, _)| &index.areas.items()[*i])
        .filter(|a| !index.law.split(&a.water));
    areas
        .map(|a| Candidate::covering(MatchKind::Area, &a.water, &a.id))
        .collect()
}

/// N4 (a): within half width of a centreline where its water has no area.
fn nominal(index: &Index, p: LonLat, areas: &[(usize, Position)]) -> Vec<Candidate> {
    let widest = index.widest_half_m();
    let lines = index.lines_within(p, widest).into_iter();
    let lines = lines.filter(|branch| !covers_already(index, &index.law.network.branches[*branch].water, areas));
    lines
        .filter_map(|branch| {
            let foot = index.law.network.branches[branch].line.foot(p);
            let close = foot.distance_m <= index.half_width_m(branch);
            let line = close.then(|| Candidate::line(index, branch, foot, MatchKind::NominalChannel))?;
            line_counts(index, &line.water, foot).then_some(line)
        })
        .collect()
}

/// N4 (c): within tolerance of an area or of a nominal channel's edge.
fn within_tolerance(index: &Index, p: LonLat, covering: &[(usize, Position)], tolerance_m: f64) -> Vec<Candidate> {
    let areas = index.areas.near(p, tolerance_m).into_iter().filter_map(|near| {
        let area = &index.areas.items()[near.feature];
        let away = !covering.iter().any(|(i, _)| *i == near.feature);
        let counts = away && !index.law.split(&area.water) && foot_inside(index, near.foot.point);
        counts.then(|| Candidate {
            kind: MatchKind::Tolerance,
            water: area.water.clone(),
            feature: Some(area.id.clone()),
            line: None,
            foot: Some(near.foot),
            half_width_m: 0.0,
            measure_m: 0.0,
        })
    });
    let lines = index
        .line_feet(p, tolerance_m + index.widest_half_m())
        .into_iter()
        .filter_map(|(branch, foot)| {
            let line = Candidate::line(index, branch, foot, MatchKind::Tolerance);
            let gap_m = foot.distance_m - line.half_width_m;
            (gap_m > 0.0 && gap_m <= tolerance_m && line_counts(index, &line.water, foot)).then_some(line)
        });
    areas.chain(lines).collect()
}

/// Whether p lies in an area of the water; its centreline is then no second match.
fn covers_already(index: &Index, water: &WaterCode, areas: &[(usize, Position)]) -> bool {
    areas.iter().any(|(i, _)| index.areas.items()[*i].water == *water)
}

/// A centreline counts if its water has no area there, inside the city and outside WATER zones (N4, S7).
pub(super) fn line_counts(index: &Index, water: &WaterCode, foot: Foot) -> bool {
    let in_own_area = || {
        index
            .areas
            .covering_foot(foot.point)
            .iter()
            .any(|i| index.areas.items()[*i].water == *water)
    };
    foot_inside(index, foot.point) && index.pools.covering_foot(foot.point).is_empty() && !in_own_area()
}

/// Steps 6 and 7.
fn dry(index: &Index, at: At, (units, unit): (UnitsAt, Option<usize>), areas: &Covering) -> Decision {
    // The area of a split pool counts if it covers p, whatever the distance to its edges.
    let possible = at.near.may_be(Near::WATER) || !areas.is_empty();
    let nearest = if matches!(at.scope, Scope::Point { .. }) && possible {
        nearest_water(index, at.p)
    } else {
        None
    };
    let Some(nearest) = nearest else {
        return bare(Status::GeneralOnly, RuleId::L5, units, unit, None);
    };
    Decision {
        status: Status::NearWater,
        rule: RuleId::C,
        units,
        unit,
        distance_m: Some(nearest.shown_distance_m()),
        foot: nearest.foot.map(|f| f.point),
        line: nearest.on_line(),
        water: Some(nearest.water),
        feature: nearest.feature,
        matches: Vec::new(),
    }
}

/// The nearest water of a place, whatever the place matches (S17), and the nearest point on it.
pub(super) fn nearest_water_of(index: &Index, p: LonLat) -> Option<WaterNear> {
    let nearest = nearest_water(index, p)?;
    Some(WaterNear {
        distance_m: nearest.shown_distance_m(),
        at: nearest.foot?.point,
        water: nearest.water,
    })
}

/// Step 6: areas, WATER zones and centrelines alike (S17).
fn nearest_water(index: &Index, p: LonLat) -> Option<Candidate> {
    let d_m = index.law.thresholds.near_water_m;
    let polygon = |water: &WaterCode, id: &FeatureId, foot: Foot| Candidate {
        kind: MatchKind::Tolerance,
        water: water.clone(),
        feature: Some(id.clone()),
        line: None,
        foot: Some(foot),
        half_width_m: 0.0,
        measure_m: 0.0,
    };
    // Only the area of a split pool can cover p here; it is no channel, and its distance is 0.
    let here = index.areas.covering(p).into_iter().map(|(i, _)| {
        let area = &index.areas.items()[i];
        let foot = Foot {
            edge: 0,
            t: 0.0,
            point: p,
            distance_m: 0.0,
        };
        polygon(&area.water, &area.id, foot)
    });
    let covered: Vec<Candidate> = here.collect();
    let areas = index.areas.near(p, d_m).into_iter().filter_map(|near| {
        let area = &index.areas.items()[near.feature];
        let away = !covered.iter().any(|c| c.feature.as_ref() == Some(&area.id));
        away.then(|| polygon(&area.water, &area.id, near.foot))
    });
    let pools = index.pools.near(p, d_m).into_iter().map(|near| {
        let zone = &index.pools.items()[near.feature];
        polygon(&zone.water, &zone.id, near.foot)
    });
    let lines = index.line_feet(p, d_m).into_iter().map(|(branch, foot)| {
        let mut line = Candidate::line(index, branch, foot, MatchKind::Tolerance);
        line.half_width_m = 0.0;
        line
    });
    let mut all: Vec<Candidate> = areas.chain(pools).chain(lines).collect();
    all.extend(covered);
    all.sort_by(|a, b| a.gap_m().total_cmp(&b.gap_m()));
    // The inside test is expensive: it is made from the nearest on, and only while candidates can be tied.
    let first = all
        .iter()
        .position(|c| c.foot.is_some_and(|f| foot_inside(index, f.point)))?;
    let limit_m = all[first].gap_m() + riverchief_geom::nearest::TIE_M;
    let tied = all.into_iter().skip(first).take_while(|c| c.gap_m() <= limit_m);
    let tied = tied
        .filter(|c| c.foot.is_some_and(|f| foot_inside(index, f.point)))
        .collect();
    best_first(&index.law, tied).into_iter().next()
}
