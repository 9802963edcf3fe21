//! Who sits where: the chain of seats for what a place matched (§1–§5, S9–S12).
use super::stretch::Held;
use crate::domain::answer::{GeneralChiefs, Seat, UnitsAt};
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Basis, Level, PostKind, SeatState};
use crate::domain::records::FunctionalArea;
use crate::index::Index;
use crate::index::posts::Incumbency;
use crate::snapshot::Lineage;
use std::sync::Arc;

/// The seats that answer, and the plan's named views of them (§5).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chain {
    pub(super) seats: Vec<Seat>,
    pub(super) general: Arc<[Seat]>,
    pub(super) direct: Vec<PostId>,
    pub(super) first_contact: Option<PostId>,
    pub(super) accountable: Option<PostId>,
    pub(super) notes: Vec<String>,
    pub(super) managed_by: Option<UnitCode>,
}

/// The chain of a channel or another water's area, from its segments and the units that they stand for: those of the place itself
/// where the water has no segment at all (L5, S11).
pub(super) fn of_segments(index: &Index, water: &WaterCode, held: &[Held], units: &Lineage) -> Chain {
    let area = functional_area(index, units);
    let mut chain = Chain::default();
    for h in held {
        let seat = river_seat(index, water, h, area, &mut chain.notes);
        chain.seats.push(seat);
    }
    if !index.law.city_level(water) {
        chain.seats.push(no_city_chief());
    } else if !held.iter().any(|h| h.level == Level::City) {
        // No city segment, as the world has no city layer: the chief of the water is the same (C1).
        chain
            .seats
            .push(city_seat(index, water, units.at(Level::City).cloned()));
    }
    chain.direct = direct(&chain.seats, &[Level::City, Level::County, Level::Township]);
    let accountable = if index.law.city_level(water) {
        Level::City
    } else {
        Level::County
    };
    chain.accountable = chain
        .seats
        .iter()
        .find(|s| s.level == accountable)
        .and_then(|s| s.post.clone());
    finish(index, chain, units, area)
}

/// The chain of a LAND zone: village, township and county chiefs of the reservoir, and C1's city chief (Z3, Z5).
pub(super) fn of_land(index: &Index, water: &WaterCode, units: &Lineage) -> Chain {
    let area = functional_area(index, units);
    let mut chain = Chain::default();
    for level in [Level::Village, Level::Township, Level::County] {
        let Some(unit) = units.at(level) else { continue };
        let mut seat = blank(level, PostKind::RiverChief, duty(level), Some(unit.clone()));
        let post = post_for(
            index,
            PostKind::RiverChief,
            unit,
            Some(water),
            level,
            area,
            &mut chain.notes,
        );
        seat.direct = level == Level::County;
        seat.basis = basis(units, level);
        fill(&mut seat, post, SeatState::Gap);
        chain.seats.push(seat);
    }
    chain
        .seats
        .push(city_seat(index, water, units.at(Level::City).cloned()));
    if let Some(city) = chain.seats.last_mut() {
        city.direct = false;
    }
    chain.direct = direct(&chain.seats, &[Level::County]);
    chain.accountable = chain.seats.last().and_then(|s| s.post.clone());
    finish(index, chain, units, area)
}

/// The chain of a WATER zone: 库长, city chief, city general chief (Z7).
pub(super) fn of_pool(index: &Index, water: &WaterCode, city: Option<UnitCode>) -> Chain {
    let city = city.or_else(|| index.city().map(|u| u.code.clone()));
    let mut keeper = blank(Level::City, PostKind::ReservoirChief, "D3", city.clone());
    keeper.direct = true;
    let post = index.posts().of_water(PostKind::ReservoirChief, Level::City, water);
    fill(&mut keeper, post, SeatState::Gap);
    let mut chief = city_seat(index, water, city.clone());
    chief.direct = false;
    let general: Arc<[Seat]> = (city.iter())
        .map(|city| {
            let mut seat = blank(Level::City, PostKind::GeneralChief, "D1", Some(city.clone()));
            let post = index.posts().of_unit(PostKind::GeneralChief, city, None);
            fill(&mut seat, post, SeatState::Gap);
            seat
        })
        .collect();
    let direct: Vec<PostId> = keeper.post.iter().cloned().collect();
    let accountable = keeper.post.clone();
    let seats = vec![keeper, chief];
    let first_contact = first_filled(&seats).or_else(|| first_filled(&general));
    Chain {
        seats,
        general,
        direct,
        first_contact,
        accountable,
        ..Chain::default()
    }
}

