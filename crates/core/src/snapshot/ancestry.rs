//! Rule A upwards: from a unit to the units above it, by the register where possible, otherwise by place.
//!
//! Knows units and their surfaces; the caller says which units cover a place.
use super::law::Law;
use super::lineage::{Lineage, Register, Whole};
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::domain::records::AdminUnit;
use geo::{BoundingRect, Intersects, MultiPolygon, Relate};
use riverchief_geom::closed_area::shared;
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use riverchief_geom::position::PreparedPolygon;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Cell of the grid on which surfaces are overlaid, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;
/// Common areas that differ by no more than this share of the surface are equal.
const EQUAL_SHARE: f64 = 1e-9;

impl Register {
    pub(super) fn new(law: &Law) -> Self {
        let own = || law.units.values().filter(|u| !u.neighbour);
        let has = std::array::from_fn(|i| own().any(|u| u.level.index() == i));
        let missing = |unit: &&Arc<AdminUnit>| {
            let mut found = *unit;
            higher(unit.level).any(|level| {
                if let Some(parent) = law.registered_parent(found, level) {
                    found = parent;
                    return false;
                }
                has[level.index()]
            })
        };
        Self {
            has,
            wholes: own()
                .filter(missing)
                .map(|u| (u.code.clone(), Whole::default()))
                .collect(),
        }
    }
}

/// Levels above one, the nearest first.
fn higher(level: Level) -> impl Iterator<Item = Level> {
    Level::ALL[..level.index()].iter().rev().copied()
}

impl Law {
    /// Whether the world has units of a level on the date, other than neighbours.
    #[must_use]
    pub fn has_level(&self, level: Level) -> bool {
        self.register.has[level.index()]
    }

    /// Whether the register names all the units above one, at the levels that the world has. They are then the same
    /// everywhere in the unit.
    #[must_use]
    pub fn lineage_is_registered(&self, code: &UnitCode) -> bool {
        !self.register.wholes.contains_key(code)
    }

    /// The unit of a level above a unit, if the register names it and all units between that the world has (S29).
    #[must_use]
    pub fn named_above(&self, code: &UnitCode, level: Level) -> Option<&Arc<AdminUnit>> {
        let mut unit = self.units.get(code)?;
        for above in higher(unit.level).take_while(|l| *l >= level) {
            match self.registered_parent(unit, above) {
                Some(parent) => unit = parent,
                None if self.has_level(above) => return None,
                None => {}
            }
        }
        (unit.level == level).then_some(unit)
    }

    /// The parent in the register, if it is in the world on the date and of `level`. Below a neighbour there are only
    /// neighbours.
    #[must_use]
    pub fn registered_parent(&self, unit: &AdminUnit, level: Level) -> Option<&Arc<AdminUnit>> {
        let parent = self.units.get(unit.parent.as_ref()?)?;
        (parent.level == level && (unit.neighbour || !parent.neighbour)).then_some(parent)
    }

