//! Required seats counted, and what is missing (§10, §13).
use super::milestones::milestones;
use super::units::{county, name};
use crate::domain::clause::RuleId;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::results::{Coverage, CoverageRow, Missing, MissingKind};
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::required_seats::{RequiredSeat, required_seats};
use std::collections::BTreeMap;

/// Milestones and seats as of the date of the law (§10).
#[must_use]
pub fn coverage(index: &Index) -> Coverage {
    let law = &index.law;
    let asked = required_seats(law);
    let mut missing = Vec::new();
    if law.in_force() {
        missing.extend(asked.iter().filter_map(|seat| missing_seat(law, seat)));
        missing.extend(missing_offices(law));
    }
    let milestones = milestones(law, &asked, &mut missing);
    Coverage {
        as_of: law.date,
        milestones,
        rows: rows(law, &asked),
        missing,
    }
}

fn missing_seat(law: &Law, seat: &RequiredSeat) -> Option<Missing> {
    let what = match seat.state {
        SeatState::Gap => MissingKind::Gap,
        SeatState::Vacant => MissingKind::Vacant,
        _ => return None,
    };
    let water = seat.water.as_ref().and_then(|w| law.waters.get(w));
    let unit = seat.unit.as_ref().map_or("", |u| name(law, u));
    let water = water.map_or("", |w| w.name.as_str());
    // A world without a city layer has no name for the city (S36).
    let level = if seat.unit.is_none() && seat.level == Level::City {
        seat.level.term().zh
    } else {
        ""
    };
    let (kind, state) = (seat.kind.term().zh, seat.state.term().zh);
    Some(Missing {
        rule: seat.rule,
        what,
        level: seat.level,
        unit: seat.unit.clone(),
        county: seat.unit.as_ref().and_then(|u| county(law, u)),
        water: seat.water.clone(),
        post: seat.post.map(|p| p.post.id.clone()),
        text: format!("{unit}{water}{level}{kind}{state}"),
    })
}

/// F1: an office at city and county.
fn missing_offices(law: &Law) -> Vec<Missing> {
    let units = law.units.values().filter(|u| !u.neighbour && u.level <= Level::County);
    units
        .filter(|u| !law.offices().any(|o| o.unit == u.code))
        .map(|u| Missing {
            rule: RuleId::F1,
            what: MissingKind::Office,
            level: u.level,
            unit: Some(u.code.clone()),
            county: county(law, &u.code),
            water: None,
            post: None,
            text: format!("{}未设立河长制办公室", u.name),
        })
        .collect()
}

/// Counts by county, level and kind; the city's own seats first.
fn rows(law: &Law, asked: &[RequiredSeat]) -> Vec<CoverageRow> {
    let mut rows: BTreeMap<(Option<UnitCode>, Level, PostKind), CoverageRow> = BTreeMap::new();
    for seat in asked {
        let county = seat.unit.as_ref().and_then(|u| county(law, u));
        let key = (county.clone(), seat.level, seat.kind);
        let row = rows.entry(key).or_insert_with(|| CoverageRow {
            county,
            level: seat.level,
            kind: seat.kind,
            required: 0,
            established: 0,
            filled: 0,
            vacant: 0,
            gap: 0,
            not_yet: 0,
            optional_established: 0,
            optional_not_established: 0,
        });
        if seat.optional {
            match seat.post {
                Some(_) => row.optional_established += 1,
                None => row.optional_not_established += 1,
            }
            continue;
        }
        row.required += 1;
        row.established += usize::from(seat.post.is_some());
        match seat.state {
            SeatState::Filled => row.filled += 1,
            SeatState::Vacant => row.vacant += 1,
            SeatState::NotYet => row.not_yet += 1,
            _ => row.gap += 1,
        }
    }
    rows.into_values().collect()
}
