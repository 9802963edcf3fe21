//! A unit with its chiefs, offices and waters.
use super::seats;
use super::spans::SegmentFilter;
use super::spans::spans;
use crate::domain::answer::Seat;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind};
use crate::domain::records::{AdminUnit, FunctionalArea};
use crate::domain::results::{UnitView, UnitWater};
use crate::index::Index;
use crate::snapshot::{Law, Lineage};
use geo::{BoundingRect, Intersects, MultiPolygon};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A unit or functional area with its chiefs and waters. `None`: no such unit on the date.
#[must_use]
pub fn unit(index: &Index, code: &UnitCode) -> Option<UnitView> {
    let law = &index.law;
    let chiefs = |kind: PostKind| -> Vec<Seat> {
        law.posts_of(kind, Some(code), None)
            .map(|p| seats::seat(law, p))
            .collect()
    };
    let mut river_chiefs = chiefs(PostKind::ReservoirChief);
    river_chiefs.extend(chiefs(PostKind::RiverChief));
    let offices = law.offices().filter(|o| o.unit == *code).map(|o| o.id.clone());
    let area = law.functional_areas.iter().find(|a| a.code == *code);
    if let Some(area) = area.filter(|_| !law.units.contains_key(code)) {
        // Its waters are the waters of the units entrusted to it (E).
        let mut waters: BTreeMap<WaterCode, UnitWater> = BTreeMap::new();
        for water in area.over.iter().flat_map(|u| waters_of(law, u)) {
            waters
                .entry(water.water.clone())
                .and_modify(|w| {
                    w.length_m += water.length_m;
                    w.segments.extend(water.segments.iter().cloned());
                })
                .or_insert(water);
        }
        let home = home(law, area);
        let mut path: Vec<String> = home.iter().map(|u| u.name.clone()).collect();
        path.push(area.name.clone());
        return Some(UnitView {
            code: code.clone(),
            name: area.name.clone(),
            level: Level::County,
            functional_area: true,
            over: area.over.clone(),
            managed_by: None,
            neighbour: false,
            parent: home.map(|u| u.code.clone()),
            path,
            children: Vec::new(),
            general_chiefs: chiefs(PostKind::GeneralChief),
            river_chiefs,
            waters: waters.into_values().collect(),
            offices: offices.collect(),
            validity: area.validity,
        });
    }
    let unit = law.units.get(code)?;
    Some(UnitView {
        code: code.clone(),
        name: unit.name.clone(),
        level: unit.level,
        functional_area: false,
        over: Vec::new(),
        managed_by: managed_by(law, code),
        neighbour: unit.neighbour,
        parent: law.parent(unit),
        path: path(law, code),
        children: (law.units.values())
            .filter(|u| may_be_child(law, u, unit) && law.parent(u).as_ref() == Some(code))
            .map(|u| u.code.clone())
            .collect(),
        general_chiefs: chiefs(PostKind::GeneralChief),
        river_chiefs,
        waters: waters_of(law, code),
        offices: offices.collect(),
        validity: unit.validity,
    })
}

/// Whether a unit names the other as parent or may lie in it. Finding the units above one without a registered parent
/// is expensive.
fn may_be_child(law: &Law, unit: &AdminUnit, above: &AdminUnit) -> bool {
    let near = || {
        let boxes = unit.geometry.bounding_rect().zip(above.geometry.bounding_rect());
        boxes.is_some_and(|(a, b)| a.intersects(&b))
    };
    unit.parent.as_ref() == Some(&above.code) || (!law.lineage_is_registered(&unit.code) && near())
}

/// Names from the city down to the unit itself (P).
pub(crate) fn path(law: &Law, code: &UnitCode) -> Vec<String> {
    if law.units.contains_key(code) {
        return names(law, &law.lineage(code));
    }
    let areas = law.functional_areas.iter().filter(|a| a.code == *code);
    areas.map(|a| a.name.clone()).collect()
}

/// Names of a lineage, highest level first.
pub(super) fn names(law: &Law, lineage: &Lineage) -> Vec<String> {
    let units = lineage.units.iter().flatten();
    units.filter_map(|u| law.units.get(u)).map(|u| u.name.clone()).collect()
}

/// The functional area to which a unit, or a unit above it, is entrusted (E).
fn managed_by(law: &Law, code: &UnitCode) -> Option<UnitCode> {
    let lineage = law.lineage(code);
    law.functional_areas
        .iter()
        .find(|a| lineage.units.iter().flatten().any(|u| a.over.contains(u)))
        .map(|a| a.code.clone())
}

