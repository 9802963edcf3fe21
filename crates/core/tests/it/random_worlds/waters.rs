//! Step 4 and step 6: waters that may match a place, and the rank among them (N4, S17).
use super::exact::{Place, Shape};
use super::plane::{Nearest, UNSURE_M, covers, nearest};
use super::world::{Line, Surface, Water, World};
use std::cmp::Reverse;

/// Distances this close are tied for certain.
const TIED_M: f64 = 2e-7;

/// A water that may match.
pub struct Candidate<'a> {
    pub water: &'a Water,
    /// Area, extent or zone; of a centreline none.
    pub feature: Option<&'a str>,
    pub branch: i64,
    /// The distance that is shown.
    pub distance_m: f64,
    /// The distance that ranks.
    pub gap_m: f64,
}

/// The waters around a place inside the city.
pub struct Waters<'a> {
    pub world: &'a World,
    pub degrees: (f64, f64),
    /// Water areas that cover the place.
    pub areas: &'a [&'a Surface],
}

/// The best by N4's rank, by distance first or (a, b) by layer and kind; `None` where two distances can't be told apart.
#[expect(clippy::option_option, reason = "too close to call, or nothing, or the best")]
pub fn best(mut found: Vec<Candidate>, by_distance: bool) -> Option<Option<Candidate>> {
    if !by_distance {
        let standing = |c: &Candidate| (Reverse(c.water.layer), c.feature.is_none());
        let Some(top) = found.iter().map(standing).min() else {
            return Some(None);
        };
        found.retain(|c| standing(c) == top);
    }
    if by_distance || found.iter().all(|c| c.feature.is_none()) {
        let least_m = found.iter().map(|c| c.gap_m).fold(f64::INFINITY, f64::min);
        found.retain(|c| c.gap_m < least_m + UNSURE_M);
        if found.iter().any(|c| c.gap_m > least_m + TIED_M) {
            return None;
        }
    }
    Some(found.into_iter().min_by_key(|c| {
        let water = (
            Reverse(c.water.layer),
            c.feature.is_none(),
            !c.water.is_city_level,
            c.water.order,
            &c.water.code,
        );
        (water, c.branch, c.feature)
    }))
}

/// Whether a distance reaches a threshold; `None` where that is too close to call.
fn reaches(distance_m: f64, threshold_m: f64) -> Option<bool> {
    ((distance_m - threshold_m).abs() >= UNSURE_M).then_some(distance_m < threshold_m)
}

/// What all say; `None` where one can't tell, or two differ.
fn agreed(said: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut said = said;
    let first = said.next()??;
    said.all(|other| other == Some(first)).then_some(first)
}

/// Whether any says so; `None` where none does and one can't tell.
fn any(said: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let said: Vec<Option<bool>> = said.collect();
    if said.contains(&Some(true)) {
        return Some(true);
    }
    (!said.contains(&None)).then_some(false)
}

impl<'a> Waters<'a> {
    fn candidate(&self, water: &str, feature: Option<&'a str>, branch: i64, distance_m: f64) -> Candidate<'a> {
        let water = self
            .world
            .waters
            .iter()
            .find(|w| w.code == water)
            .expect("every water is listed");
        Candidate {
            water,
            feature,
            branch,
            distance_m,
            gap_m: distance_m,
        }
    }

    /// A surface that covers the place.
    pub fn covering(&self, surface: &'a Surface) -> Candidate<'a> {
        self.candidate(&surface.water, Some(&surface.id), 0, 0.0)
    }

    /// N4 (a): centrelines whose nominal channel holds the place.
    pub fn nominal(&self) -> Option<Vec<Candidate<'a>>> {
        let mut found = vec![];
        for line in &self.world.lines {
            let own = self.areas.iter().any(|area| area.water == line.water);
            let foot = self.foot(line);
            if !own && reaches(foot.distance_m, self.half_width_m(line))? && self.is_channel(line, &foot)? {
                found.push(self.candidate(&line.water, None, line.branch, foot.distance_m));
            }
        }
        Some(found)
    }

    /// N4 (c): areas and nominal channels within tolerance.
    pub fn within_tolerance(&self) -> Option<Vec<Candidate<'a>>> {
        let tolerance_m = self.world.limits.tolerance_m;
        let mut found = vec![];
        for area in &self.world.areas {
            let here = self.areas.iter().any(|other| other.id == area.id);
            if here || self.world.is_split(&area.water) {
                continue;
            }
            let foot = self.foot_of(&area.shape);
            if reaches(foot.distance_m, tolerance_m)? && self.in_city(&foot)? {
                found.push(self.candidate(&area.water, Some(&area.id), 0, foot.distance_m));
            }
        }
        for line in &self.world.lines {
            let foot = self.foot(line);
            let gap_m = foot.distance_m - self.half_width_m(line);
            if !reaches(gap_m, 0.0)? && reaches(gap_m, tolerance_m)? && self.is_channel(line, &foot)? {
                found.push(self.candidate(&line.water, None, line.branch, gap_m));
            }
        }
        Some(found)
    }

