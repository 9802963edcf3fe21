//! Seats counted against the plan, and what is missing (§10, §13).
use super::competence::valid_offices;
use super::milestones::milestones;
use super::required::{Required, required};
use super::seats;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::views::{Coverage, CoverageRow, Missing};
use crate::index::Index;
use crate::snapshot::Law;
use std::collections::BTreeMap;

/// Milestones and seats as of the date of the law (§10).
#[must_use]
pub fn coverage(index: &Index) -> Coverage {
    let law = &index.law;
    let required = required(index);
    let mut missing: Vec<Missing> = required.iter().filter_map(|r| missing_seat(law, r)).collect();
    missing.extend(missing_offices(law));
    let milestones = milestones(law, &required, &mut missing);
    Coverage {
        as_of: law.date,
        milestones,
        rows: rows(law, &required),
        missing,
    }
}

/// The county of a unit; `None` for the city.
pub(crate) fn county(law: &Law, unit: &UnitCode) -> Option<UnitCode> {
    law.ancestor(unit, Level::County).map(|u| u.code.clone())
}

/// Name of a unit, its code where it has none.
pub(crate) fn name<'a>(law: &'a Law, unit: &'a UnitCode) -> &'a str {
    law.units.get(unit).map_or(unit.as_str(), |u| &u.name)
}

/// Whether a seat is there and held.
pub(crate) fn seat_state(law: &Law, r: &Required) -> SeatState {
    match &r.post {
        Some(post) => seats::state(law, post),
        None if r.optional => SeatState::NotEstablished,
        None => SeatState::Gap,
    }
}

fn missing_seat(law: &Law, r: &Required) -> Option<Missing> {
    let what = match seat_state(law, r) {
        SeatState::Gap => "gap",
        SeatState::Vacant => "vacant",
        _ => return None,
    };
    let water = r
        .water
        .as_ref()
        .and_then(|w| law.waters.get(w))
        .map_or("", |w| w.name.as_str());
    let kind = match r.kind {
        PostKind::GeneralChief => "总河长",
        PostKind::ReservoirChief => "库长",
        _ => "河长",
    };
    let state = if what == "gap" { "未设立" } else { "空缺" };
    Some(Missing {
        rule: r.rule,
        what,
        level: r.level,
        unit: r.unit.clone(),
        county: county(law, &r.unit),
        water: r.water.clone(),
        post: r.post.clone(),
        text: format!("{}{water}{kind}{state}", name(law, &r.unit)),
    })
}

/// F1: an office at city and county.
fn missing_offices(law: &Law) -> Vec<Missing> {
    let units = law.units.values().filter(|u| !u.neighbour && u.level <= Level::County);
    units
        .filter(|u| !valid_offices(law).any(|o| o.unit == u.code))
        .map(|u| Missing {
            rule: "F1",
            what: "office",
            level: u.level,
            unit: u.code.clone(),
            county: county(law, &u.code),
            water: None,
            post: None,
            text: format!("{}未设立河长制办公室", u.name),
        })
        .collect()
}

/// Counts by county, level and kind; the city's own seats first.
fn rows(law: &Law, required: &[Required]) -> Vec<CoverageRow> {
    let mut rows: BTreeMap<(Option<UnitCode>, Level, PostKind), CoverageRow> = BTreeMap::new();
    for r in required {
        let key = (county(law, &r.unit), r.level, r.kind);
        let row = rows.entry(key.clone()).or_insert_with(|| CoverageRow {
            county: key.0,
            level: r.level,
            kind: r.kind,
            required: 0,
            established: 0,
            filled: 0,
            vacant: 0,
            gap: 0,
            optional_established: 0,
            optional_not_established: 0,
        });
        let state = seat_state(law, r);
        if r.optional {
            match state {
                SeatState::NotEstablished => row.optional_not_established += 1,
                _ => row.optional_established += 1,
            }
            continue;
        }
        row.required += 1;
        match state {
            SeatState::Filled => {
                row.established += 1;
                row.filled += 1;
            }
            SeatState::Vacant => {
                row.established += 1;
                row.vacant += 1;
            }
            _ => row.gap += 1,
        }
    }
    rows.into_values().collect()
}