/// General chiefs alone (L5), of the units of a place; `unit` is the deciding one by its place in the index.
pub(super) fn of_unit(index: &Index, unit: usize, here: &UnitsAt) -> Chain {
    let Some(units) = index.lineage(unit) else {
        let units = Lineage::from(here);
        return finish(index, Chain::default(), &units, functional_area(index, &units));
    };
    let general = index.general_chiefs(unit, || {
        let chain = finish(index, Chain::default(), units, functional_area(index, units));
        GeneralChiefs {
            seats: chain.general,
            first_contact: chain.first_contact,
            managed_by: chain.managed_by,
            notes: chain.notes,
        }
    });
    Chain {
        general: general.seats.clone(),
        first_contact: general.first_contact.clone(),
        managed_by: general.managed_by.clone(),
        notes: general.notes.clone(),
        ..Chain::default()
    }
}

/// General chiefs, first contact, and what a functional area changed.
fn finish(index: &Index, mut chain: Chain, units: &Lineage, area: Option<&FunctionalArea>) -> Chain {
    let mut general = Vec::with_capacity(3);
    for level in [Level::Township, Level::County, Level::City] {
        let Some(unit) = units.at(level) else { continue };
        let mut seat = blank(level, PostKind::GeneralChief, "D1", Some(unit.clone()));
        seat.basis = basis(units, level);
        let post = post_for(index, PostKind::GeneralChief, unit, None, level, area, &mut chain.notes);
        fill(&mut seat, post, SeatState::Gap);
        general.push(seat);
    }
    chain.general = general.into();
    chain.managed_by = area.map(|a| a.code.clone());
    chain.first_contact = first_filled(&chain.seats).or_else(|| first_filled(&chain.general));
    chain.notes.dedup();
    chain
}

fn river_seat(
    index: &Index,
    water: &WaterCode,
    held: &Held,
    area: Option<&FunctionalArea>,
    notes: &mut Vec<String>,
) -> Seat {
    let level = held.level;
    let named = held
        .registered
        .as_ref()
        .and_then(|r| r.post.as_ref())
        .and_then(|id| index.posts().get(id));
    let stated = named.is_some();
    let mut seat = if level == Level::City {
        let mut seat = city_seat(index, water, Some(held.unit.clone()));
        if stated {
            fill(&mut seat, named, SeatState::Gap);
        }
        seat
    } else {
        let own = named.or_else(|| index.posts().of_unit(PostKind::RiverChief, &held.unit, Some(water)));
        let post = match level {
            Level::County => stand_in(index, PostKind::RiverChief, Some(water), area, own, notes),
            _ => own,
        };
        let optional = level == Level::Village && !index.law.city_level(water);
        let without = if optional {
            SeatState::NotEstablished
        } else {
            SeatState::Gap
        };
        let mut seat = blank(level, PostKind::RiverChief, duty(level), Some(held.unit.clone()));
        fill(&mut seat, post, without);
        seat
    };
    seat.direct = level != Level::Village && seat.post.is_some();
    seat.segment = Some(held.segment.clone());
    seat.registered = held.registered.is_some();
    seat.basis = if stated { Basis::Data } else { Basis::Inferred };
    let stands_for = |c: &UnitCode| *c == held.unit || acts_for(index, &held.unit, c);
    seat.computed_unit = held.computed.clone().filter(|c| !stands_for(c));
    seat
}

/// The city chief: of the water, else of the river before its bracket (C1, S9).
fn city_seat(index: &Index, water: &WaterCode, unit: Option<UnitCode>) -> Seat {
    let mut seat = blank(Level::City, PostKind::RiverChief, "D2", unit);
    let of = |w: &WaterCode| index.posts().of_water(PostKind::RiverChief, Level::City, w);
    let own = of(water);
    // That the river before the bracket lends its chief is a reading of C1, not its words.
    if own.is_none() {
        seat.basis = Basis::Inferred;
    }
    let post = own.or_else(|| index.law.bracket(water).skip(1).find_map(|w| of(&w.code)));
    fill(&mut seat, post, SeatState::Gap);
    seat.direct = seat.post.is_some();
    seat
}

