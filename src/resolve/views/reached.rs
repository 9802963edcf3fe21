//! What a walk has met as rows with the seat that answers, levels folded (S33).
use super::chain::at_middle;
use super::course::{Met, SAME_PLACE_M, Thing};
use super::units::within;
use super::waterways::Place;
use crate::domain::ids::PostId;
use crate::domain::kinds::{Bank, Level, SeatState};
use crate::domain::views::{Reached, ReachedThing};
use crate::index::Index;
use crate::resolve::seats::{Chain, of_pool};
use crate::snapshot::Law;
use std::collections::BTreeMap;

/// Rows in order; those of all levels are folded.
pub(super) fn listed(index: &Index, met: &[Met], level: Option<Level>) -> Vec<Reached> {
    match level {
        Some(_) => rows(index, met),
        None => folded(index, met),
    }
}

/// A row for everything met.
pub(super) fn rows(index: &Index, met: &[Met]) -> Vec<Reached> {
    met.iter().filter_map(|one| row(index, one)).collect()
}

/// Rows of the finest level at each place; the coarser ones that begin there stand in `above`.
fn folded(index: &Index, met: &[Met]) -> Vec<Reached> {
    let mut finest_first: Vec<usize> = (0..met.len()).collect();
    finest_first.sort_by_key(|&i| std::cmp::Reverse(rank(&met[i])));
    // The row that each stands in, itself where it has one of its own.
    let mut host: Vec<usize> = (0..met.len()).collect();
    for (done, &i) in finest_first.iter().enumerate() {
        let under = finest_first[..done]
            .iter()
            .find(|&&j| stands_in(&index.law, &met[i], &met[j]));
        if let Some(&j) = under {
            host[i] = host[j];
        }
    }
    let mut rows: BTreeMap<usize, Reached> = BTreeMap::new();
    for &i in &finest_first {
        let Some(row) = row(index, &met[i]) else { continue };
        match rows.get_mut(&host[i]) {
            Some(finer) => finer.above.push(row.seat),
            None => {
                rows.insert(i, row);
            }
        }
    }
    rows.into_values().collect()
}

/// Finer levels are higher; a pool stands between the county and the city.
fn rank(met: &Met) -> u8 {
    match &met.thing {
        Thing::Pool(_) => 1,
        Thing::Span(span) => match span.level {
            Level::City => 0,
            Level::County => 2,
            Level::Township => 3,
            Level::Village => 4,
        },
    }
}

/// Whether one is folded into another of a finer level.
fn stands_in(law: &Law, upper: &Met, finer: &Met) -> bool {
    let Thing::Span(span) = &upper.thing else {
        return false;
    };
    if rank(finer) <= rank(upper) || !together(upper, finer) {
        return false;
    }
    match (&finer.thing, span.stretch) {
        (Thing::Pool(_), _) => span.level == Level::City,
        (Thing::Span(other), Some(stretch)) => other
            .stretch
            .is_some_and(|o| o.bank == Bank::Both || stretch.bank == Bank::Both || o.bank == stretch.bank),
        (Thing::Span(other), None) => {
            let above = other.lineage(law);
            above.at(span.level) == Some(span.unit) || within(law, other.unit, span.unit)
        }
    }
}

/// Whether two were met at one place, at one distance.
fn together(one: &Met, other: &Met) -> bool {
    let near = |a_m: f64, b_m: f64| (a_m - b_m).abs() <= SAME_PLACE_M;
    let same_place = match (one.at, other.at) {
        (
            Place::Branch { index, measure_m },
            Place::Branch {
                index: on,
                measure_m: at_m,
            },
        ) => index == on && near(measure_m, at_m),
        (Place::Still { index, .. }, Place::Still { index: within, .. }) => index == within,
        _ => false,
    };
    same_place && near(one.distance_m, other.distance_m)
}

/// A row with the seat of its own level, which every chain has.
fn row(index: &Index, met: &Met) -> Option<Reached> {
    let (chain, level) = match &met.thing {
        Thing::Span(span) => (at_middle(index, span), span.level),
        Thing::Pool(zone) => {
            let zone = &index.pools.items()[*zone];
            (of_pool(index, &zone.water, None), Level::City)
        }
    };
    let first_contact = first_contact(&chain, level);
    let seat = chain.seats.into_iter().find(|s| s.level == level)?;
    Some(match &met.thing {
        Thing::Span(span) => Reached {
            what: if span.stretch.is_some() {
                ReachedThing::Segment
            } else {
                ReachedThing::Piece
            },
            id: span.id.to_string(),
            registered: span.record.is_some(),
            water: span.water.clone(),
            branch: span.stretch.map(|s| s.branch),
            level,
            unit: Some(span.unit.clone()),
            bank: span.stretch.map_or(Bank::Both, |s| s.bank),
            distance_m: met.distance_m,
            via: met.via,
            seat,
            first_contact,
            above: Vec::new(),
        },
        Thing::Pool(zone) => {
            let zone = &index.pools.items()[*zone];
            Reached {
                what: ReachedThing::WaterZone,
                id: zone.id.to_string(),
                registered: true,
                water: zone.water.clone(),
                branch: None,
                level,
                unit: seat.unit.clone(),
                bank: Bank::Both,
                distance_m: met.distance_m,
                via: met.via,
                seat,
                first_contact,
                above: Vec::new(),
            }
        }
    })
}

/// Whom to call for it: the first FILLED seat from its own level upward, else the lowest FILLED general chief from there.
fn first_contact(chain: &Chain, level: Level) -> Option<PostId> {
    let seats = chain.seats.iter().chain(chain.general.iter());
    let mut from_here = seats.filter(|s| s.level <= level);
    from_here.find(|s| s.state == SeatState::Filled)?.post.clone()
}
