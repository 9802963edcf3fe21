//! What a walk has reached, as rows with the responsible seat, levels folded (S33).
use super::chain::at_middle;
use super::course::{Met, Thing};
use super::network::SAME_PLACE_M;
use super::units::within;
use super::waterways::{Place, Waterways};
use crate::domain::ids::PostId;
use crate::domain::kinds::{Bank, Level, SeatState};
use crate::domain::results::{Reached, ReachedThing};
use crate::index::Chain;
use crate::index::Index;
use crate::resolve::seats::of_pool;
use std::collections::BTreeMap;

/// Rows in order; rows of all levels are folded.
pub(super) fn listed(index: &Index, ways: &Waterways, met: &[Met], level: Option<Level>) -> Vec<Reached> {
    match level {
        Some(_) => rows(index, met),
        None => folded(index, ways, met),
    }
}

/// A row for everything reached.
pub(super) fn rows(index: &Index, met: &[Met]) -> Vec<Reached> {
    met.iter().filter_map(|one| row(index, one)).collect()
}

/// Rows of the finest level at each place; coarser ones that begin there are listed in `above`.
fn folded(index: &Index, ways: &Waterways, met: &[Met]) -> Vec<Reached> {
    let mut finest_first: Vec<usize> = (0..met.len()).collect();
    finest_first.sort_by_key(|&i| std::cmp::Reverse(rank(&met[i])));
    // The row that contains each, or itself if it has a row of its own.
    let mut host: Vec<usize> = (0..met.len()).collect();
    for (done, &i) in finest_first.iter().enumerate() {
        let rows = finest_first[..done].iter().copied().filter(|&j| host[j] == j);
        let hosts: Vec<usize> = rows.filter(|&j| stands_in(index, ways, &met[i], &met[j])).collect();
        let pool = hosts.iter().find(|&&j| matches!(met[j].thing, Thing::Pool(_)));
        if let Some(&j) = pool.or(hosts.first()) {
            host[i] = j;
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

/// Finer levels rank higher; a pool ranks between the county and the city.
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

/// Whether a row is folded into a row of a finer level.
fn stands_in(index: &Index, ways: &Waterways, upper: &Met, finer: &Met) -> bool {
    let Thing::Span(span) = &upper.thing else {
        return false;
    };
    if rank(finer) <= rank(upper) || !near(upper.distance_m, finer.distance_m) {
        return false;
    }
    if let Thing::Pool(zone) = finer.thing {
        return span.level == Level::City && in_pool(ways, upper.at, zone);
    }
    if !same_place(upper.at, finer.at) {
        return false;
    }
    let law = &index.law;
    match (&finer.thing, span.stretch) {
        (Thing::Pool(_), _) => false,
        (Thing::Span(other), Some(stretch)) => other
            .stretch
            .is_some_and(|o| o.bank == Bank::Both || stretch.bank == Bank::Both || o.bank == stretch.bank),
        (Thing::Span(other), None) => {
            let above = other.lineage(law);
            above.at(span.level) == Some(span.unit) || within(law, other.unit, span.unit)
        }
    }
}

fn near(one_m: f64, other_m: f64) -> bool {
    (one_m - other_m).abs() <= SAME_PLACE_M
}

/// Whether a place on a branch lies in a pool.
fn in_pool(ways: &Waterways, place: Place, zone: usize) -> bool {
    let Place::Branch { index, measure_m } = place else {
        return false;
    };
    let mut pools = ways.stills.iter().filter(|still| still.zone == Some(zone));
    pools.any(|pool| pool.runs.iter().any(|run| run.holds(index, measure_m)))
}

fn same_place(one: Place, other: Place) -> bool {
    match (one, other) {
        (
            Place::Branch { index, measure_m },
            Place::Branch {
                index: on,
                measure_m: at_m,
            },
        ) => index == on && near(measure_m, at_m),
        (Place::Still { index, .. }, Place::Still { index: within, .. }) => index == within,
        _ => false,
    }
}

/// A row with the seat of its own level; every chain has one.
fn row(index: &Index, met: &Met) -> Option<Reached> {
    let (chain, level) = match &met.thing {
        Thing::Span(span) => (at_middle(index, span), span.level),
        Thing::Pool(zone) => {
            let zone = &index.pools.items()[*zone];
            (of_pool(index, &zone.water, None), Level::City)
        }
    };
    let first_contact = first_contact(&chain, level);
    let seat = chain.seats.iter().find(|s| s.level == level)?.clone();
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

/// Whom to call: the first FILLED seat from its own level upward, otherwise the lowest FILLED general chief from there.
fn first_contact(chain: &Chain, level: Level) -> Option<PostId> {
    let seats = chain.seats.iter().chain(chain.general.iter());
    let mut from_here = seats.filter(|s| s.level <= level);
    from_here.find(|s| s.state == SeatState::Filled)?.post.clone()
}
