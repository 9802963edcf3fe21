//! Seats for every unit that a water passes, their holders by office, and tenures with changes and vacancies.
use super::SynthError;
use super::dates::{Span, spans};
use super::holders::{Names, office, title};
use super::input::Source;
use super::paper::PHONE;
use super::rules::{Rules, start};
use super::segments::{self, Standing};
use crate::domain::kinds::{Level, PostKind, TitleClass};
use crate::snapshot::RawWorld;
use crate::snapshot::raw::{RawHolder, RawPost, RawTenure};
use std::collections::{BTreeMap, BTreeSet};

/// S13 on raw records.
#[must_use]
pub fn city_level(world: &RawWorld, water: &str) -> bool {
    let flagged = |code: &str| {
        let of = |w: &&crate::snapshot::raw::RawWater| w.code.as_deref() == Some(code);
        world.waters.iter().find(of).is_some_and(|w| w.city_level == Some(true))
    };
    let parent = parent(world, water);
    flagged(water) || parent.is_some_and(flagged)
}

fn parent<'a>(world: &'a RawWorld, water: &str) -> Option<&'a str> {
    world
        .waters
        .iter()
        .find(|w| w.code.as_deref() == Some(water))?
        .parent
        .as_deref()
}

/// The river chief of a unit; at city level that of the river before the bracket (C1).
#[must_use]
pub fn river_post(world: &RawWorld, water: &str, unit: &str) -> String {
    let city = world.units.first().and_then(|u| u.code.as_deref()) == Some(unit);
    let water = if city {
        parent(world, water).unwrap_or(water)
    } else {
        water
    };
    format!("RC-{water}-{unit}")
}

/// Adds segments, posts, holders and tenures.
///
/// # Errors
/// As [`segments::stand`], or an exception names a post that isn't there or a role that doesn't exist.
pub fn write(source: &Source, world: &mut RawWorld) -> Result<(), SynthError> {
    let rules = &source.posts;
    let standing = segments::stand(world)?;
    segments::register(rules, &standing, world);
    let mut seats = Seats {
        source,
        rules,
        names: Names::of(world),
        posts: Vec::new(),
        holders: BTreeMap::new(),
        tenures: Vec::new(),
    };
    seats.general(world);
    seats.rivers(world, &standing)?;
    seats.reservoirs();
    seats.members();
    seats.check()?;
    (world.posts, world.tenures) = (seats.posts, seats.tenures);
    world.holders = seats.holders.into_values().collect();
    Ok(())
}

struct Seats<'a> {
    source: &'a Source,
    rules: &'a Rules,
    names: Names,
    posts: Vec<RawPost>,
    holders: BTreeMap<String, RawHolder>,
    tenures: Vec<RawTenure>,
}

/// A seat about to be set up.
struct Seat<'a> {
    id: String,
    kind: PostKind,
    level: Level,
    unit: &'a str,
    water: Option<&'a str>,
    department: Option<&'a str>,
    name: String,
    span: Span,
    /// Classes of its holders; as many hold it at once.
    classes: Vec<TitleClass>,
    /// The office of a holder who is known by it alone.
    office: Option<String>,
}

