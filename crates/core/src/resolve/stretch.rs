//! Rule N5: from a matched water to its segments at every level.
use super::place::{units_at, units_at_foot};
use super::seats;
use crate::domain::answer::{Stationing, UnitsAt};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::{AdminUnit, RegisteredSegment};
use crate::index::{Chain, Held, Index, KeptFor, Responsibility};
use crate::snapshot::Lineage;
use crate::snapshot::reaches::{Branch, CUT_M, Reach};
use crate::snapshot::segments::{DerivedSegment, piece_id};
use riverchief_geom::edge_tree::is_farther;
use riverchief_geom::nearest::{TIE_M, foot_on_polygon};
use riverchief_geom::{Foot, LonLat, Side, bank_at};
use smallvec::SmallVec;
use std::sync::Arc;

/// A measure moved to the nearest reach outside a pool lies this far inside that reach (S8).
const INSIDE_M: f64 = 0.001;

/// Where a place is on a water, and who answers there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OnWater {
    pub(super) stationing: Option<Stationing>,
    pub(super) on_stretch: OnStretch,
}

/// Who answers at a measure of a branch, or on a piece of an area.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct OnStretch {
    pub(super) own: Arc<Responsibility>,
    /// Rule B: the other bank, if the place is exactly on a shared centreline and its segments differ.
    pub(super) other_bank: Option<Arc<Responsibility>>,
    /// The units of the reach at the place differ on the two banks (N6).
    pub(super) shared_river: bool,
}

impl OnWater {
    /// The chain of the segments, or if there is no segment that of the units of the place (L5, S11); `unit` is the
    /// deciding unit of the place by its index.
    pub(super) fn answered(
        &self,
        index: &Index,
        water: &WaterCode,
        here: &UnitsAt,
        unit: Option<usize>,
    ) -> Arc<Responsibility> {
        if !self.on_stretch.own.held.is_empty() {
            return self.on_stretch.own.clone();
        }
        index.kept(KeptFor::Segmentless, water, unit, || {
            let units = Lineage::from(here);
            Responsibility {
                held: Vec::new(),
                chain: seats::of_segments(index, water, &[], &units),
                units,
            }
        })
    }
}

/// Stationing and segments of `water` for `p`; `known` is the nearest point of one of its branches, if it is known.
pub(super) fn on_water(index: &Index, p: LonLat, water: &WaterCode, known: Option<(usize, Foot)>) -> OnWater {
    let alone = known.filter(|_| index.branches_of(water).count() == 1);
    if let Some((branch, foot)) = alone.or_else(|| station(index, p, water)) {
        stationed(index, p, branch, foot)
    } else {
        OnWater {
            stationing: None,
            on_stretch: OnStretch {
                own: pieces(index, p, water),
                ..OnStretch::default()
            },
        }
    }
}

/// The nearest branch of a water by its index (N2): least distance, ties by branch, then measure.
fn station(index: &Index, p: LonLat, water: &WaterCode) -> Option<(usize, Foot)> {
    let mut branches: SmallVec<[_; 8]> = (index.branches_of(water))
        .map(|(number, branch)| (branch.line.box_distance_m(p), number))
        .collect();
    branches.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut feet: SmallVec<[(usize, Foot); 4]> = SmallVec::new();
    let mut least_m = f64::INFINITY;
    for (from_m, number) in branches {
        if is_farther(p, from_m, least_m) {
            break;
        }
        let foot = index.law.network.branches[number].line.foot(p);
        least_m = least_m.min(foot.distance_m);
        feet.push((number, foot));
    }
    let tied = feet.into_iter().filter(|(_, f)| f.distance_m <= least_m + TIE_M);
    tied.min_by_key(|(number, _)| *number)
}

fn stationed(index: &Index, p: LonLat, number: usize, foot: Foot) -> OnWater {
    let branch = &index.law.network.branches[number];
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
        on_stretch: at_measure(index, number, measure_m, bank),
    }
}

