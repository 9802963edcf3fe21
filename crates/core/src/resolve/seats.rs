//! Chains of seats for what a place matched (§1–§5). `snapshot/seating.rs` decides which post takes each seat (S9–S12).
use crate::domain::answer::{Seat, UnitsAt};
use crate::domain::clause::RuleId;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Basis, Level, PostKind, SeatState};
use crate::domain::note::Note;
use crate::domain::records::FunctionalArea;
use crate::index::{Chain, Held, Index, Responsibility};
use crate::snapshot::Lineage;
use crate::snapshot::seating::{Charge, Sitting};
use std::sync::Arc;

/// The chain of a channel or another water's area, from its segments and the units that they represent, or the units of
/// the place if the water has no segment (L5, S11).
pub(super) fn of_segments(index: &Index, water: &WaterCode, held: &[Held], units: &Lineage) -> Chain {
    of_segments_within(index, water, held, units, index.law.standing_in(units))
}

/// [`of_segments`], given the functional area that acts there (S12).
pub(super) fn of_segments_within(
    index: &Index,
    water: &WaterCode,
    held: &[Held],
    units: &Lineage,
    area: Option<&FunctionalArea>,
) -> Chain {
    let city_level = index.law.city_level(water);
    let (mut seats, mut notes) = (Vec::with_capacity(Level::ALL.len()), Vec::new());
    for h in held {
        let charge = Charge::Water(water, h.registered.as_deref());
        let sitting = index.law.sitting(charge, h.level, Some(&h.unit), area);
        let mut seat = seat(
            h.level,
            PostKind::RiverChief,
            Some(h.unit.clone()),
            &sitting,
            &mut notes,
        );
        seat.direct = h.level != Level::Village && seat.post.is_some();
        seat.segment = Some(h.segment.clone());
        seat.registered = h.registered.is_some();
        let stands_for = |c: &UnitCode| *c == h.unit || acts_for(index, &h.unit, c);
        seat.computed_unit = h.computed.clone().filter(|c| !stands_for(c));
        seats.push(seat);
    }
    if !held.iter().any(|h| h.level == Level::County) {
        let of_area = seat_of_area(index, Charge::Water(water, None), units, area);
        seats.extend(of_area.map(|seat| Seat { direct: true, ..seat }));
        seats.sort_by_key(|seat| std::cmp::Reverse(seat.level));
    }
    if !held.iter().any(|h| h.level == Level::City) {
        // There is no city segment because the world has no city layer; the chief of the water is the same (C1).
        let mut seat = city_seat(index, water, units.at(Level::City).cloned().filter(|_| city_level));
        seat.direct = seat.post.is_some();
        seats.push(seat);
    }
    let accountable = if city_level { Level::City } else { Level::County };
    let accountable = seats.iter().find(|s| s.level == accountable);
    let chain = Chain {
        direct: direct(&seats, &[Level::City, Level::County, Level::Township]),
        accountable: accountable.and_then(|s| s.post.clone()),
        seats: seats.into(),
        notes,
        ..Chain::default()
    };
    finish(index, chain, units, area)
}

/// The chain of a LAND zone: village, township and county chiefs of the reservoir, and the city chief of C1 (Z3, Z5).
pub(super) fn of_land(index: &Index, water: &WaterCode, units: &Lineage) -> Chain {
    let area = index.law.standing_in(units);
    let (mut seats, mut notes) = (Vec::with_capacity(Level::ALL.len()), Vec::new());
    for level in [Level::Village, Level::Township, Level::County] {
        let Some(unit) = units.at(level) else {
            let county = (level == Level::County).then(|| seat_of_area(index, Charge::Land(water), units, area));
            seats.extend(county.flatten().map(|seat| Seat { direct: true, ..seat }));
            continue;
        };
        let sitting = index.law.sitting(Charge::Land(water), level, Some(unit), area);
        let mut seat = seat(level, PostKind::RiverChief, Some(unit.clone()), &sitting, &mut notes);
        seat.direct = level == Level::County;
        seat.basis = basis(units, level);
        seats.push(seat);
    }
    seats.push(city_seat(index, water, units.at(Level::City).cloned()));
    let chain = Chain {
        direct: direct(&seats, &[Level::County]),
        accountable: seats.last().and_then(|s| s.post.clone()),
        seats: seats.into(),
        notes,
        ..Chain::default()
    };
    finish(index, chain, units, area)
}

