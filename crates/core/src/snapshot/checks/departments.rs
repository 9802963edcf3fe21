//! Member units, offices and documents (F1, F4, F5, F8, M5, M8, M9, P4).
use super::compose::Check;
use super::place;
use crate::domain::ids::{DepartmentCode, UnitCode};
use crate::domain::kinds::{Level, PostKind};
use crate::domain::records::AdminUnit;
use crate::domain::terms;
use crate::domain::time::Date;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::world::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The number of member units that F4 lists.
const MEMBER_UNITS: usize = 21;

const SUCCESSOR: Check = Check::error(
    "E_SUCCESSOR",
    "F8",
    "改正 successor，使沿革不成环，且接替单位在被接替之日有效",
);
const UNITS: Check = Check::warning("W_MEMBER_UNITS", "F4", "补齐方案列出的 21 个成员单位");
const MEMBER: Check = Check::warning("W_MEMBER_SEAT", "F5", "为该成员单位登记 1 名处级成员和 1 名科级联络员");
const MEMBER_BELOW: Check = Check::note("N_MEMBER_SEAT", "F5", "县、乡镇参照执行；需要时补上成员或联络员");
const OFFICE: Check = Check::error("E_OFFICE_MISSING", "F1", "登记该级河长制办公室");
const OFFICE_VILLAGE: Check = Check::warning("W_OFFICE_AT_VILLAGE", "F1", "村（社区）不设河长制办公室，删去该记录");
const SYSTEM: Check = Check::warning("W_DOCUMENT_MISSING", "M5", "登记已印发的文件及印发日期、报送单位");
const POLICY: Check = Check::note("N_NO_WATER_POLICY", "P4", "编制并登记该水体的“一河一策”");

/// Checks that do not depend on the date.
pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let next: BTreeMap<&DepartmentCode, &DepartmentCode> = (snapshot.departments.iter())
        .filter_map(|d| Some((&d.code, d.successor.as_ref()?)))
        .collect();
    for department in &snapshot.departments {
        let mut report = |check: Check, field: &'static str, message: String| {
            out.push(check.finds("departments", &department.code, message).field(field));
        };
        let Some(successor) = &department.successor else {
            continue;
        };
        let mut seen = BTreeSet::from([&department.code]);
        let mut at = &department.code;
        while let Some(then) = next.get(at) {
            if !seen.insert(then) {
                report(
                    SUCCESSOR,
                    "successor",
                    format!("{} 的沿革成环：又回到 {then}", department.name),
                );
                break;
            }
            at = then;
        }
        match department.validity.to {
            None => report(
                SUCCESSOR,
                "valid_to",
                format!("{} 有接替单位 {successor}，但没有终止日", department.name),
            ),
            Some(end) => {
                let mut versions = snapshot.departments.iter().filter(|d| d.code == *successor).peekable();
                // A successor that doesn't exist is reported as a dangling reference.
                if versions.peek().is_some() && !versions.any(|d| d.validity.contains(end)) {
                    let message = format!("{} 于 {end} 终止时，接替单位 {successor} 无效", department.name);
                    report(SUCCESSOR, "successor", message);
                }
            }
        }
    }
}

/// What must exist on the date.
pub(super) fn on_date(law: &Law, out: &mut Vec<Finding>) {
    members(law, out);
    offices(law, out);
    if law.snapshot.layers.contains("documents") {
        documents(law, out);
    }
}