/// Who answers at a measure of a branch, given by its index; on a shared reach the bank that S18 puts first.
pub(super) fn at_measure(index: &Index, number: usize, measure_m: f64, bank: Bank) -> OnStretch {
    let branch = &index.law.network.branches[number];
    let Some((reach, at_m)) = reach_for(branch, measure_m) else {
        return OnStretch::default();
    };
    let at = |bank: Bank| responsibility(index, number, reach, at_m, bank);
    let shared_river = branch.reaches[reach].right.is_some();
    if bank != Bank::Both {
        return OnStretch {
            own: at(bank),
            other_bank: None,
            shared_river,
        };
    }
    let (left, right) = (at(Bank::Left), at(Bank::Right));
    let differing = left.held.iter().find_map(|l| {
        let r = right.held.iter().find(|r| r.level == l.level)?;
        let order = |unit| index.law.in_order(unit);
        (l.segment != r.segment).then(|| {
            order(&l.unit)
                .cmp(&order(&r.unit))
                .then_with(|| l.segment.cmp(&r.segment))
        })
    });
    // If only one bank has a segment of a level, its chain names everybody.
    let right_alone = || {
        let has = |side: &Responsibility, level: Level| side.held.iter().any(|h| h.level == level);
        let one_sided = |l: &&Level| has(&left, **l) != has(&right, **l);
        let lowest = Level::ALL.iter().rev().find(one_sided);
        lowest.is_some_and(|l| has(&right, *l))
    };
    let (own, other_bank) = match differing {
        None if right_alone() => (right, None),
        None => (left, None),
        Some(order) if order.is_le() => (left, Some(right)),
        Some(_) => (right, Some(left)),
    };
    OnStretch {
        own,
        other_bank,
        shared_river,
    }
}

/// Who answers on one bank at a measure of a reach; decided once for each elementary interval.
fn responsibility(index: &Index, number: usize, reach: usize, at_m: f64, bank: Bank) -> Arc<Responsibility> {
    let branch = &index.law.network.branches[number];
    let decide = || {
        let held = held(index, number, &branch.reaches[reach], at_m, bank);
        let units = units_of(index, &held, lineage_on(&branch.reaches[reach], bank));
        let chain = if held.is_empty() {
            Chain::default()
        } else {
            seats::of_segments(index, &branch.water, &held, &units)
        };
        Responsibility { held, units, chain }
    };
    // A measure that S8 moved into a reach shorter than itself may be that of the next one.
    if reach_at(branch, at_m) == reach {
        index.table_of(number).kept(reach, at_m, bank, decide).clone()
    } else {
        Arc::new(decide())
    }
}