    /// Rule A upwards from a unit, level by level: the parent of the last unit found, or else the unit that `covering`
    /// returns for the place.
    pub fn upwards<'a>(
        &'a self,
        unit: &'a Arc<AdminUnit>,
        mut covering: impl FnMut(Level) -> Option<&'a Arc<AdminUnit>>,
    ) -> Lineage {
        let mut lineage = Lineage::default();
        lineage.units[unit.level.index()] = Some(unit.code.clone());
        let mut found = unit;
        for level in higher(unit.level) {
            let registered = self.registered_parent(found, level);
            let next = registered.or_else(|| covering(level));
            match next {
                Some(next) => {
                    lineage.units[level.index()] = Some(next.code.clone());
                    found = next;
                    if registered.is_none() {
                        lineage.by_place.insert(0, level);
                    }
                }
                None if self.has_level(level) && !unit.neighbour => lineage.holes.insert(0, level),
                None => {}
            }
        }
        lineage
    }

    /// Rule A at a place, from the deciding unit: [`Self::upwards`], plus the levels below the unit's own, which have
    /// no covering unit here.
    pub fn lineage_at<'a>(
        &'a self,
        unit: &'a Arc<AdminUnit>,
        covering: impl FnMut(Level) -> Option<&'a Arc<AdminUnit>>,
    ) -> Lineage {
        let mut lineage = self.upwards(unit, covering);
        lineage.holes.extend(self.holes_below(unit.level));
        lineage
    }

    /// The levels below one that the world has: none of their units covers a place that this level decides.
    pub fn holes_below(&self, level: Level) -> impl Iterator<Item = Level> {
        let lower = Level::ALL[level.index() + 1..].iter().copied();
        lower.filter(|l| self.has_level(*l))
    }

    /// The unit's ancestor (or itself) at `level`, for the unit as a whole (A).
    #[must_use]
    pub fn ancestor(&self, code: &UnitCode, level: Level) -> Option<&Arc<AdminUnit>> {
        if let Some(whole) = self.whole(code) {
            return self.units.get(whole.at(level)?);
        }
        let mut found = self.units.get(code)?;
        for above in higher(found.level).take_while(|l| *l >= level) {
            if let Some(parent) = self.registered_parent(found, above) {
                found = parent;
            }
        }
        (found.level == level).then_some(found)
    }

    /// The code of the unit above: at the next level of the world for the unit as a whole (A), or else as recorded.
    #[must_use]
    pub fn parent(&self, unit: &AdminUnit) -> Option<UnitCode> {
        let next = higher(unit.level).find(|level| unit.neighbour || self.has_level(*level));
        let above = next.and_then(|level| self.ancestor(&unit.code, level));
        above.map(|u| &u.code).or(unit.parent.as_ref()).cloned()
    }

    /// A unit and its ancestors as a whole (A).
    #[must_use]
    pub fn lineage(&self, code: &UnitCode) -> Lineage {
        match (self.whole(code), self.units.get(code)) {
            (Some(whole), _) => whole.clone(),
            (None, Some(unit)) => self.upwards(unit, |_| None),
            (None, None) => Lineage::default(),
        }
    }

    /// A part of a unit with the unit's ancestors: a missing parent is the unit that shares most with the part.
    #[must_use]
    pub fn lineage_on(&self, code: &UnitCode, ground: &MultiPolygon<f64>) -> Lineage {
        match self.units.get(code) {
            Some(unit) if !self.lineage_is_registered(code) => self.of_ground(unit, ground),
            _ => self.lineage(code),
        }
    }

    /// Every unit of `level` above some place of a part of a unit, by code; a single one if the register names it.
    #[must_use]
    pub fn ancestors_on(&self, code: &UnitCode, ground: &MultiPolygon<f64>, level: Level) -> BTreeSet<&UnitCode> {
        if self.lineage_is_registered(code) {
            return self.ancestor(code, level).map(|u| &u.code).into_iter().collect();
        }
        let Some(unit) = self.units.get(code) else {
            return BTreeSet::new();
        };
        // The last units found, each with its part of the surface; several once a parent is taken by place.
        let mut found: Vec<(&Arc<AdminUnit>, MultiPolygon<f64>)> = vec![(unit, ground.clone())];
        for above in higher(unit.level).take_while(|l| *l >= level) {
            found = found
                .into_iter()
                .flat_map(|(below, ground)| match self.registered_parent(below, above) {
                    Some(parent) => vec![(parent, ground)],
                    None => self.by_unit(below, ground, above),
                })
                .collect();
        }
        let of_level = found.into_iter().filter(|(u, _)| u.level == level);
        of_level.map(|(u, _)| &u.code).collect()
    }

    /// A surface divided among the units of a level, plus `below` itself if a part may not be covered by that level.
    fn by_unit<'a>(
        &'a self,
        below: &'a Arc<AdminUnit>,
        ground: MultiPolygon<f64>,
        level: Level,
    ) -> Vec<(&'a Arc<AdminUnit>, MultiPolygon<f64>)> {
        let whole_m2 = area_m2(&ground);
        let mut parts: Vec<_> = self
            .on_ground(&ground, level)
            .filter_map(|unit| Some((unit, common(&ground, &unit.geometry)?)))
            .filter(|(_, part)| area_m2(part) > whole_m2 * EQUAL_SHARE)
            .collect();
        let covered_m2: f64 = parts.iter().map(|(_, part)| area_m2(part)).sum();
        if whole_m2 - covered_m2 > whole_m2 * EQUAL_SHARE {
            parts.push((below, ground));
        }
        parts
    }

    /// The lineage of a unit whose parents the register does not name, computed on first use; `None` if it names them.
    fn whole(&self, code: &UnitCode) -> Option<&Lineage> {
        let whole = self.register.wholes.get(code)?;
        let unit = self.units.get(code)?;
        Some(whole.lineage.get_or_init(|| self.of_ground(unit, &unit.geometry)))
    }

    fn of_ground(&self, unit: &Arc<AdminUnit>, ground: &MultiPolygon<f64>) -> Lineage {
        self.upwards(unit, |level| self.sharing_most(ground, level))
    }

    /// The unit of a level with the largest common area, then the smaller code; areas up to the equal share count as
    /// none.
    fn sharing_most(&self, ground: &MultiPolygon<f64>, level: Level) -> Option<&Arc<AdminUnit>> {
        let mut candidates: Vec<_> = self.on_ground(ground, level).collect();
        let areas: Vec<f64> = (candidates.iter())
            .map(|unit| common(ground, &unit.geometry).map_or(0.0, |part| area_m2(&part)))
            .collect();
        let largest_m2 = areas.iter().copied().fold(0.0, f64::max);
        let equal_m2 = area_m2(ground) * EQUAL_SHARE;
        if largest_m2 <= equal_m2 {
            return None;
        }
        let first = areas.iter().position(|m2| largest_m2 - m2 <= equal_m2)?;
        Some(candidates.swap_remove(first))
    }

    /// Units of a level, other than neighbours, that share a positive area with a surface; by code.
    fn on_ground<'a>(&'a self, ground: &MultiPolygon<f64>, level: Level) -> impl Iterator<Item = &'a Arc<AdminUnit>> {
        let bounds = ground.bounding_rect();
        let near = move |u: &&Arc<AdminUnit>| {
            let both = u.geometry.bounding_rect().zip(bounds);
            both.is_some_and(|(a, b)| a.intersects(&b))
        };
        let own = self.units.values().filter(move |u| !u.neighbour && u.level == level);
        own.filter(near)
            .filter(|u| u.geometry.relate(ground).matches("T********").unwrap_or(false))
    }
}

/// What two surfaces share; `None` if that is nothing or thinner than the grid.
fn common(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> Option<MultiPolygon<f64>> {
    let (a, b) = (PreparedPolygon::new(a.clone()), PreparedPolygon::new(b.clone()));
    shared(&[&a], &[&b], CELL_DEG).ok()?
}

fn area_m2(ground: &MultiPolygon<f64>) -> f64 {
    multipolygon_area_m2(ground).abs()
}