/// The chain of a WATER zone: 库长, city chief, city general chief (Z7).
pub(super) fn of_pool(index: &Index, water: &WaterCode, city: Option<UnitCode>) -> Chain {
    let city = city.or_else(|| index.city().map(|u| u.code.clone()));
    let mut notes = Vec::new();
    let sitting = index.law.sitting(Charge::Pool(water), Level::City, city.as_ref(), None);
    let mut keeper = seat(
        Level::City,
        PostKind::ReservoirChief,
        city.clone(),
        &sitting,
        &mut notes,
    );
    keeper.direct = true;
    let chief = city_seat(index, water, city.clone());
    let general: Arc<[Seat]> = (city.iter())
        .map(|city| general_seat(index, Level::City, city, None, &mut notes))
        .collect();
    let direct: Arc<[PostId]> = keeper.post.iter().cloned().collect();
    let accountable = keeper.post.clone();
    let seats: Arc<[Seat]> = [keeper, chief].into();
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

/// Only general chiefs (L5), of the units of a place; `unit` is the deciding unit by its index.
pub(super) fn of_unit(index: &Index, unit: usize, here: &UnitsAt) -> Arc<Responsibility> {
    let alone = |units: &Lineage| Responsibility {
        chain: finish(index, Chain::default(), units, index.law.standing_in(units)),
        ..Responsibility::default()
    };
    match index.lineage(unit) {
        Some(units) => index.general_chiefs(unit, || alone(units)).clone(),
        None => Arc::new(alone(&Lineage::from(here))),
    }
}

/// General chiefs, first contact, and the effect of a functional area.
fn finish(index: &Index, mut chain: Chain, units: &Lineage, area: Option<&FunctionalArea>) -> Chain {
    let mut general = Vec::with_capacity(3);
    for level in [Level::Township, Level::County, Level::City] {
        let Some(unit) = units.at(level) else {
            let county = (level == Level::County).then(|| seat_of_area(index, Charge::Whole, units, area));
            general.extend(county.flatten());
            continue;
        };
        let mut seat = general_seat(index, level, unit, area, &mut chain.notes);
        seat.basis = basis(units, level);
        general.push(seat);
    }
    chain.general = general.into();
    chain.managed_by = area.map(|a| a.code.clone());
    chain.first_contact = first_filled(&chain.seats).or_else(|| first_filled(&chain.general));
    chain.notes.dedup();
    chain
}

/// The basis of a unit's seat: the plan, or that the unit covers the place (A).
fn basis(units: &Lineage, level: Level) -> Basis {
    if units.by_place.contains(&level) {
        Basis::Inferred
    } else {
        Basis::Stated
    }
}

/// The county's seat if a chain has none of its own and the functional area that stands in for the county has a post
/// (S12).
fn seat_of_area(index: &Index, charge: Charge<'_>, units: &Lineage, area: Option<&FunctionalArea>) -> Option<Seat> {
    let county = units.at(Level::County);
    let sitting = index.law.sitting(charge, Level::County, county, Some(area?));
    let standing = sitting.stands_in?;
    let unit = county.unwrap_or(&standing.code).clone();
    let kind = match charge {
        Charge::Whole => PostKind::GeneralChief,
        _ => PostKind::RiverChief,
    };
    Some(seat(Level::County, kind, Some(unit), &sitting, &mut Vec::new()))
}

fn general_seat(
    index: &Index,
    level: Level,
    unit: &UnitCode,
    area: Option<&FunctionalArea>,
    notes: &mut Vec<Note>,
) -> Seat {
    let sitting = index.law.sitting(Charge::Whole, level, Some(unit), area);
    seat(level, PostKind::GeneralChief, Some(unit.clone()), &sitting, notes)
}

/// The city chief if no segment names one (C1, S9, S10).
fn city_seat(index: &Index, water: &WaterCode, unit: Option<UnitCode>) -> Seat {
    let sitting = index.law.sitting(Charge::Land(water), Level::City, unit.as_ref(), None);
    seat(Level::City, PostKind::RiverChief, unit, &sitting, &mut Vec::new())
}

/// Whether `area` is a functional area entrusted with `county`, or with a unit in it (E).
fn acts_for(index: &Index, area: &UnitCode, county: &UnitCode) -> bool {
    let over = index.law.functional_areas.iter().filter(|a| a.code == *area);
    over.flat_map(|a| &a.over)
        .any(|u| index.law.ancestor(u, Level::County).is_some_and(|c| c.code == *county))
}

fn direct(seats: &[Seat], levels: &[Level]) -> Arc<[PostId]> {
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

/// A sitting as a seat; a missing post of a functional area is added to `notes` (E).
fn seat(level: Level, kind: PostKind, unit: Option<UnitCode>, sitting: &Sitting<'_>, notes: &mut Vec<Note>) -> Seat {
    if sitting.area_without_post {
        notes.push(Note::FunctionalAreaNoPost);
    }
    let post = sitting.post;
    Seat {
        level,
        kind,
        segment: None,
        registered: false,
        unit,
        computed_unit: None,
        post: post.map(|p| p.post.id.clone()),
        post_name: post.map(|p| p.name.clone()),
        phone: post.and_then(|p| p.phone.clone()),
        state: sitting.state,
        holders: post.map_or_else(Arc::default, |p| p.holders.clone()),
        vacant_since: post.and_then(|p| p.vacant_since),
        direct: false,
        basis: sitting.basis,
        duty: duty(kind, level),
        reason: sitting.reason,
    }
}

/// The duty clause of a kind of post at a level (§5).
pub(in crate::resolve) fn duty(kind: PostKind, level: Level) -> Option<RuleId> {
    Some(match (kind, level) {
        (PostKind::GeneralChief, _) => RuleId::D1,
        (PostKind::RiverChief, Level::City) => RuleId::D2,
        (PostKind::ReservoirChief, _) => RuleId::D3,
        (PostKind::RiverChief, Level::County) => RuleId::D4,
        (PostKind::RiverChief, Level::Township) => RuleId::D5,
        (PostKind::RiverChief, Level::Village) => RuleId::D6,
        (PostKind::Member | PostKind::Liaison, _) => return None,
    })
}