/// Whether all measures from one to another have one responsibility on each bank, and if so, whether it is the same on
/// both; `None` if they may have several.
pub(super) fn is_one(index: &Index, number: usize, from_m: f64, to_m: f64) -> Option<bool> {
    /// Measures are rounded, and cuts count within half a millimetre.
    const MARGIN_M: f64 = 0.01;
    let branch = &index.law.network.branches[number];
    let (from_m, to_m) = ((from_m - MARGIN_M).max(0.0), to_m + MARGIN_M);
    let reach = reach_at(branch, from_m);
    branch.reaches.get(reach).filter(|reach| has_segments(reach))?;
    if reach_at(branch, to_m) != reach || !index.table_of(number).is_one_interval(from_m, to_m) {
        return None;
    }
    let on = |bank: Bank| responsibility(index, number, reach, f64::midpoint(from_m, to_m), bank);
    Some(on(Bank::Left) == on(Bank::Right))
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

/// The reach at a measure, inside the city and outside pools, by its index, and the measure at which its segments are
/// looked up (S8).
fn reach_for(branch: &Branch, measure_m: f64) -> Option<(usize, f64)> {
    let reaches = &branch.reaches;
    let here = reach_at(branch, measure_m);
    let counts = |i: &usize| has_segments(&reaches[*i]);
    if here < reaches.len() && counts(&here) {
        return Some((here, measure_m));
    }
    let up = (0..here).rev().find(counts).map(|i| (i, measure_m - reaches[i].to_m));
    let down = (here + 1..reaches.len())
        .find(counts)
        .map(|i| (i, reaches[i].from_m - measure_m));
    let upstream = |i: usize| (i, reaches[i].from_m.max(reaches[i].to_m - INSIDE_M));
    let downstream = |i: usize| (i, reaches[i].to_m.min(reaches[i].from_m + INSIDE_M));
    match (up, down) {
        (Some((u, du)), Some((d, dd))) => Some(if du < dd { upstream(u) } else { downstream(d) }),
        (Some((u, _)), None) => Some(upstream(u)),
        (None, d) => d.map(|(d, _)| downstream(d)),
    }
}

/// The segments of every level on one bank, lowest level first.
fn held(index: &Index, number: usize, reach: &Reach, at_m: f64, bank: Bank) -> Vec<Held> {
    let water = &index.law.network.branches[number].water;
    let middle_m = f64::midpoint(reach.from_m, reach.to_m);
    let levels = Level::ALL.iter().rev().copied();
    levels
        .filter(|level| *level != Level::City || index.law.city_level(water))
        .filter_map(|level| {
            let computed = derived_at(index, number, level, middle_m, bank);
            let computed_unit = computed.map(|d| d.unit.clone());
            match registered_at(index, number, level, at_m, bank) {
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

/// The derived segment of a level that covers (branch, measure, bank).
fn derived_at(index: &Index, number: usize, level: Level, at_m: f64, bank: Bank) -> Option<&DerivedSegment> {
    let near = index.table_of(number).derived(level, at_m).into_iter();
    let mut near = near.map(|i| &index.law.network.derived[i]);
    near.find(|d| {
        d.stretch
            .is_some_and(|s| s.from_m <= at_m && at_m < s.to_m && (s.bank == Bank::Both || s.bank == bank))
    })
}

/// The registered segment that covers (branch, measure, bank): one of both banks first (B), then the later
/// `valid_from`, then the smaller id (O).
fn registered_at(index: &Index, number: usize, level: Level, at_m: f64, bank: Bank) -> Option<Arc<RegisteredSegment>> {
    let standing = |s: &RegisteredSegment| (s.reach.is_some_and(|r| r.bank == Bank::Both), s.validity.from);
    let all = index.table_of(number).registered(level, at_m, bank);
    all.reduce(|a, b| if standing(b) > standing(a) { b } else { a })
        .cloned()
}

/// Who answers on the pieces of an area. The units are those of p if p is on the area, otherwise those of the nearest
/// point (N5).
fn pieces(index: &Index, p: LonLat, water: &WaterCode) -> Arc<Responsibility> {
    let areas = || index.areas_of(water).iter().map(|&i| index.areas.polygon(i));
    let units = if areas().any(|polygon| polygon.covers(p)) {
        units_at(index, p)
    } else {
        let feet = areas().filter_map(|polygon| foot_on_polygon(p, polygon.geometry()));
        // Areas are in order of their ids: within 1 µm of the least distance the smaller id wins (S21).
        let feet: Vec<_> = feet.map(|near| near.foot).collect();
        let least_m = feet.iter().map(|f| f.distance_m).fold(f64::INFINITY, f64::min);
        let nearest = feet.iter().find(|f| f.distance_m <= least_m + TIE_M);
        nearest.and_then(|near| units_at_foot(index, near.point))
    };
    let Some((units, unit)) = units else {
        return Arc::default();
    };
    index.kept(KeptFor::Pieces, water, Some(unit), || {
        let units = Lineage::from(&units);
        let held = pieces_in(index, water, &units);
        let units = units_of(index, &held, &units);
        let chain = if held.is_empty() {
            Chain::default()
        } else {
            seats::of_segments(index, water, &held, &units)
        };
        Responsibility { held, units, chain }
    })
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
            let all = index.registered_of(water).iter();
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
