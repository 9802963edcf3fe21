//! Rows of administrative units, with a version for each period without changes.
use super::SynthError;
use super::dates::{Span, spans};
use super::ground::Ground;
use super::input::{Source, Township, Transfer};
use geo::MultiPolygon;
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawUnit};

/// A unit's code and name in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub code: String,
    pub name: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// The township's code and name at the beginning of a period.
fn town_at(source: &Source, town: &Township, from: Option<&String>) -> (String, String) {
    match source.units.renamed.iter().find(|r| r.township == town.code) {
        Some(r) if from.is_none_or(|day| *day < r.on) => (r.former_code.clone(), r.former_name.clone()),
        _ => (town.code.clone(), town.name.clone()),
    }
}

/// The versions of a township.
#[must_use]
pub fn town_versions(source: &Source, town: &Township) -> Vec<Version> {
    let days = source
        .units
        .renamed
        .iter()
        .filter(|r| r.township == town.code)
        .map(|r| r.on.clone());
    let version = |Span { from, to }| {
        let (code, name) = town_at(source, town, from.as_ref());
        Version { code, name, from, to }
    };
    spans(days.collect()).into_iter().map(version).collect()
}

/// The versions of a village, by its index.
#[must_use]
pub fn village_versions(source: &Source, ground: &Ground, village: usize) -> Vec<Version> {
    let v = &ground.counties.villages[village];
    let town = &source.units.township[v.township];
    let renamed = source
        .units
        .renamed
        .iter()
        .filter(|r| r.township == town.code)
        .map(|r| r.on.clone());
    let moved = |t: &&Transfer| t.village == v.code || t.to == v.code;
    let days = renamed.chain(source.units.transfer.iter().filter(moved).map(|t| t.on.clone()));
    let version = |Span { from, to }| {
        let (town_code, town_name) = town_at(source, town, from.as_ref());
        Version {
            code: format!("{town_code}{}", &v.code[9..]),
            name: v.name.replace(&town.name, &town_name),
            from,
            to,
        }
    };
    spans(days.collect()).into_iter().map(version).collect()
}

/// Whether transfer `k` has taken place on `day` (`None`: before all).
fn done(transfers: &[Transfer], k: usize, day: Option<&String>) -> bool {
    day.is_some_and(|d| *d >= transfers[k].on)
}

/// All units, from the city down, neighbours last.
///
/// # Errors
/// A unit has no area, or a transfer crosses the border of a township.
pub fn rows(source: &Source, ground: &Ground) -> Result<Vec<RawUnit>, SynthError> {
    let transfers = &source.units.transfer;
    for t in transfers {
        if t.village[..9] != t.to[..9] {
            return Err(SynthError::broken(
                "units.toml: transfer of",
                &t.village,
                "crosses the border of its township",
            ));
        }
    }
    let city = &source.units.city;
    let mut out = Vec::new();
    let mut push = |version: Version, level: &str, parent: Option<&str>, neighbour: bool, shape: MultiPolygon<f64>| {
        if shape.0.is_empty() {
            return Err(SynthError::broken("units.toml: unit", version.code, "has no area"));
        }
        out.push(RawUnit {
            code: Some(version.code),
            name: Some(version.name),
            level: Some(level.to_owned()),
            parent: parent.map(str::to_owned),
            neighbour: Some(neighbour),
            valid_from: version.from,
            valid_to: version.to,
            geometry: Some(shape),
            ..RawUnit::default()
        });
        Ok(())
    };
    let plain = |code: &str, name: &str| Version {
        code: code.to_owned(),
        name: name.to_owned(),
        from: None,
        to: None,
    };
    let whole = |prefix: &str| {
        ground.shape(
            transfers,
            |_| false,
            |v| ground.counties.villages[v].code.starts_with(prefix),
        )
    };
    push(plain(&city.code, &city.name), "city", None, false, whole(""))?;
    for c in &source.units.county {
        push(
            plain(&c.code, &c.name),
            "county",
            Some(&city.code),
            false,
            whole(&c.code),
        )?;
    }
    for town in &source.units.township {
        let shape = whole(&town.code);
        for version in town_versions(source, town) {
            push(version, "township", Some(&town.code[..6]), false, shape.clone())?;
        }
    }
    let mut order: Vec<usize> = (0..ground.counties.villages.len()).collect();
    order.sort_by(|a, b| {
        ground.counties.villages[*a]
            .code
            .cmp(&ground.counties.villages[*b].code)
    });
    for village in order {
        for version in village_versions(source, ground, village) {
            let shape = ground.shape(
                transfers,
                |k| done(transfers, k, version.from.as_ref()),
                |v| v == village,
            );
            let parent = version.code[..9].to_owned();
            push(version, "village", Some(&parent), false, shape)?;
        }
    }
    for (k, (code, name, _)) in ground.counties.neighbours.iter().enumerate() {
        push(plain(code, name), "county", None, true, ground.neighbour(k))?;
    }
    Ok(out)
}

/// Functional areas, with the geometry of the units that they cover.
#[must_use]
pub fn functional_areas(source: &Source, ground: &Ground) -> Vec<RawFunctionalArea> {
    let area = |a: &super::input::FunctionalArea| {
        let covers = |v: usize| {
            a.over
                .iter()
                .any(|code| ground.counties.villages[v].code.starts_with(code))
        };
        RawFunctionalArea {
            code: Some(a.code.clone()),
            name: Some(a.name.clone()),
            acts_as: Some("county".to_owned()),
            over: Some(a.over.join(";")),
            valid_from: a.from.clone(),
            geometry: Some(ground.shape(&source.units.transfer, |_| false, covers)),
            ..RawFunctionalArea::default()
        }
    };
    source.units.functional_area.iter().map(area).collect()
}
