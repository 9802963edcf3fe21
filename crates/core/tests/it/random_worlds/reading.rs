//! Who a place belongs to, read from the rules and worked out from the shapes one by one.
//!
//! Shares nothing with `src/`. Exact wherever the rules ask for inside or on; distances only against thresholds, and where one is
//! too close to its threshold the place is left out.
use super::exact::{Place, Shape, Where, inside_union};
use super::plane::nearest;
use super::waters::{Candidate, Waters, best};
use super::world::{Surface, Unit, World, Zone};
use std::cmp::Reverse;

/// What a place must be given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub status: &'static str,
    pub rule: &'static str,
    pub units: [Option<String>; 4],
    /// On an edge of the unit that decides, or in two of its level (A).
    pub tie: bool,
    /// The other covering units of that level, and of levels taken by place.
    pub others: Vec<String>,
    /// Levels at which no record named a parent.
    pub by_place: Vec<usize>,
    /// Levels that the world has, but not here.
    pub holes: Vec<usize>,
    /// A hole here, or above the village whose piece of a LAND zone this is.
    pub incomplete: bool,
    pub water: Option<String>,
    /// Zone, area or extent that decided; of `NEAR_WATER` the nearest area or zone.
    pub feature: Option<String>,
    /// Every zone, area and extent that covers the place and counts, by id.
    pub covering: Vec<String>,
    /// Units whose general chiefs answer, the lowest first. Not said of a channel.
    pub general: Option<Vec<String>>,
    /// Posts directly responsible. Not said of a channel.
    pub direct: Option<Vec<String>>,
    pub distance_m: Option<f64>,
    /// The neighbour unit that covers a place outside.
    pub neighbour: Option<String>,
}

/// Reads a place; `None` where a distance is too close to call.
pub fn read(world: &World, degrees: (f64, f64)) -> Option<Reading> {
    let p = Place::of(degrees.0, degrees.1);
    let inside = world.own_units().any(|unit| unit.shape.covers(p));
    let mut reading = units(world, p);
    reading.direct = Some(vec![]);
    let pools = zones(world, true, p);
    let areas: Vec<&Surface> = world.areas.iter().filter(|area| area.shape.covers(p)).collect();
    let seas: Vec<&Shape> = world.seas.iter().map(|sea| &sea.shape).collect();
    // Step 2.
    if pools.is_empty() && areas.is_empty() && inside_union(&seas, p)? {
        reading.general = Some(vec![]);
        reading.holes.clear();
        return Some(reading.ending("MARINE", "Q"));
    }
    let pools: Vec<&Zone> = pools.into_iter().filter(|zone| inside || zone.managed_whole).collect();
    if !inside && pools.is_empty() {
        reading.general = Some(vec![]);
        return Some(outside(world, degrees, p, reading));
    }
    let lands = zones(world, false, p);
    let waters = Waters {
        world,
        degrees,
        areas: &areas,
    };
    let channels: Vec<&Surface> = areas
        .iter()
        .copied()
        .filter(|area| !world.is_split(&area.water))
        .collect();
    let only_a = !lands.is_empty() || !inside;
    let extents = world.extents.iter().filter(|extent| !only_a && extent.shape.covers(p));
    let extents: Vec<&Surface> = extents.collect();
    reading
        .covering
        .extend(pools.iter().chain(&lands).map(|zone| zone.id.clone()));
    reading
        .covering
        .extend(channels.iter().chain(&extents).map(|surface| surface.id.clone()));
    reading.covering.sort();
    // Step 3.
    if let Some(pool) = pools.first() {
        let city = world
            .own_units()
            .filter(|unit| unit.level == 0)
            .map(|unit| unit.code.clone())
            .min();
        reading.general = Some(reading.units[0].clone().or(city).into_iter().collect());
        reading.direct = Some(vec![format!("K-{}", pool.water)]);
        return Some(reading.matching("WATER_ZONE", "Z2", &pool.water, Some(&pool.id), 0.0));
    }
    // Step 4.
    let mut found: Vec<Candidate> = channels.iter().map(|area| waters.covering(area)).collect();
    found.extend(waters.nominal()?);
    if let Some(best) = best(found, false)? {
        return Some(reading.channel("N4a", &best));
    }
    if !only_a {
        let found = extents.iter().map(|extent| waters.covering(extent)).collect();
        if let Some(best) = best(found, false)? {
            return Some(reading.channel("N4b", &best));
        }
        if let Some(best) = best(waters.within_tolerance()?, true)? {
            return Some(reading.channel("N4c", &best));
        }
    }
    // Steps 5 to 7.
    if let Some(zone) = lands.first() {
        return Some(land(world, p, reading, zone));
    }
    reading.general = Some(general(&reading.units));
    Some(match best(waters.near()?, true)? {
        Some(best) => {
            let (water, feature) = (&best.water.code, best.feature);
            reading.matching("NEAR_WATER", "C", water, feature, best.distance_m)
        }
        None => reading.ending("GENERAL_ONLY", "L5"),
    })
}

impl Reading {
    fn ending(mut self, status: &'static str, rule: &'static str) -> Self {
        (self.status, self.rule) = (status, rule);
        self
    }

    fn matching(
        self,
        status: &'static str,
        rule: &'static str,
        water: &str,
        feature: Option<&str>,
        distance_m: f64,
    ) -> Self {
        Self {
            water: Some(water.to_owned()),
            feature: feature.map(str::to_owned),
            distance_m: Some(distance_m),
            ..self.ending(status, rule)
        }
    }

