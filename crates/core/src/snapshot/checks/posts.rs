//! Which posts may exist (L2, §0, O3, M), and which have no responsibility (§13 orphans).
use super::compose::Check;
use super::names;
use super::place;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::{Level, PostKind, ZoneKind};
use crate::domain::records::Post;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::world::Snapshot;
use std::collections::HashMap;

const AT_VILLAGE: Check = Check::error("E_GENERAL_AT_VILLAGE", "L2", "村（社区）不设总河长，删去该岗位");
const NOT_CITY: Check = Check::error("E_RESERVOIR_CHIEF_LEVEL", "Z2", "库长只设于市级，改正岗位级别");
const LEVEL: Check = Check::error("E_POST_LEVEL", "L1", "使岗位级别与其单位的级别一致");
const WATERLESS: Check = Check::error("E_POST_WATER", "L5", "总河长不填水体；管某一水体的是河长");
const NO_DEPARTMENT: Check = Check::error("E_POST_DEPARTMENT", "F5", "填写成员单位代码");
const ORPHAN: Check = Check::warning(
    "W_ORPHAN_POST",
    "13",
    "登记其河段或库片，或改正岗位的单位、水体，或撤销该岗位",
);

/// Checks that do not depend on the date.
pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let mut levels: HashMap<&UnitCode, Level> = HashMap::new();
    for unit in &snapshot.units {
        levels.entry(&unit.code).or_insert(unit.level);
    }
    for post in &snapshot.posts {
        let mut report = |check: Check, field: &'static str, message: String| {
            out.push(check.finds("posts", &post.id, message).field(field));
        };
        let name = &post.name;
        match post.kind {
            PostKind::GeneralChief if post.level == Level::Village => {
                report(AT_VILLAGE, "level", format!("{name} 是村级总河长"));
            }
            PostKind::ReservoirChief if post.level != Level::City => {
                report(NOT_CITY, "level", format!("{name} 是{}库长", post.level.short()));
            }
            _ => {}
        }
        if post.kind == PostKind::GeneralChief && post.water.is_some() {
            report(WATERLESS, "water", format!("{name} 是总河长，但填写了水体"));
        }
        if matches!(post.kind, PostKind::Member | PostKind::Liaison) && post.department.is_none() {
            report(NO_DEPARTMENT, "department", format!("{name} 没有填写成员单位"));
        }
        let area = snapshot.functional_areas.iter().any(|a| a.code == post.unit);
        let expected = levels.get(&post.unit).copied().or(area.then_some(Level::County));
        if let Some(expected) = expected
            && expected != post.level
        {
            report(
                LEVEL,
                "level",
                format!(
                    "{name} 为{}，其单位 {} 为{}",
                    post.level.short(),
                    post.unit,
                    expected.short()
                ),
            );
        }
    }
}

/// Chiefs of the date that are responsible for no segment, zone or piece.
pub(super) fn orphans(law: &Law, out: &mut Vec<Finding>) {
    for post in law.posts.values() {
        if matches!(post.kind, PostKind::RiverChief | PostKind::ReservoirChief) && !reached(law, post) {
            let water = post.water.as_ref();
            let at = water.and_then(|w| place::of_water(law, w));
            let message = format!(
                "{} 不对应任何河段、库片或水域（单位：{}；水体：{}）",
                post.name,
                names::unit(law, &post.unit),
                water.map_or("未填", |w| names::water(law, w))
            );
            out.push(ORPHAN.finds("posts", &post.id, message).at(at));
        }
    }
}

fn reached(law: &Law, post: &Post) -> bool {
    if law.segments.values().any(|s| s.post.as_ref() == Some(&post.id)) {
        return true;
    }
    let Some(water) = &post.water else { return false };
    if post.kind == PostKind::ReservoirChief {
        return law
            .zones
            .values()
            .any(|z| z.kind == ZoneKind::Water && z.water == *water);
    }
    if post.level == Level::City {
        return law.city_level(water);
    }
    let area = law.functional_areas.iter().find(|a| a.code == post.unit);
    let derived = (law.network.derived.iter()).any(|d| {
        d.water == *water
            && match area {
                Some(area) => area.over.contains(&d.unit),
                None => d.level == post.level && d.unit == post.unit,
            }
    });
    derived
        || law.zone_pieces.iter().any(|piece| {
            let of_water = law.zones.get(&piece.zone).is_some_and(|z| z.water == *water);
            let above = |level| law.ancestors_on(&piece.village, &piece.geometry, level);
            let of_unit = match area {
                Some(area) => Level::ALL
                    .iter()
                    .any(|l| above(*l).into_iter().any(|u| area.over.contains(u))),
                None => above(post.level).contains(&post.unit),
            };
            of_water && of_unit
        })
}
