//! Every mandatory seat exists and is filled (L2, L3, C1, C3, O1, Z2, Z3, E, J).
use super::compose::Check;
use super::conference;
use super::names;
use super::place;
use crate::domain::clause::RuleId;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::records::Post;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::required_seats::{Ground, RequiredSeat, required_seats};
use crate::snapshot::seating::Charge;
use riverchief_geom::LonLat;
use std::collections::BTreeSet;
use std::sync::Arc;

const MISSING: Check = Check::error("E_SEAT_MISSING", "13", "设立该岗位并登记");
const VACANT: Check = Check::warning("W_SEAT_VACANT", "G", "补登任职人；空缺期间首问上移一级");
const NO_POST: Check = Check::warning("W_ORPHAN_SEGMENT", "13", "为该河段登记河长岗位");
const FUNCTIONAL: Check = Check::warning(
    "W_FUNCTIONAL_AREA_NO_POST",
    "E",
    "为功能区登记该岗位；在此之前由行政县（区）的岗位负责",
);

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
    for seat in required_seats(law).iter().filter(|seat| !seat.optional) {
        judge(law, seat, out);
    }
    registered(law, out);
    functional(law, out);
    conference::check(law, out);
}

/// A required seat exists and is held.
fn judge(law: &Law, seat: &RequiredSeat, out: &mut Vec<Finding>) {
    let place = place_of(law, seat);
    match (seat.post, seat.state) {
        (Some(post), _) => vacancy(law, &post.post, place, out),
        (None, SeatState::Gap) => {
            let codes = [
                seat.unit.as_ref().map(UnitCode::as_str),
                seat.water.as_ref().map(WaterCode::as_str),
            ];
            let feature = codes.into_iter().flatten().collect::<Vec<_>>().join("/");
            let rule = match (seat.kind, seat.level) {
                (PostKind::GeneralChief, Level::City) => RuleId::L3,
                _ => seat.rule,
            };
            let message = format!("没有设立{}", words(law, seat));
            out.push(MISSING.by(rule.as_str()).finds("posts", feature, message).at(place));
        }
        // Nothing is required yet (S35).
        _ => {}
    }
}

fn place_of(law: &Law, seat: &RequiredSeat) -> Option<LonLat> {
    match (seat.ground, &seat.water) {
        (Ground::Unit, _) => place::of(&law.units.get(seat.unit.as_ref()?)?.geometry),
        (Ground::Water, water) => place::of_water(law, water.as_ref()?),
        (Ground::Stretch(s), water) => place::at(law, water.as_ref()?, s.branch, f64::midpoint(s.from_m, s.to_m)),
        (Ground::Zone(id), _) => place::of(&law.zones.get(id)?.geometry),
        (Ground::Piece(number), _) => place::of(&law.zone_pieces.get(number)?.geometry),
    }
}

fn words(law: &Law, seat: &RequiredSeat) -> String {
    let area = |code: &UnitCode| law.functional_areas.iter().find(|a| a.code == *code);
    let named = |code: &UnitCode| match (law.units.get(code), area(code)) {
        (Some(unit), _) => unit.name.clone(),
        (None, Some(area)) => area.name.clone(),
        (None, None) => code.to_string(),
    };
    let unit = seat.unit.as_ref().map_or_else(String::new, named);
    let water = seat
        .water
        .as_ref()
        .map_or("", |code| law.waters.get(code).map_or(code.as_str(), |w| &w.name));
    match (seat.kind, seat.level, seat.rule) {
        (PostKind::GeneralChief, ..) => format!("{unit}总河长"),
        (PostKind::ReservoirChief, ..) => format!("{water}库长"),
        (_, Level::City, _) => format!("{water}市级河长"),
        (_, level, RuleId::Z3) => format!("{unit}{water}陆域河长（{}）", level.short()),
        (_, level, _) => format!("{unit}{water}河长（{}）", level.short()),
    }
}

/// Segments without a post where the township decides whether there is one (O2); elsewhere a missing seat is reported
/// above.
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
            let message = format!("河段 {} 没有河长岗位", s.id);
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
            report(None, format!("{}没有总河长岗位", area.name));
        }
        let derived = law.network.derived.iter().filter(|d| area.over.contains(&d.unit));
        let waters: BTreeSet<&WaterCode> = derived.map(|d| &d.water).collect();
        for water in waters {
            if lacks(Charge::Water(water, None)) {
                report(
                    Some(water),
                    format!("{}没有{}的河长岗位", area.name, names::water(law, water)),
                );
            }
        }
    }
}
