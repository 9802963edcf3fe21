//! Every mandatory seat exists and is filled (L2, L3, C1, C3, O1, Z2, Z3, E, J).
use super::compose::Check;
use super::conference;
use super::place;
use super::segments::SLACK_M;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level, ZoneKind};
use crate::domain::records::{Post, RegisteredSegment};
use crate::geom::LonLat;
use crate::snapshot::posts::Incumbency;
use crate::snapshot::seating::Charge;
use crate::snapshot::{Finding, Law};
use std::collections::BTreeSet;
use std::sync::Arc;

const MISSING: Check = Check::error("E_SEAT_MISSING", "13", "设立该职位并登记");
const VACANT: Check = Check::warning("W_SEAT_VACANT", "G", "补登任职人；空缺期间首问上移一级");
const NO_POST: Check = Check::warning("W_ORPHAN_SEGMENT", "13", "为该河段登记河长职位");
const FUNCTIONAL: Check = Check::warning(
    "W_FUNCTIONAL_AREA_NO_POST",
    "E",
    "为功能区登记该职位；在此之前由行政县（区）的职位负责",
);

/// A seat that the plan asks for.
struct Seat<'a> {
    rule: &'static str,
    unit: &'a UnitCode,
    water: Option<&'a WaterCode>,
    what: String,
    post: Option<&'a Arc<Incumbency>>,
    place: Option<LonLat>,
}

impl Seat<'_> {
    fn judge(self, law: &Law, out: &mut Vec<Finding>) {
        let Some(post) = self.post else {
            let feature = match self.water {
                Some(water) => format!("{}/{water}", self.unit),
                None => self.unit.to_string(),
            };
            let message = format!("没有设立{}", self.what);
            out.push(MISSING.by(self.rule).finds("posts", feature, message).at(self.place));
            return;
        };
        vacancy(law, &post.post, self.place, out);
    }
}

fn vacancy(law: &Law, post: &Post, place: Option<LonLat>, out: &mut Vec<Finding>) {
    if law.tenures.get(&post.id).is_none_or(Vec::is_empty) {
        let message = format!("{} 在 {} 空缺", post.name, law.date);
        out.push(VACANT.finds("posts", &post.id, message).at(place));
    }
}

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    if !law.snapshot.layers.contains("posts") {
        return;
    }
    general(law, out);
    city(law, out);
    rivers(law, out);
    zones(law, out);
    registered(law, out);
    functional(law, out);
    conference::check(law, out);
}

fn general(law: &Law, out: &mut Vec<Finding>) {
    for unit in law.units.values().filter(|u| !u.neighbour && u.level != Level::Village) {
        let sitting = law.sitting(Charge::Whole, unit.level, Some(&unit.code), None);
        Seat {
            rule: if unit.level == Level::City { "L3" } else { "L2" },
            unit: &unit.code,
            water: None,
            what: format!("{}总河长", unit.name),
            post: sitting.post,
            place: place::of(&unit.geometry),
        }
        .judge(law, out);
    }
}

fn city(law: &Law, out: &mut Vec<Finding>) {
    let Some(city) = law.units.values().find(|u| u.level == Level::City && !u.neighbour) else {
        return;
    };
    // A water in the brackets of C1 has the chief of the river before them.
    let own_seat = |water: &WaterCode| {
        let parent = law.waters.get(water).and_then(|w| w.parent.as_ref());
        law.city_level(water) && !parent.is_some_and(|p| law.city_level(p))
    };
    for water in law.waters.values().filter(|w| own_seat(&w.code)) {
        let named = law
            .segments
            .values()
            .find(|s| s.level == Level::City && s.water == water.code);
        let charge = Charge::Water(&water.code, named.map(|s| &**s));
        Seat {
            rule: "C1",
            unit: &city.code,
            water: Some(&water.code),
            what: format!("{}市级河长", water.name),
            post: law.sitting(charge, Level::City, Some(&city.code), None).post,
            place: place::of_water(law, &water.code),
        }
        .judge(law, out);
    }
}

/// Whose segment stands on a stretch or piece at a unit's level: of the unit itself, or of another that holds it (B, M).
enum Holds<'a> {
    Own(&'a RegisteredSegment),
    Another,
    Nobody,
}

fn holds<'a>(
    law: &'a Law,
    water: &WaterCode,
    level: Level,
    unit: &UnitCode,
    d: Option<(u32, Bank, f64, f64)>,
) -> Holds<'a> {
    let mut another = false;
    for s in law.segments.values().filter(|s| s.level == level && s.water == *water) {
        let covers = match (s.reach, d) {
            (Some(r), Some((branch, bank, from, to))) => {
                let meets = r.bank == bank || r.bank == Bank::Both || bank == Bank::Both;
                r.branch == branch && meets && r.to_m.min(to) - r.from_m.max(from) > SLACK_M.min((to - from) / 2.0)
            }
            (None, None) => s.unit == *unit,
            _ => false,
        };
        if covers && s.unit == *unit {
            return Holds::Own(s);
        }
        another |= covers;
    }
    if another { Holds::Another } else { Holds::Nobody }
}

