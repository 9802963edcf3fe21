//! Statistical codes compared with levels and parents (rules.md §13, L1).
use super::compose::Check;
use super::place;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::domain::records::AdminUnit;
use crate::snapshot::finding::Finding;
use crate::snapshot::world::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const LAYER: &str = "admin_units";

const DIGITS: Check = Check::error(
    "E_UNIT_CODE",
    "13",
    "改用国家统计局统计用区划代码：市、县 6 位，乡镇 9 位，村 12 位，全为数字",
);
const CLASS: Check = Check::warning(
    "W_UNIT_CODE_CLASS",
    "13",
    "核对代码：乡级后三位 001–099 街道、100–199 镇、200–399 乡、400–599 农场等类似单位；村级 001–199 居委会、200–399 村委会",
);
const PREFIX: Check = Check::error("E_UNIT_CODE_PREFIX", "13", "改正代码或上级，使上级代码是本级代码的前缀");
const PARENT: Check = Check::error(
    "E_UNIT_PARENT",
    "13",
    "补上紧邻上一级单位的代码，并使其有效期覆盖本单位；在此之前上级按所在位置认定",
);

pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let mut by_code: BTreeMap<&UnitCode, Vec<&Arc<AdminUnit>>> = BTreeMap::new();
    for unit in &snapshot.units {
        by_code.entry(&unit.code).or_default().push(unit);
    }
    // Neighbours are loaded for their names; they have no units below them.
    let levels: BTreeSet<Level> = snapshot
        .units
        .iter()
        .filter(|u| !u.neighbour)
        .map(|u| u.level)
        .collect();
    for unit in &snapshot.units {
        let code = unit.code.as_str();
        if code.len() != unit.level.code_digits() || !code.bytes().all(|b| b.is_ascii_digit()) {
            let want = unit.level.code_digits();
            let message = format!(
                "{}的代码 {code} 不是 {want} 位数字（{}）",
                unit.name,
                unit.level.short()
            );
            out.push(
                DIGITS
                    .finds(LAYER, &unit.code, message)
                    .field("code")
                    .at(place::of(&unit.geometry)),
            );
            continue;
        }
        class(unit, out);
        if !unit.neighbour {
            parent(unit, &by_code, &levels, out);
        }
    }
}

fn class(unit: &AdminUnit, out: &mut Vec<Finding>) {
    let code = unit.code.as_str();
    let tail = |digits: usize| code[code.len() - digits..].parse::<u32>().ok();
    let known = match unit.level {
        Level::City => tail(2) == Some(0),
        Level::County => tail(2).is_some_and(|t| t != 0),
        Level::Township | Level::Village => tail(3).is_some_and(|t| (1..=599).contains(&t)),
    };
    if !known {
        let message = format!(
            "{}的代码 {code} 末几位不属于{}的任何类别",
            unit.name,
            unit.level.short()
        );
        out.push(
            CLASS
                .finds(LAYER, &unit.code, message)
                .field("code")
                .at(place::of(&unit.geometry)),
        );
    }
}

/// How many leading digits a code shares with its parent.
fn shared_digits(level: Level) -> usize {
    match level {
        Level::City => 0,
        Level::County => 4,
        Level::Township => 6,
        Level::Village => 9,
    }
}

fn parent(
    unit: &AdminUnit,
    by_code: &BTreeMap<&UnitCode, Vec<&Arc<AdminUnit>>>,
    levels: &BTreeSet<Level>,
    out: &mut Vec<Finding>,
) {
    let above = levels.range(..unit.level).next_back();
    let mut report = |check: Check, message: String| {
        out.push(
            check
                .finds(LAYER, &unit.code, message)
                .field("parent")
                .at(place::of(&unit.geometry)),
        );
    };
    let Some(parent) = &unit.parent else {
        if let Some(above) = above {
            report(
                PARENT,
                format!("{} {} 没有填写上级（{}）", unit.name, unit.code, above.short()),
            );
        }
        return;
    };
    let digits = shared_digits(unit.level);
    if parent.as_str().get(..digits) != unit.code.as_str().get(..digits) {
        report(
            PREFIX,
            format!(
                "{}的代码 {} 与上级代码 {parent} 前 {digits} 位不同",
                unit.name, unit.code
            ),
        );
    }
    // A world with only this level may name parents that it doesn't have.
    let Some(above) = above else { return };
    let Some(versions) = by_code.get(parent) else {
        report(PARENT, format!("{} {} 的上级 {parent} 不存在", unit.name, unit.code));
        return;
    };
    if versions.iter().any(|p| p.level != *above) {
        report(
            PARENT,
            format!("{} {} 的上级 {parent} 不是{}单位", unit.name, unit.code, above.short()),
        );
    } else if !place::covered(unit.validity, versions.iter().map(|p| p.validity)) {
        report(
            PARENT,
            format!("{} {} 有效期内，上级 {parent} 有一段时间不存在", unit.name, unit.code),
        );
    }
}