    /// Step 6: the nearest areas, WATER zones and centrelines.
    pub fn near(&self) -> Option<Vec<Candidate<'a>>> {
        let within_m = self.world.limits.near_water_m;
        let areas = self
            .world
            .areas
            .iter()
            .filter(|area| self.areas.iter().all(|other| other.id != area.id));
        let surfaces = areas.map(|area| (&area.water, &area.id, &area.shape));
        let pools = self.world.zones.iter().filter(|zone| zone.wet);
        let surfaces = surfaces.chain(pools.map(|zone| (&zone.water, &zone.id, &zone.shape)));
        let mut near: Vec<(Nearest, Candidate)> = vec![];
        for (water, id, shape) in surfaces {
            let foot = self.foot_of(shape);
            let candidate = self.candidate(water, Some(id), 0, foot.distance_m);
            near.push((foot, candidate));
        }
        for line in &self.world.lines {
            let foot = self.foot(line);
            let candidate = self.candidate(&line.water, None, line.branch, foot.distance_m);
            near.push((foot, candidate));
        }
        near.sort_by(|a, b| a.1.distance_m.total_cmp(&b.1.distance_m));
        let mut found: Vec<Candidate> = self.areas.iter().map(|area| self.covering(area)).collect();
        for (foot, candidate) in near {
            let nearer = found
                .first()
                .is_some_and(|first| first.distance_m + UNSURE_M < candidate.distance_m);
            if nearer || !reaches(foot.distance_m, within_m)? {
                break;
            }
            if self.in_city(&foot)? {
                found.push(candidate);
            }
        }
        Some(found)
    }

    fn half_width_m(&self, line: &Line) -> f64 {
        let water = self.world.waters.iter().find(|water| water.code == line.water);
        water
            .and_then(|water| water.half_width_m)
            .unwrap_or(self.world.limits.half_width_m)
    }

    fn foot(&self, line: &Line) -> Nearest {
        let edges = line.places.iter().zip(&line.places[1..]);
        nearest(self.degrees, edges.map(|(a, b)| (*a, *b))).expect("a line has edges")
    }

    fn foot_of(&self, shape: &Shape) -> Nearest {
        nearest(
            self.degrees,
            shape.edges().map(|(_, a, b): (usize, Place, Place)| (a, b)),
        )
        .expect("a shape has edges")
    }

    fn in_city(&self, foot: &Nearest) -> Option<bool> {
        agreed(
            foot.at
                .iter()
                .map(|at| any(self.world.own_units().map(|unit| covers(&unit.shape, *at)))),
        )
    }

    /// Whether a centreline is a nominal channel at a foot: in the city, outside WATER zones, without an area of its water.
    fn is_channel(&self, line: &Line, foot: &Nearest) -> Option<bool> {
        let pools = self.world.zones.iter().filter(|zone| zone.wet).map(|zone| &zone.shape);
        let areas = self
            .world
            .areas
            .iter()
            .filter(|area| area.water == line.water)
            .map(|area| &area.shape);
        let wet: Vec<&Shape> = pools.chain(areas).collect();
        let is_wet = agreed(foot.at.iter().map(|at| any(wet.iter().map(|shape| covers(shape, *at)))))?;
        Some(!is_wet && self.in_city(foot)?)
    }
}
