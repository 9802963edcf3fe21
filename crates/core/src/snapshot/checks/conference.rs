//! Whether the convener of a joint conference can be determined (§7).
use super::compose::Check;
use super::names;
use super::place;
use crate::domain::answer::convener_tie_m;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::Water;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::seating::Charge;
use geo::{BoundingRect, Intersects, Relate};
use std::collections::BTreeMap;

const COMMANDER: Check = Check::error(
    "E_COMMANDER_COUNTY",
    "JA6",
    "改正 commander_county：防汛抗旱指挥长所在县（区）须是该水体流经的县（区）；在此之前按最长河段确定召集人",
);
const OVERRIDE: Check = Check::error(
    "E_CONVENER_OVERRIDE",
    "J2",
    "改正 convener_override：指定的召集县（区）须是该水体流经的县（区）",
);
const NO_CONVENER: Check = Check::error("E_NO_CONVENER", "J1", "设立召集县（区）的河长岗位");
const TIE: Check = Check::note(
    "N_CONVENER_TIE",
    "JA2",
    "核对河长长度，或用 convener_override 指定召集县（区）",
);

/// A shorter reach does not make a county a member (J1).
const LEAST_M: f64 = 0.001;

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    for water in law.waters.values().filter(|w| !law.city_level(&w.code)) {
        of_water(law, water, out);
    }
}

/// The counties that have a part of a water (J1), with the lengths of branch 0: total, and shared with another (JA3).
fn lengths(law: &Law, water: &WaterCode) -> BTreeMap<UnitCode, (f64, f64)> {
    let mut counties: BTreeMap<UnitCode, (f64, f64)> = BTreeMap::new();
    let derived = law.network.derived.iter();
    for d in derived.filter(|d| d.water == *water && d.level == Level::County) {
        let Some(s) = d.stretch else {
            counties.entry(d.unit.clone()).or_default();
            continue;
        };
        let length_m = s.to_m - s.from_m;
        if length_m < LEAST_M {
            continue;
        }
        let sums = counties.entry(d.unit.clone()).or_default();
        if s.branch == 0 {
            sums.0 += length_m;
            sums.1 += if s.bank == Bank::Both { 0.0 } else { length_m };
        }
    }
    for area in law.water_areas.iter().filter(|a| a.water == *water) {
        let Some(bounds) = area.geometry.bounding_rect() else {
            continue;
        };
        for county in law.units.values().filter(|u| u.level == Level::County && !u.neighbour) {
            let near = county.geometry.bounding_rect().is_some_and(|r| r.intersects(&bounds));
            let meet = || county.geometry.relate(&area.geometry).matches("T********");
            if near && !counties.contains_key(&county.code) && meet().unwrap_or(false) {
                counties.insert(county.code.clone(), (0.0, 0.0));
            }
        }
    }
    counties
}

fn of_water(law: &Law, water: &Water, out: &mut Vec<Finding>) {
    let counties = lengths(law, &water.code);
    let at = place::of_water(law, &water.code);
    for (check, field, county) in [
        (COMMANDER, "commander_county", &water.commander_county),
        (OVERRIDE, "convener_override", &water.convener_override),
    ] {
        if let Some(county) = county
            && !counties.contains_key(county)
        {
            let message = format!(
                "{}的 {field} 为{}，不是其流经的县（区）（{}）",
                water.name,
                names::unit(law, county),
                names::units(law, counties.keys())
            );
            out.push(check.finds("waters", &water.code, message).field(field).at(at));
        }
    }
    if counties.len() < 2 {
        return;
    }
    let greatest_m = counties.values().map(|l| l.0).fold(0.0, f64::max);
    let within = |length_m: f64, greatest_m: f64| greatest_m - length_m <= convener_tie_m(greatest_m);
    let tied: Vec<(&UnitCode, f64)> = counties
        .iter()
        .filter(|(_, l)| within(l.0, greatest_m))
        .map(|(code, l)| (code, l.0 - l.1))
        .collect();
    let decided = [&water.convener_override, &water.commander_county];
    let decided = decided.into_iter().flatten().find(|c| counties.contains_key(*c));
    // Pieces of areas have no shoreline here: the answer determines which county has the longest (JA4).
    if decided.is_none() && tied.len() > 1 && greatest_m > 0.0 {
        let message = format!(
            "{}在{}的河段并列最长（{greatest_m:.1} m）",
            water.name,
            names::units(law, tied.iter().map(|t| t.0))
        );
        out.push(TIE.finds("waters", &water.code, message).of(greatest_m, "m").at(at));
    }
    let exclusive_m = tied.iter().map(|t| t.1).fold(0.0, f64::max);
    let convener = decided.or_else(|| tied.iter().find(|t| within(t.1, exclusive_m)).map(|t| t.0));
    let Some(county) = convener else { return };
    let registered =
        (law.segments.values()).filter(|s| s.level == Level::County && s.water == water.code && s.unit == *county);
    let charges = registered.map(|s| Charge::Water(&water.code, Some(s)));
    let mut charges = charges.chain([Charge::Water(&water.code, None)]);
    let areas = law.areas_under(&water.code, county, None);
    let has_post = |charge| {
        areas
            .iter()
            .any(|a| law.sitting(charge, Level::County, Some(county), *a).post.is_some())
    };
    if !charges.any(has_post) {
        let message = format!(
            "{}跨县（区），召集县（区）{}没有该水体的河长岗位",
            water.name,
            names::unit(law, county)
        );
        out.push(NO_CONVENER.finds("waters", &water.code, message).at(at));
    }
}