    fn channel(mut self, rule: &'static str, best: &Candidate) -> Self {
        self.direct = None;
        self.matching("CHANNEL", rule, &best.water.code, best.feature, best.distance_m)
    }
}

impl World {
    pub fn own_units(&self) -> impl Iterator<Item = &Unit> + '_ {
        self.units.iter().filter(|unit| !unit.neighbour)
    }

    /// Whether a water has a WATER zone.
    pub fn is_split(&self, water: &str) -> bool {
        self.zones.iter().any(|zone| zone.wet && zone.water == water)
    }
}

/// Zones of a kind that cover a place, by id.
fn zones(world: &World, wet: bool, p: Place) -> Vec<&Zone> {
    let mut zones: Vec<&Zone> = world
        .zones
        .iter()
        .filter(|zone| zone.wet == wet && zone.shape.covers(p))
        .collect();
    zones.sort_by_key(|zone| &zone.id);
    zones
}

/// Rule A, both halves.
fn units(world: &World, p: Place) -> Reading {
    let covering: Vec<&Unit> = world.own_units().filter(|unit| unit.shape.covers(p)).collect();
    let Some(level) = covering.iter().map(|unit| unit.level).max() else {
        return Reading::default();
    };
    let mut deciding: Vec<&Unit> = covering.iter().copied().filter(|unit| unit.level == level).collect();
    deciding.sort_by_key(|unit| &unit.code);
    let first = deciding[0];
    let (units, by_place) = upwards(world, &covering, first);
    let mut others: Vec<String> = deciding[1..].iter().map(|unit| unit.code.clone()).collect();
    for level in by_place.iter().rev() {
        let mut here: Vec<&Unit> = covering.iter().copied().filter(|unit| unit.level == *level).collect();
        here.sort_by_key(|unit| &unit.code);
        others.extend(here[1..].iter().map(|unit| unit.code.clone()));
    }
    let holes = holes(world, &units);
    Reading {
        tie: deciding.len() > 1 || first.shape.at(p) == Where::On,
        others,
        by_place,
        incomplete: !holes.is_empty(),
        holes,
        units,
        ..Reading::default()
    }
}

/// Levels that the world has and the units do not.
fn holes(world: &World, units: &[Option<String>; 4]) -> Vec<usize> {
    let missing = |level: &usize| units[*level].is_none() && world.own_units().any(|unit| unit.level == *level);
    (0..4).filter(missing).collect()
}

/// A unit and those above it: level by level its parent, else what covers the place at that level; and the levels of the latter.
fn upwards(world: &World, covering: &[&Unit], first: &Unit) -> ([Option<String>; 4], Vec<usize>) {
    let (mut units, mut by_place) = ([const { None }; 4], vec![]);
    units[first.level] = Some(first.code.clone());
    let mut last = first;
    for level in (0..first.level).rev() {
        let of_code = |code: &String| world.own_units().find(|unit| unit.code == *code);
        let mut parents = std::iter::successors(Some(last), |unit| of_code(unit.parent.as_ref()?));
        let parent = parents.find(|unit| unit.level == level);
        let here = covering.iter().copied().filter(|unit| unit.level == level);
        if let Some(found) = parent.or_else(|| here.min_by_key(|unit| &unit.code)) {
            units[level] = Some(found.code.clone());
            last = found;
            if parent.is_none() {
                by_place.insert(0, level);
            }
        }
    }
    (units, by_place)
}

/// Units with general chiefs, the lowest first.
fn general(units: &[Option<String>; 4]) -> Vec<String> {
    units[..3].iter().rev().flatten().cloned().collect()
}

fn outside(world: &World, degrees: (f64, f64), p: Place, mut reading: Reading) -> Reading {
    let edges = world.own_units().flat_map(|unit| unit.shape.edges());
    reading.distance_m = nearest(degrees, edges.map(|(_, a, b)| (a, b))).map(|found| found.distance_m);
    let neighbours = world.units.iter().filter(|unit| unit.neighbour && unit.shape.covers(p));
    let lowest = neighbours.min_by_key(|unit| (Reverse(unit.level), &unit.code));
    reading.neighbour = lowest.map(|unit| unit.code.clone());
    reading.ending("OUT_OF_JURISDICTION", "11.2")
}

/// Z3 and N1: of the villages here that have a piece of the zone the smallest; where none has, the units of the place.
fn land(world: &World, p: Place, mut reading: Reading, zone: &Zone) -> Reading {
    let covering: Vec<&Unit> = world.own_units().filter(|unit| unit.shape.covers(p)).collect();
    let has_piece = |unit: &&Unit| zone.pieces.is_empty() || zone.pieces.contains(&unit.code);
    let villages = covering.iter().copied().filter(|unit| unit.level == 3);
    let village = villages.filter(has_piece).min_by_key(|unit| &unit.code);
    let units = village.map_or_else(|| reading.units.clone(), |village| upwards(world, &covering, village).0);
    reading.incomplete |= !holes(world, &units).is_empty();
    reading.general = Some(general(&units));
    reading.direct = Some(
        units[1]
            .iter()
            .map(|county| format!("C-{}-{county}", zone.water))
            .collect(),
    );
    reading.matching("LAND_ZONE", "Z5", &zone.water, Some(&zone.id), 0.0)
}