fn no_city_chief() -> Seat {
    let mut seat = blank(Level::City, PostKind::RiverChief, "D2", None);
    seat.state = SeatState::NotApplicable;
    seat.reason = Some("R_NO_CITY_CHIEF_FOR_OTHER_WATERS");
    seat
}

/// What a seat of a unit rests on: the plan, or that the unit covers the place (A).
fn basis(units: &Lineage, level: Level) -> Basis {
    if units.by_place.contains(&level) {
        Basis::Inferred
    } else {
        Basis::Stated
    }
}

/// The post of a unit, or at county level that of the functional area that acts for it (E, S12).
fn post_for<'a>(
    index: &'a Index,
    kind: PostKind,
    unit: &UnitCode,
    water: Option<&WaterCode>,
    level: Level,
    area: Option<&FunctionalArea>,
    notes: &mut Vec<String>,
) -> Option<&'a Arc<Incumbency>> {
    let own = index.posts().of_unit(kind, unit, water);
    if level == Level::County {
        stand_in(index, kind, water, area, own, notes)
    } else {
        own
    }
}

fn stand_in<'a>(
    index: &'a Index,
    kind: PostKind,
    water: Option<&WaterCode>,
    area: Option<&FunctionalArea>,
    own: Option<&'a Arc<Incumbency>>,
    notes: &mut Vec<String>,
) -> Option<&'a Arc<Incumbency>> {
    let Some(area) = area else { return own };
    let post = index.posts().of_unit(kind, &area.code, water);
    if post.is_none() {
        notes.push("W_FUNCTIONAL_AREA_NO_POST".to_owned());
    }
    post.or(own)
}

fn functional_area<'a>(index: &'a Index, units: &Lineage) -> Option<&'a FunctionalArea> {
    let stands_for = |a: &FunctionalArea| {
        [Level::Township, Level::County]
            .iter()
            .any(|l| units.at(*l).is_some_and(|u| a.over.contains(u)))
    };
    index.law.functional_areas.iter().find(|a| stands_for(a)).map(|a| &**a)
}

/// Whether `area` is a functional area entrusted with `county`, or with a unit in it (E).
fn acts_for(index: &Index, area: &UnitCode, county: &UnitCode) -> bool {
    let over = index.law.functional_areas.iter().filter(|a| a.code == *area);
    over.flat_map(|a| &a.over)
        .any(|u| index.law.ancestor(u, Level::County).is_some_and(|c| c.code == *county))
}

fn direct(seats: &[Seat], levels: &[Level]) -> Vec<PostId> {
    levels
        .iter()
        .filter_map(|l| seats.iter().find(|s| s.level == *l).and_then(|s| s.post.clone()))
        .collect()
}

fn first_filled(seats: &[Seat]) -> Option<PostId> {
    seats
        .iter()
        .find(|s| s.state == SeatState::Filled)
        .and_then(|s| s.post.clone())
}

fn duty(level: Level) -> &'static str {
    match level {
        Level::City => "D2",
        Level::County => "D4",
        Level::Township => "D5",
        Level::Village => "D6",
    }
}

fn blank(level: Level, kind: PostKind, duty: &'static str, unit: Option<UnitCode>) -> Seat {
    Seat {
        level,
        kind,
        segment: None,
        registered: false,
        unit,
        computed_unit: None,
        post: None,
        post_name: None,
        phone: None,
        state: SeatState::Gap,
        holders: Arc::default(),
        vacant_since: None,
        direct: false,
        basis: Basis::Stated,
        duty,
        reason: None,
    }
}

/// Puts a post, if there is one, and its holders of the date on a seat.
fn fill(seat: &mut Seat, post: Option<&Arc<Incumbency>>, without: SeatState) {
    let Some(incumbency) = post else {
        seat.state = without;
        seat.reason = Some(if without == SeatState::NotEstablished {
            "R_VILLAGE_CHIEF_OPTIONAL"
        } else {
            "R_NO_POST"
        });
        return;
    };
    seat.post = Some(incumbency.post.id.clone());
    seat.post_name = Some(incumbency.name.clone());
    seat.phone.clone_from(&incumbency.phone);
    seat.holders = incumbency.holders.clone();
    seat.state = incumbency.state;
    seat.vacant_since = incumbency.vacant_since;
    seat.reason = None;
}
