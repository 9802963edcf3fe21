//! Rule N5: from a matched water to its segments at every level.
use super::place::{units_at, units_at_foot};
use crate::domain::answer::{Stationing, UnitsAt};
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::{AdminUnit, RegisteredSegment};
use crate::index::Index;
use crate::snapshot::Lineage;
use crate::snapshot::reaches::{Branch, CUT_M, Reach};
use crate::snapshot::segments::piece_id;
use riverchief_geom::nearest::{TIE_M, foot_on_polygon};
use riverchief_geom::{Foot, LonLat, Side, bank_at};
use std::sync::Arc;

/// A measure moved to the nearest reach outside a pool lies this far inside that reach (S8).
const INSIDE_M: f64 = 0.001;

/// The segment of one level, registered or derived.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held {
    pub(super) level: Level,
    pub(super) segment: SegmentId,
    pub(super) unit: UnitCode,
    /// The registered segment; `None` is a GAP.
    pub(super) registered: Option<Arc<RegisteredSegment>>,
    /// The unit by geometry at this level.
    pub(super) computed: Option<UnitCode>,
}

/// Where a place is on a water, and the segments there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OnWater {
    pub(super) stationing: Option<Stationing>,
    /// Lowest level first.
    pub(super) held: Vec<Held>,
    /// The units that `held` represents; empty if `held` is empty.
    pub(super) units: Lineage,
    /// Rule B: the segments of the other bank, if the place is exactly on a shared centreline.
    pub(super) other_bank: Vec<Held>,
    /// See `units`.
    pub(super) other_units: Lineage,
    /// The units of the reach at the place differ on the two banks (N6).
    pub(super) shared_river: bool,
}

impl OnWater {
    /// The units that the segments represent, or those of the place if there is no segment (L5, S11).
    pub(super) fn units_or(&self, here: &UnitsAt) -> Lineage {
        if self.held.is_empty() {
            Lineage::from(here)
        } else {
            self.units.clone()
        }
    }
}

/// Stationing and segments of `water` for `p`.
pub(super) fn on_water(index: &Index, p: LonLat, water: &WaterCode) -> OnWater {
    if let Some((branch, foot)) = station(index, p, water) {
        stationed(index, p, branch, foot)
    } else {
        let (held, units) = pieces(index, p, water);
        OnWater {
            held,
            units,
            ..OnWater::default()
        }
    }
}

/// The nearest branch of a water (N2): least distance, ties by branch, then measure.
fn station<'a>(index: &'a Index, p: LonLat, water: &WaterCode) -> Option<(&'a Branch, Foot)> {
    let feet: Vec<_> = (index.branches_of(water))
        .map(|(_, branch)| (branch, branch.line.foot(p)))
        .collect();
    let least_m = feet.iter().map(|(_, f)| f.distance_m).fold(f64::INFINITY, f64::min);
    feet.into_iter().find(|(_, f)| f.distance_m <= least_m + TIE_M)
}

fn stationed(index: &Index, p: LonLat, branch: &Branch, foot: Foot) -> OnWater {
    let measure_m = branch.line.measure(foot.edge, foot.t);
    let bank = match bank_at(p, branch.line.coords(), &foot) {
        Side::Left => Bank::Left,
        Side::Right => Bank::Right,
        Side::On => Bank::Both,
    };
    let stationing = Stationing {
        water: branch.water.clone(),
        branch: branch.branch,
        measure_m,
        bank,
        offset_m: foot.distance_m,
        foot: foot.point,
    };
    OnWater {
        stationing: Some(stationing),
        ..at_measure(index, branch, measure_m, bank)
    }
}

/// The segments of every level at a measure of a branch; on a shared reach those of the bank that S18 puts first.
pub(super) fn at_measure(index: &Index, branch: &Branch, measure_m: f64, bank: Bank) -> OnWater {
    let Some((reach, at_m)) = reach_for(branch, measure_m) else {
        return OnWater::default();
    };
    let at = |bank: Bank| {
        let held = held(index, branch, reach, at_m, bank);
        let units = units_of(index, &held, lineage_on(reach, bank));
        (held, units)
    };
    let on_water = OnWater {
        shared_river: reach.right.is_some(),
        ..OnWater::default()
    };
    if bank != Bank::Both {
        let (held, units) = at(bank);
        return OnWater {
            held,
            units,
            ..on_water
        };
    }
    let (left, right) = (at(Bank::Left), at(Bank::Right));
    let differing = left.0.iter().find_map(|l| {
        let r = right.0.iter().find(|r| r.level == l.level)?;
        let order = |unit| index.law.in_order(unit);
        (l.segment != r.segment).then(|| {
            order(&l.unit)
                .cmp(&order(&r.unit))
                .then_with(|| l.segment.cmp(&r.segment))
        })
    });
    // If only one bank has a segment of a level, its chain names everybody.
    let right_alone = || {
        let one_sided = |l: &&Level| left.0.iter().any(|h| h.level == **l) != right.0.iter().any(|h| h.level == **l);
        let lowest = Level::ALL.iter().rev().find(one_sided);
        lowest.is_some_and(|l| right.0.iter().any(|h| h.level == *l))
    };
    let ((held, units), (other_bank, other_units)) = match differing {
        None if right_alone() => (right, (Vec::new(), Lineage::default())),
        None => (left, (Vec::new(), Lineage::default())),
        Some(order) if order.is_le() => (left, right),
        Some(_) => (right, left),
    };
    OnWater {
        held,
        units,
        other_bank,
        other_units,
        ..on_water
    }
}

