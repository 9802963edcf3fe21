//! The required posts: for every unit that a water passes, for reservoirs and for member units.
//!
//! Holders and terms are made by `tenures`.
use super::SynthError;
use super::brackets::{city_level, parent, river_post, water_name};
use super::dates::Span;
use super::input::Source;
use super::rules::start;
use super::segments::{self, Standing};
use super::tenures::{Roll, Seat};
use riverchief_core::domain::kinds::{Level, PostKind, TitleClass};
use riverchief_core::snapshot::RawWorld;
use std::collections::BTreeMap;

/// Adds segments, posts, holders and tenures.
///
/// # Errors
/// Those of [`segments::stand`], or an exception names a post that doesn't exist.
pub fn write(source: &Source, world: &mut RawWorld) -> Result<(), SynthError> {
    let standing = segments::stand(world)?;
    segments::register(&source.posts, &standing, world);
    let mut roll = Roll::new(source, world);
    general(&mut roll, world);
    rivers(&mut roll, world, &standing);
    functional(&mut roll, world);
    reservoirs(&mut roll);
    members(&mut roll);
    roll.close(world)
}

fn general(roll: &mut Roll, world: &RawWorld) {
    let units = world
        .units
        .iter()
        .filter(|u| u.neighbour != Some(true))
        .filter_map(|u| {
            let level = Level::parse(u.level.as_deref()?)?;
            let span = Span {
                from: u.valid_from.clone(),
                to: u.valid_to.clone(),
            };
            Some((u.code.as_deref()?, level, span))
        });
    let areas = world
        .functional_areas
        .iter()
        .filter_map(|a| Some((a.code.as_deref()?, Level::County, Span::default())));
    for (unit, level, span) in units.chain(areas).filter(|u| u.1 != Level::Village) {
        let Some(span) = span.since(&roll.rules.start.general) else {
            continue;
        };
        roll.set_up(&Seat {
            id: format!("GC-{unit}"),
            kind: PostKind::GeneralChief,
            level,
            unit,
            water: None,
            department: None,
            name: format!("{}总河长", roll.names.full(unit)),
            span,
            classes: vec![TitleClass::PartyMain, TitleClass::GovernmentMain],
            office: None,
        });
    }
}

fn rivers(roll: &mut Roll, world: &RawWorld, standing: &Standing) {
    for ((water, level, unit), span) in passed(world, standing) {
        let by_city = city_level(world, &water);
        let class = match level {
            Level::City => TitleClass::CityLeader,
            Level::Village if by_city => TitleClass::VillageSecretary,
            Level::Village => {
                let e = roll
                    .rules
                    .established
                    .iter()
                    .find(|e| e.water == water && unit.starts_with(&e.township));
                let Some(e) = e else { continue };
                e.role
            }
            _ if !by_city => TitleClass::Leader,
            _ if roll.rules.party.waters.contains(&water) => TitleClass::PartyMain,
            _ => TitleClass::GovernmentMain,
        };
        let Some(span) = span.since(start(roll.rules, world, &water, level)) else {
            continue;
        };
        let id = river_post(world, &water, &unit);
        // At city level the post of the river covers the waters in the bracket.
        if level == Level::City && parent(world, &water).is_some() {
            continue;
        }
        let class = match roll.rules.holder.iter().find(|h| h.post == id) {
            Some(other) => other.role,
            None => class,
        };
        let name = water_name(world, &water);
        roll.set_up(&Seat {
            name: format!("{name}{}河长", roll.names.own(&unit)),
            id,
            kind: PostKind::RiverChief,
            level,
            unit: &unit,
            water: Some(&water),
            department: None,
            span,
            classes: vec![class],
            office: (level == Level::City)
                .then(|| roll.rules.city_chiefs.get(&water).cloned())
                .flatten(),
        });
    }
}

/// Chiefs of the functional area itself (E).
fn functional(roll: &mut Roll, world: &RawWorld) {
    for water in &roll.rules.functional.waters {
        let unit = roll.rules.functional.unit.clone();
        roll.set_up(&Seat {
            id: format!("RC-{water}-{unit}"),
            kind: PostKind::RiverChief,
            level: Level::County,
            unit: &unit,
            water: Some(water),
            department: None,
            name: format!("{}{}河长", water_name(world, water), roll.names.own(&unit)),
            span: Span {
                from: Some(roll.rules.start.others.clone()),
                to: None,
            },
            classes: vec![TitleClass::Leader],
            office: None,
        });
    }
}

fn reservoirs(roll: &mut Roll) {
    let city = roll.source.units.city.code.clone();
    for r in &roll.source.reservoirs {
        let name = roll
            .source
            .waters
            .iter()
            .find(|w| w.code == r.water)
            .map_or(&r.water, |w| &w.name);
        roll.set_up(&Seat {
            id: format!("KC-{}", r.water),
            kind: PostKind::ReservoirChief,
            level: Level::City,
            unit: &city,
            water: Some(&r.water),
            department: None,
            name: format!("{name}库长"),
            span: Span {
                from: Some(roll.rules.start.city_level.clone()),
                to: None,
            },
            classes: vec![TitleClass::ReservoirUnitHead],
            office: roll.rules.reservoir_chiefs.get(&r.water).cloned(),
        });
    }
}

fn members(roll: &mut Roll) {
    let city = roll.source.units.city.code.clone();
    for d in &roll.source.plan.department {
        let (from, to) = d.validity(&roll.source.plan.reform);
        let Some(span) = (Span { from, to }).since(&roll.rules.start.members) else {
            continue;
        };
        for (letter, kind, what, class) in [
            ("M", PostKind::Member, "成员", TitleClass::DivisionCadre),
            ("L", PostKind::Liaison, "联络员", TitleClass::SectionCadre),
        ] {
            roll.set_up(&Seat {
                id: format!("{letter}-{}", d.code),
                kind,
                level: Level::City,
                unit: &city,
                water: None,
                department: Some(&d.code),
                name: format!("{}{what}", d.name),
                span: span.clone(),
                classes: vec![class],
                office: Some(format!(
                    "{}{}",
                    d.name,
                    if letter == "M" { "处级干部" } else { "科级干部" }
                )),
            });
        }
    }
}

/// A water, a level, and a unit that it passes.
type Passed = (String, Level, String);

/// Waters, levels and units with a stretch, a piece, or a piece of a LAND zone, and in which span.
fn passed(world: &RawWorld, standing: &Standing) -> BTreeMap<Passed, Span> {
    let mut out: BTreeMap<Passed, Span> = BTreeMap::new();
    let mut add = |water: &str, level: Level, unit: &str, span: &Span| {
        let key = (water.to_owned(), level, unit.to_owned());
        let whole = out.entry(key).or_insert_with(|| span.clone());
        // `None` is no start in front and no end at the back.
        whole.from = whole.from.clone().min(span.from.clone());
        if whole.to.is_some() {
            whole.to = span
                .to
                .clone()
                .map(|to| whole.to.clone().map_or(to.clone(), |w| w.max(to)));
        }
    };
    for s in &standing.stands {
        add(&s.water, s.level, &s.unit, &s.span);
    }
    for piece in &world.zone_pieces {
        let water = piece.zone.as_deref().and_then(|z| z.strip_suffix("-LAND"));
        if let (Some(water), Some(village)) = (water, piece.village.as_deref()) {
            let span = Span {
                from: piece.valid_from.clone(),
                to: piece.valid_to.clone(),
            };
            add(water, Level::Village, village, &span);
            add(water, Level::Township, &village[..9], &span);
            add(water, Level::County, &village[..6], &Span::default());
        }
    }
    out
}