impl Seats<'_> {
    fn general(&mut self, world: &RawWorld) {
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
            let Some(span) = span.since(&self.rules.start.general) else {
                continue;
            };
            self.set_up(&Seat {
                id: format!("GC-{unit}"),
                kind: PostKind::GeneralChief,
                level,
                unit,
                water: None,
                department: None,
                name: format!("{}总河长", self.names.full(unit)),
                span,
                classes: vec![TitleClass::PartyMain, TitleClass::GovernmentMain],
                office: None,
            });
        }
    }

    fn rivers(&mut self, world: &RawWorld, standing: &Standing) -> Result<(), SynthError> {
        for ((water, level, unit), span) in passed(world, standing) {
            let by_city = city_level(world, &water);
            let class = match level {
                Level::City => TitleClass::CityLeader,
                Level::Village if by_city => TitleClass::VillageSecretary,
                Level::Village => {
                    let e = self
                        .rules
                        .established
                        .iter()
                        .find(|e| e.water == water && unit.starts_with(&e.township));
                    let Some(e) = e else { continue };
                    role(&e.role)?
                }
                _ if !by_city => TitleClass::Leader,
                _ if self.rules.party.waters.contains(&water) => TitleClass::PartyMain,
                _ => TitleClass::GovernmentMain,
            };
            let Some(span) = span.since(start(self.rules, world, &water, level)) else {
                continue;
            };
            let id = river_post(world, &water, &unit);
            // At city level the waters in the bracket sit on the river's seat.
            if level == Level::City && parent(world, &water).is_some() {
                continue;
            }
            let class = match self.rules.holder.iter().find(|h| h.post == id) {
                Some(other) => role(&other.role)?,
                None => class,
            };
            let name = water_name(world, &water);
            self.set_up(&Seat {
                name: format!("{name}{}河长", self.names.own(&unit)),
                id,
                kind: PostKind::RiverChief,
                level,
                unit: &unit,
                water: Some(&water),
                department: None,
                span,
                classes: vec![class],
                office: (level == Level::City)
                    .then(|| self.rules.city_chiefs.get(&water).cloned())
                    .flatten(),
            });
        }
        for water in &self.rules.functional.waters {
            let unit = self.rules.functional.unit.clone();
            self.set_up(&Seat {
                id: format!("RC-{water}-{unit}"),
                kind: PostKind::RiverChief,
                level: Level::County,
                unit: &unit,
                water: Some(water),
                department: None,
                name: format!("{}{}河长", water_name(world, water), self.names.own(&unit)),
                span: Span {
                    from: Some(self.rules.start.others.clone()),
                    to: None,
                },
                classes: vec![TitleClass::Leader],
                office: None,
            });
        }
        Ok(())
    }

    fn reservoirs(&mut self) {
        let city = self.source.units.city.code.clone();
        for r in &self.source.reservoirs {
            let name = self
                .source
                .waters
                .iter()
                .find(|w| w.code == r.water)
                .map_or(&r.water, |w| &w.name);
            self.set_up(&Seat {
                id: format!("KC-{}", r.water),
                kind: PostKind::ReservoirChief,
                level: Level::City,
                unit: &city,
                water: Some(&r.water),
                department: None,
                name: format!("{name}库长"),
                span: Span {
                    from: Some(self.rules.start.city_level.clone()),
                    to: None,
                },
                classes: vec![TitleClass::ReservoirUnitHead],
                office: self.rules.reservoir_chiefs.get(&r.water).cloned(),
            });
        }
    }

    fn members(&mut self) {
        let city = self.source.units.city.code.clone();
        for d in &self.source.plan.department {
            let (from, to) = d.validity(&self.source.plan.reform);
            let Some(span) = (Span { from, to }).since(&self.rules.start.members) else {
                continue;
            };
            for (letter, kind, what, class) in [
                ("M", PostKind::Member, "成员", TitleClass::DivisionCadre),
                ("L", PostKind::Liaison, "联络员", TitleClass::SectionCadre),
            ] {
                self.set_up(&Seat {
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

    fn set_up(&mut self, seat: &Seat) {
        self.posts.push(RawPost {
            id: Some(seat.id.clone()),
            kind: Some(seat.kind.to_string()),
            level: Some(seat.level.to_string()),
            unit: Some(seat.unit.to_owned()),
            water: seat.water.map(str::to_owned),
            department: seat.department.map(str::to_owned),
            name: Some(seat.name.clone()),
            capacity: i64::try_from(seat.classes.len()).ok(),
            phone: Some(PHONE.to_owned()),
            valid_from: seat.span.from.clone(),
            valid_to: seat.span.to.clone(),
            ..RawPost::default()
        });
        let terms = match (seat.kind, seat.level) {
            (PostKind::Member | PostKind::Liaison | PostKind::ReservoirChief, _) => &self.rules.terms.members,
            (_, Level::City) => &self.rules.terms.city,
            (_, Level::County) => &self.rules.terms.county,
            (_, Level::Township) => &self.rules.terms.township,
            (_, Level::Village) => &self.rules.terms.village,
        };
        let vacancies: Vec<Span> = self
            .rules
            .vacancy
            .iter()
            .filter(|v| v.post == seat.id)
            .map(Span::from)
            .collect();
        for class in &seat.classes {
            let mut number = 0;
            for (term, span) in (1..).zip(spans(terms.clone())) {
                let since = seat.span.from.as_deref().unwrap_or_default();
                let within = span.since(since).and_then(|s| match &seat.span.to {
                    Some(to) => s.until(to),
                    None => Some(s),
                });
                let mut held: Vec<Span> = within.into_iter().collect();
                for vacancy in &vacancies {
                    held = held.iter().flat_map(|s| s.without(vacancy)).collect();
                }
                for span in held {
                    number += 1;
                    let holder = self.holder(seat, *class, term);
                    self.tenures.push(RawTenure {
                        id: Some(format!("T-{}-{class}-{number}", seat.id)),
                        post: Some(seat.id.clone()),
                        holder: Some(holder),
                        valid_from: span.from,
                        valid_to: span.to,
                        ..RawTenure::default()
                    });
                }
            }
        }
    }

    /// The holder of an office in a term; the same for every seat that goes with the office.
    fn holder(&mut self, seat: &Seat, class: TitleClass, term: usize) -> String {
        let id = match &seat.office {
            Some(_) => format!("H-{}-{term}", seat.id),
            None => format!("H-{}-{class}-{term}", seat.unit),
        };
        let (source, names) = (self.source, &self.names);
        let office = seat
            .office
            .clone()
            .unwrap_or_else(|| office(source, names, seat.unit, class));
        let title = match &seat.office {
            Some(office) => office.clone(),
            None => title(source, names, seat.unit, class),
        };
        self.holders.entry(id.clone()).or_insert_with(|| RawHolder {
            id: Some(id.clone()),
            name: Some(office),
            title: Some(title),
            title_class: Some(class.to_string()),
            unit: Some(seat.unit.to_owned()),
            ..RawHolder::default()
        });
        id
    }

    fn check(&self) -> Result<(), SynthError> {
        let ids: BTreeSet<&str> = self.posts.iter().filter_map(|p| p.id.as_deref()).collect();
        let named = self
            .rules
            .vacancy
            .iter()
            .map(|v| &v.post)
            .chain(self.rules.holder.iter().map(|h| &h.post));
        for post in named {
            if !ids.contains(post.as_str()) {
                return Err(SynthError::broken(
                    "post",
                    post,
                    "an exception names it, and there is no such post",
                ));
            }
        }
        Ok(())
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
        // `None` is ever at the front and still at the back.
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

fn role(text: &str) -> Result<TitleClass, SynthError> {
    TitleClass::parse(text).ok_or_else(|| SynthError::broken("role", text, "there is no such class of office"))
}

fn water_name(world: &RawWorld, code: &str) -> String {
    let water = world.waters.iter().find(|w| w.code.as_deref() == Some(code));
    water.and_then(|w| w.name.clone()).unwrap_or_else(|| code.to_owned())
}