/// Waters with a reach, a segment or a piece in the unit, by code.
fn waters_of(law: &Law, code: &UnitCode) -> Vec<UnitWater> {
    let Some(unit) = law.units.get(code) else {
        return Vec::new();
    };
    let blank = |water: &WaterCode| UnitWater {
        water: water.clone(),
        name: law.waters.get(water).map_or_else(String::new, |w| w.name.clone()),
        length_m: 0.0,
        segments: Vec::new(),
    };
    let mut found: BTreeMap<WaterCode, UnitWater> = BTreeMap::new();
    for branch in &law.network.branches {
        let length_m: f64 = (branch.reaches.iter())
            .filter(|r| r.left_at(unit.level) == Some(code) || r.right_at(unit.level) == Some(code))
            .map(|r| r.to_m - r.from_m)
            .sum();
        if length_m > 0.0 {
            found
                .entry(branch.water.clone())
                .or_insert_with(|| blank(&branch.water))
                .length_m += length_m;
        }
    }
    let filter = SegmentFilter {
        level: Some(unit.level),
        unit: Some(code.clone()),
        water: None,
    };
    for span in spans(law, &filter) {
        let water = found.entry(span.water.clone()).or_insert_with(|| blank(span.water));
        water.segments.push(span.id.clone());
    }
    found.into_values().collect()
}

/// The surface of a unit or functional area.
#[derive(Clone, Debug)]
pub struct UnitGround<'a> {
    /// Lon/lat in degrees, EPSG:4490; a functional area may have none of its own.
    pub area: Option<&'a MultiPolygon<f64>>,
    /// The units entrusted to a functional area (E).
    pub over: &'a [UnitCode],
    /// Its own code, and the codes of the units and functional areas below it.
    pub units: BTreeSet<UnitCode>,
}

/// The surface of a unit or functional area. `None`: no such unit on the date.
#[must_use]
pub fn unit_ground<'a>(index: &'a Index, code: &UnitCode) -> Option<UnitGround<'a>> {
    let law = &index.law;
    let (area, over) = if let Some(unit) = law.units.get(code) {
        (Some(&unit.geometry), [].as_slice())
    } else {
        let area = law.functional_areas.iter().find(|a| a.code == *code)?;
        (area.geometry.as_ref(), area.over.as_slice())
    };
    let all = law.units.keys().chain(law.functional_areas.iter().map(|a| &a.code));
    Some(UnitGround {
        area,
        over,
        units: all.filter(|unit| within(law, unit, code)).cloned().collect(),
    })
}

/// The city in which the units entrusted to a functional area lie (E).
fn home<'a>(law: &'a Law, area: &FunctionalArea) -> Option<&'a Arc<AdminUnit>> {
    area.over.first().and_then(|unit| law.ancestor(unit, Level::City))
}

/// Whether a unit is `outer`, lies within it, or lies within the units entrusted to a functional area (E).
///
/// A functional area lies within its city, but not within the county of its units.
pub(super) fn within(law: &Law, unit: &UnitCode, outer: &UnitCode) -> bool {
    let below = |outer: &UnitCode| {
        Level::ALL
            .iter()
            .any(|level| law.ancestor(unit, *level).is_some_and(|u| u.code == *outer))
    };
    let area = |code: &UnitCode| law.functional_areas.iter().find(|a| a.code == *code);
    unit == outer
        || below(outer)
        || area(outer).is_some_and(|a| a.over.iter().any(below))
        || area(unit)
            .and_then(|a| home(law, a))
            .is_some_and(|city| city.code == *outer)
}

/// The county of a unit or functional area; `None` for the city.
pub(crate) fn county(law: &Law, unit: &UnitCode) -> Option<UnitCode> {
    let county = law.ancestor(law.administrative(unit), Level::County);
    county.map(|u| u.code.clone())
}

/// Name of a unit or functional area, or its code if it has no name.
pub(crate) fn name<'a>(law: &'a Law, unit: &'a UnitCode) -> &'a str {
    let area = || law.functional_areas.iter().find(|a| a.code == *unit);
    let unit_name = law.units.get(unit).map(|u| u.name.as_str());
    unit_name
        .or_else(|| area().map(|a| a.name.as_str()))
        .unwrap_or(unit.as_str())
}
