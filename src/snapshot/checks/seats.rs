//! Every mandatory seat exists and is filled (L2, L3, C1, C3, O1, Z2, Z3, E, J).
use super::compose::Check;
use super::conference;
use super::place;
use super::segments::SLACK_M;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level, PostKind, ZoneKind};
use crate::domain::records::Post;
use crate::geom::LonLat;
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
    post: Option<&'a Arc<Post>>,
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
        vacancy(law, post, self.place, out);
    }
}

fn vacancy(law: &Law, post: &Post, place: Option<LonLat>, out: &mut Vec<Finding>) {
    if law.tenures.get(&post.id).is_none_or(Vec::is_empty) {
        let message = format!("{} 在 {} 空缺", post.name, law.date);
        out.push(VACANT.finds("posts", &post.id, message).at(place));
    }
}

/// The `RIVER_CHIEF` post of a level for a unit and a water (S9).
pub(super) fn river_post<'a>(
    law: &'a Law,
    level: Level,
    unit: &'a UnitCode,
    water: &'a WaterCode,
) -> Option<&'a Arc<Post>> {
    law.posts_of(PostKind::RiverChief, Some(unit), Some(water))
        .find(|p| p.level == level)
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
        let posts = law.posts_of(PostKind::GeneralChief, Some(&unit.code), None);
        Seat {
            rule: if unit.level == Level::City { "L3" } else { "L2" },
            unit: &unit.code,
            water: None,
            what: format!("{}总河长", unit.name),
            post: posts.into_iter().next(),
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
        let by_segment = named.and_then(|s| law.posts.get(s.post.as_ref()?));
        Seat {
            rule: "C1",
            unit: &city.code,
            water: Some(&water.code),
            what: format!("{}市级河长", water.name),
            post: by_segment.or_else(|| river_post(law, Level::City, &city.code, &water.code)),
            place: place::of_water(law, &water.code),
        }
        .judge(law, out);
    }
}

/// Registered posts of a stretch or piece at a unit's level: of the unit itself, or of another that holds it (B, M).
enum Holds<'a> {
    Own(Option<&'a Arc<Post>>),
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
            return Holds::Own(s.post.as_ref().and_then(|p| law.posts.get(p)));
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
        let by_segment = match holds(law, &d.water, d.level, &d.unit, stretch) {
            Holds::Own(post) => post,
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
        Seat {
            rule: if city_level { "C3" } else { "O1" },
            unit: &d.unit,
            water: Some(&d.water),
            what: format!("{}{water}河长（{} 级）", name(&d.unit), d.level),
            post: by_segment.or_else(|| river_post(law, d.level, &d.unit, &d.water)),
            place,
        }
        .judge(law, out);
    }
}

fn zones(law: &Law, out: &mut Vec<Finding>) {
    let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
    for zone in law.zones.values().filter(|z| z.kind == ZoneKind::Water) {
        let Some(city) = city else { break };
        let post = law.posts_of(PostKind::ReservoirChief, None, Some(&zone.water)).next();
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
            let units = law.ancestors_on(&piece.village, &piece.geometry, level).into_iter();
            let own = units.filter_map(|u| law.units.get(u)).filter(|u| !u.neighbour);
            for unit in own {
                if !judged.insert((&zone.water, &unit.code)) {
                    continue;
                }
                Seat {
                    rule: "Z3",
                    unit: &unit.code,
                    water: Some(&zone.water),
                    what: format!("{}{}陆域河长（{level} 级）", unit.name, zone.water),
                    post: river_post(law, level, &unit.code, &zone.water),
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
        let named = s.post.as_ref().and_then(|p| law.posts.get(p));
        let place = s
            .reach
            .and_then(|r| place::at(law, &s.water, r.branch, f64::midpoint(r.from_m, r.to_m)));
        if let Some(post) = named.or_else(|| river_post(law, s.level, &s.unit, &s.water)) {
            vacancy(law, post, place, out);
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
        if law
            .posts_of(PostKind::GeneralChief, Some(&area.code), None)
            .next()
            .is_none()
        {
            report(None, format!("{}没有总河长职位", area.name));
        }
        let derived = law.network.derived.iter().filter(|d| area.over.contains(&d.unit));
        let waters: BTreeSet<&WaterCode> = derived.map(|d| &d.water).collect();
        for water in waters {
            if river_post(law, Level::County, &area.code, water).is_none() {
                report(Some(water), format!("{}没有{water}的河长职位", area.name));
            }
        }
    }
}