/// Whether a measure lies inside the city and outside pools, so that its own reach has segments (S8).
pub(super) fn counts(branch: &Branch, measure_m: f64) -> bool {
    branch
        .reaches
        .get(reach_at(branch, measure_m))
        .is_some_and(has_segments)
}

fn has_segments(reach: &Reach) -> bool {
    reach.unit.is_some() && !reach.in_pool
}

fn reach_at(branch: &Branch, measure_m: f64) -> usize {
    let beyond = branch.reaches.partition_point(|r| r.from_m <= measure_m + CUT_M);
    beyond.saturating_sub(1)
}

/// The units of a reach on one bank, or on both.
pub(super) fn lineage_on(reach: &Reach, bank: Bank) -> &Lineage {
    let right = reach.right_lineage.as_ref().filter(|_| bank == Bank::Right);
    right.unwrap_or(&reach.lineage)
}

/// The reach at a measure, inside the city and outside pools, and the measure at which its segments are looked up (S8).
fn reach_for<'a>(branch: &'a Branch, measure_m: f64) -> Option<(&'a Reach, f64)> {
    let reaches = &branch.reaches;
    let here = reach_at(branch, measure_m);
    let counts = |r: &&'a Reach| has_segments(r);
    if let Some(reach) = reaches.get(here).filter(counts) {
        return Some((reach, measure_m));
    }
    let up = reaches[..here]
        .iter()
        .rev()
        .find(counts)
        .map(|r| (r, measure_m - r.to_m));
    let down = reaches
        .get(here + 1..)
        .unwrap_or(&[])
        .iter()
        .find(counts)
        .map(|r| (r, r.from_m - measure_m));
    let upstream = |r: &'a Reach| (r, r.from_m.max(r.to_m - INSIDE_M));
    let downstream = |r: &'a Reach| (r, r.to_m.min(r.from_m + INSIDE_M));
    match (up, down) {
        (Some((u, du)), Some((d, dd))) => Some(if du < dd { upstream(u) } else { downstream(d) }),
        (Some((u, _)), None) => Some(upstream(u)),
        (None, d) => d.map(|(d, _)| downstream(d)),
    }
}

/// The segments of every level on one bank, lowest level first.
fn held(index: &Index, branch: &Branch, reach: &Reach, at_m: f64, bank: Bank) -> Vec<Held> {
    let middle_m = f64::midpoint(reach.from_m, reach.to_m);
    let levels = Level::ALL.iter().rev().copied();
    let number = index
        .branches_of(&branch.water)
        .find(|(_, b)| b.branch == branch.branch)
        .map(|(i, _)| i);
    let derived: Vec<_> = number.into_iter().flat_map(|i| index.stretches_of(i)).collect();
    levels
        .filter(|level| *level != Level::City || index.law.city_level(&branch.water))
        .filter_map(|level| {
            let computed = derived.iter().find(|d| {
                let s = d.stretch;
                let covers = s.is_some_and(|s| s.from_m <= middle_m && middle_m < s.to_m);
                d.level == level && covers && s.is_some_and(|s| s.bank == Bank::Both || s.bank == bank)
            });
            let computed_unit = computed.map(|d| d.unit.clone());
            match registered_at(index, branch, level, at_m, bank) {
                Some(r) => Some(Held {
                    level,
                    segment: r.id.clone(),
                    unit: r.unit.clone(),
                    registered: Some(r),
                    computed: computed_unit,
                }),
                None => computed.map(|d| Held {
                    level,
                    segment: d.id.clone(),
                    unit: d.unit.clone(),
                    registered: None,
                    computed: computed_unit,
                }),
            }
        })
        .collect()
}