fn members(law: &Law, out: &mut Vec<Finding>) {
    if !law.snapshot.layers.contains("departments") {
        return;
    }
    let valid: Vec<_> = law
        .snapshot
        .departments
        .iter()
        .filter(|d| d.validity.contains(law.date))
        .collect();
    if valid.len() < MEMBER_UNITS {
        let message = format!("当日只有 {} 个成员单位，方案列出 {MEMBER_UNITS} 个", valid.len());
        out.push(UNITS.finds("departments", "*", message).of(small(valid.len()), "units"));
    }
    if !law.snapshot.layers.contains("posts") {
        return;
    }
    for unit in law.units.values().filter(|u| !u.neighbour && u.level != Level::Village) {
        let seats = |kind| (law.posts.values()).filter(move |p| p.kind == kind && p.unit == unit.code);
        let set_up = seats(PostKind::Member).chain(seats(PostKind::Liaison)).next().is_some();
        if unit.level != Level::City && !set_up {
            continue;
        }
        let check = if unit.level == Level::City {
            MEMBER
        } else {
            MEMBER_BELOW
        };
        for department in &valid {
            for (kind, name) in [(PostKind::Member, "成员"), (PostKind::Liaison, "联络员")] {
                let mut of_department = seats(kind).filter(|p| p.department.as_ref() == Some(&department.code));
                let filled = of_department.any(|p| law.tenures.get(&p.id).is_some_and(|t| !t.is_empty()));
                if !filled {
                    let message = format!("{}{} 没有在任的{name}", unit.name, department.name);
                    let feature = format!("{}/{}", unit.code, department.code);
                    out.push(check.finds("departments", feature, message).field(kind.as_str()));
                }
            }
        }
    }
}

fn small(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn offices(law: &Law, out: &mut Vec<Finding>) {
    if !law.snapshot.layers.contains("offices") {
        return;
    }
    let valid: Vec<_> = law
        .snapshot
        .offices
        .iter()
        .filter(|o| o.validity.contains(law.date))
        .collect();
    for unit in law.units.values().filter(|u| !u.neighbour && u.level <= Level::County) {
        if !valid.iter().any(|o| o.unit == unit.code) {
            let message = format!("{} 没有河长制办公室", unit.name);
            out.push(
                OFFICE
                    .finds("offices", &unit.code, message)
                    .at(place::of(&unit.geometry)),
            );
        }
    }
    for office in valid.iter().filter(|o| o.level == Level::Village) {
        out.push(
            OFFICE_VILLAGE
                .finds("offices", &office.id, format!("{} 设于村级", office.name))
                .field("level"),
        );
    }
}

/// Deadlines of M8 and M9, and the documents due from each level.
const PLANS_DUE: Date = Date::constant(2017, 12, 31);
const SYSTEMS_DUE: Date = Date::constant(2018, 3, 31);
const SYSTEMS: [&str; 7] = [
    "meeting_system",
    "reporting_system",
    "sharing_system",
    "inspection_system",
    "acceptance_system",
    "incentive_system",
    "assessment",
];

fn documents(law: &Law, out: &mut Vec<Finding>) {
    for unit in law.units.values().filter(|u| !u.neighbour && u.level < Level::Village) {
        if law.date > PLANS_DUE && unit.level != Level::City {
            owed(law, unit, &["work_plan"], "M8", out);
        }
        if law.date > SYSTEMS_DUE && unit.level < Level::Township {
            owed(
                law,
                unit,
                &SYSTEMS,
                if unit.level == Level::City { "M5" } else { "M9" },
                out,
            );
        }
    }
    for water in law.waters.values() {
        let has = |d: &&Arc<_>| policy_of(d, &water.code);
        if !law.snapshot.documents.iter().any(|d| has(&d)) {
            let message = format!("{} 没有“一河一策”（一湖一策、一库一策）", water.name);
            out.push(
                POLICY
                    .finds("waters", &water.code, message)
                    .at(place::of_water(law, &water.code)),
            );
        }
    }
}

fn policy_of(document: &crate::domain::records::Document, water: &crate::domain::ids::WaterCode) -> bool {
    document.kind == "water_policy" && document.water.as_ref() == Some(water)
}

/// One finding per unit, listing everything that is missing.
fn owed(law: &Law, unit: &AdminUnit, kinds: &[&str], rule: &'static str, out: &mut Vec<Finding>) {
    let issued = |kind: &str, unit: &UnitCode| {
        (law.snapshot.documents.iter())
            .any(|d| d.kind == kind && d.unit.as_ref() == Some(unit) && d.issued.is_some_and(|day| day <= law.date))
    };
    let missing = kinds.iter().copied().filter(|k| !issued(k, &unit.code));
    let missing: Vec<&str> = missing.map(terms::document).collect();
    if !missing.is_empty() {
        let message = format!("{} 到期未登记已印发的{}", unit.name, missing.join("、"));
        let finding = SYSTEM.by(rule).finds("documents", &unit.code, message);
        out.push(
            finding
                .of(small(missing.len()), "documents")
                .at(place::of(&unit.geometry)),
        );
    }
}