fn rivers(law: &Law, out: &mut Vec<Finding>) {
    let mut judged: BTreeSet<(&WaterCode, Level, &UnitCode)> = BTreeSet::new();
    for d in law.network.derived.iter().filter(|d| d.level != Level::City) {
        let city_level = law.city_level(&d.water);
        if d.level == Level::Village && !city_level {
            continue;
        }
        let stretch = d.stretch.map(|s| (s.branch, s.bank, s.from_m, s.to_m));
        let registered = match holds(law, &d.water, d.level, &d.unit, stretch) {
            Holds::Own(segment) => Some(segment),
            Holds::Another => continue,
            Holds::Nobody => None,
        };
        if !judged.insert((&d.water, d.level, &d.unit)) {
            continue;
        }
        let name = |code: &UnitCode| law.units.get(code).map_or_else(|| code.to_string(), |u| u.name.clone());
        let water = law.waters.get(&d.water).map_or(d.water.as_str(), |w| &w.name);
        let place = match d.stretch {
            Some(s) => place::at(law, &d.water, s.branch, f64::midpoint(s.from_m, s.to_m)),
            None => place::of_water(law, &d.water),
        };
        let areas = if d.level == Level::County {
            law.areas_under(&d.water, &d.unit, d.stretch)
        } else {
            vec![None]
        };
        for area in areas {
            let charge = Charge::Water(&d.water, registered);
            Seat {
                rule: if city_level { "C3" } else { "O1" },
                unit: &d.unit,
                water: Some(&d.water),
                what: format!("{}{water}河长（{} 级）", name(&d.unit), d.level),
                post: law.sitting(charge, d.level, Some(&d.unit), area).post,
                place,
            }
            .judge(law, out);
        }
    }
}

fn zones(law: &Law, out: &mut Vec<Finding>) {
    let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
    for zone in law.zones.values().filter(|z| z.kind == ZoneKind::Water) {
        let Some(city) = city else { break };
        let post = law
            .sitting(Charge::Pool(&zone.water), Level::City, Some(&city.code), None)
            .post;
        Seat {
            rule: "Z2",
            unit: &city.code,
            water: Some(&zone.water),
            what: format!("{}库长", zone.water),
            post,
            place: place::of(&zone.geometry),
        }
        .judge(law, out);
    }
    let mut judged: BTreeSet<(&WaterCode, &UnitCode)> = BTreeSet::new();
    for piece in &law.zone_pieces {
        let Some(zone) = law.zones.get(&piece.zone) else {
            continue;
        };
        for level in [Level::County, Level::Township, Level::Village] {
            for (unit, sitting) in law.land_sittings(piece, level) {
                if !judged.insert((&zone.water, unit)) {
                    continue;
                }
                let name = law.units.get(unit).map_or(unit.as_str(), |u| &u.name);
                Seat {
                    rule: "Z3",
                    unit,
                    water: Some(&zone.water),
                    what: format!("{name}{}陆域河长（{level} 级）", zone.water),
                    post: sitting.post,
                    place: place::of(&piece.geometry),
                }
                .judge(law, out);
            }
        }
    }
}

/// Segments without any post, where the plan leaves the seat to the township (O2); elsewhere the seat is missing above.
fn registered(law: &Law, out: &mut Vec<Finding>) {
    let optional =
        |s: &&Arc<crate::domain::records::RegisteredSegment>| s.level == Level::Village && !law.city_level(&s.water);
    for s in law.segments.values().filter(optional) {
        let place = s
            .reach
            .and_then(|r| place::at(law, &s.water, r.branch, f64::midpoint(r.from_m, r.to_m)));
        let charge = Charge::Water(&s.water, Some(s));
        if let Some(post) = law.sitting(charge, s.level, Some(&s.unit), None).post {
            vacancy(law, &post.post, place, out);
        } else {
            let message = format!("河段 {} 没有河长职位", s.id);
            out.push(NO_POST.finds("segments", &s.id, message).field("post").at(place));
        }
    }
}

/// Rule E: posts of the functional area for its general chief and for every water in it.
fn functional(law: &Law, out: &mut Vec<Finding>) {
    for area in &law.functional_areas {
        let mut report = |water: Option<&WaterCode>, message: String| {
            let feature = water.map_or_else(|| area.code.to_string(), |w| format!("{}/{w}", area.code));
            let at = area.geometry.as_ref().and_then(place::of);
            out.push(FUNCTIONAL.finds("functional_areas", feature, message).at(at));
        };
        let lacks = |charge| law.sitting(charge, Level::County, None, Some(area)).area_without_post;
        if lacks(Charge::Whole) {
            report(None, format!("{}没有总河长职位", area.name));
        }
        let derived = law.network.derived.iter().filter(|d| area.over.contains(&d.unit));
        let waters: BTreeSet<&WaterCode> = derived.map(|d| &d.water).collect();
        for water in waters {
            if lacks(Charge::Water(water, None)) {
                report(Some(water), format!("{}没有{water}的河长职位", area.name));
            }
        }
    }
}