/// The registered segment that covers (branch, measure, bank): one of both banks first (B), then the later
/// `valid_from`, then the smaller id (O).
fn registered_at(
    index: &Index,
    branch: &Branch,
    level: Level,
    at_m: f64,
    bank: Bank,
) -> Option<Arc<RegisteredSegment>> {
    let len_m = branch.line.len_m();
    let covers = |s: &RegisteredSegment| {
        s.reach.is_some_and(|r| {
            let (from_m, to_m) = (branch.cut_at(r.from_m), branch.cut_at(r.to_m));
            let starts = from_m - CUT_M <= at_m;
            // Half-open: a node belongs to the segment downstream, the last node to the last segment (K).
            let ends = at_m < to_m - CUT_M || (to_m >= len_m - CUT_M && at_m >= len_m - CUT_M);
            r.branch == branch.branch && starts && ends && (r.bank == Bank::Both || r.bank == bank)
        })
    };
    let all = index
        .registered_of(&branch.water)
        .filter(|s| s.level == level && covers(s));
    let standing = |s: &RegisteredSegment| (s.reach.is_some_and(|r| r.bank == Bank::Both), s.validity.from);
    all.reduce(|a, b| if standing(b) > standing(a) { b } else { a })
        .cloned()
}

/// Pieces of an area, and the units that they represent: the unit of p if p is on the area, otherwise the unit of the
/// nearest point (N5).
fn pieces(index: &Index, p: LonLat, water: &WaterCode) -> (Vec<Held>, Lineage) {
    let areas = || index.areas_of(water).iter().map(|&i| index.areas.polygon(i));
    let units = if areas().any(|polygon| polygon.covers(p)) {
        units_at(index, p).map(|(units, _)| units)
    } else {
        let feet = areas().filter_map(|polygon| foot_on_polygon(p, polygon.geometry()));
        // Areas are in order of their ids: within 1 µm of the least distance the smaller id wins (S21).
        let feet: Vec<_> = feet.map(|near| near.foot).collect();
        let least_m = feet.iter().map(|f| f.distance_m).fold(f64::INFINITY, f64::min);
        let nearest = feet.iter().find(|f| f.distance_m <= least_m + TIE_M);
        nearest.and_then(|near| units_at_foot(index, near.point))
    };
    let Some(units) = units else {
        return (Vec::new(), Lineage::default());
    };
    let units = Lineage::from(&units);
    let held = pieces_in(index, water, &units);
    let units = units_of(index, &held, &units);
    (held, units)
}

/// The pieces of a water in units, lowest level first.
pub(super) fn pieces_in(index: &Index, water: &WaterCode, units: &Lineage) -> Vec<Held> {
    // A functional area holds the county's piece in the units entrusted to it (E).
    let area = index.law.standing_in(units);
    let levels = Level::ALL.iter().rev().copied();
    levels
        .filter(|level| *level != Level::City || index.law.city_level(water))
        .filter_map(|level| {
            let unit = units.at(level)?.clone();
            let area = area.filter(|_| level == Level::County);
            let holds = |s: &UnitCode| *s == unit || area.is_some_and(|a| a.code == *s);
            let all = index.registered_of(water);
            let all = all.filter(|s| s.level == level && holds(&s.unit) && s.reach.is_none());
            let registered = all
                .reduce(|a, b| if b.validity.from > a.validity.from { b } else { a })
                .cloned();
            let segment = registered
                .as_ref()
                .map_or_else(|| piece_id(water, level, &unit), |r| r.id.clone());
            Some(Held {
                level,
                segment,
                unit: registered.as_ref().map_or_else(|| unit.clone(), |r| r.unit.clone()),
                computed: Some(unit),
                registered,
            })
        })
        .collect()
}

/// The units that a chain of segments represents: the units of the segments; at a level without a segment the parent of
/// the unit below, or else the unit of the place (A). Empty without segments.
pub(super) fn units_of(index: &Index, held: &[Held], place: &Lineage) -> Lineage {
    let law = &index.law;
    let mut units = Lineage::default();
    let mut found: Option<&Arc<AdminUnit>> = None;
    for level in Level::ALL.iter().rev().copied() {
        let own = held.iter().find(|h| h.level == level);
        let (code, by_place) = match (own, found) {
            (Some(h), _) => (
                // A functional area is not a unit: it acts in the county of its units (E, S12).
                Some(law.administrative(&h.unit).clone()),
                h.registered.is_none() && place.by_place.contains(&level),
            ),
            // There is nothing below, or only units that are not in the world.
            (None, None) => {
                let there = place.at(level).filter(|_| held.iter().any(|h| h.level > level));
                (there.cloned(), there.is_some())
            }
            (None, Some(below)) => match law.registered_parent(below, level) {
                Some(parent) => (Some(parent.code.clone()), false),
                None => (place.at(level).cloned(), place.at(level).is_some()),
            },
        };
        if by_place {
            units.by_place.insert(0, level);
        }
        let hole = place.holes.contains(&level) || (found.is_some() && law.has_level(level));
        match &code {
            Some(code) => found = law.units.get(code).or(found),
            None if hole && !held.is_empty() => units.holes.insert(0, level),
            None => {}
        }
        units.units[level.index()] = code;
    }
    units
}
