//! Member units for a concern with their duties (F6, F7, F8), and the offices of a chain (F1, F2, U5).
use crate::domain::answer::{Competence, MemberUnit, Seat, TaskUnits};
use crate::domain::ids::{DepartmentCode, UnitCode};
use crate::domain::kinds::Level;
use crate::domain::records::{Concern, Department, Office};
use crate::domain::results::OfficeView;
use crate::index::Index;
use crate::snapshot::Law;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Who is competent for a concern, by its name or an alias, ignoring white space and width.
///
/// A unit that is no longer (or not yet) valid on the date is replaced by its successors in turn (F8);
/// one without a valid successor is left out. `None`: the world names no such concern.
#[must_use]
pub fn departments_for(index: &Index, concern: &str) -> Option<Competence> {
    let law = &index.law;
    let found = find(law, concern)?;
    let task = law.snapshot.tasks.iter().find(|t| t.id == found.source);
    Some(Competence {
        concern: found.name.clone(),
        departments: on_the_day(law, &found.departments),
        task: task.map(|t| TaskUnits {
            id: t.id.clone(),
            title: t.title.clone(),
            lead: on_the_day(law, &t.lead),
            responsible: on_the_day(law, &t.responsible),
            open_ended: t.open_ended,
            counties: t.counties,
            functional_area: t.functional_area,
        }),
        source: found.source.clone(),
    })
}

/// The valid units in place of those named, each once, in the order of the names.
fn on_the_day(law: &Law, named: &[DepartmentCode]) -> Vec<MemberUnit> {
    let mut units: Vec<MemberUnit> = Vec::new();
    for code in named {
        let Some(valid) = current(law, code) else { continue };
        let at = units.iter().position(|u| u.code == valid.code).unwrap_or_else(|| {
            units.push(member(valid));
            units.len() - 1
        });
        if valid.code != *code {
            // The version with the latest dates has the words that were last in force.
            let versions = law.snapshot.departments.iter().filter(|d| d.code == *code);
            let last = versions.max_by_key(|d| d.validity.from);
            units[at].in_place_of.extend(last.map(|d| member(d)));
        }
    }
    units
}

fn member(department: &Department) -> MemberUnit {
    MemberUnit {
        code: department.code.clone(),
        name: department.name.clone(),
        duty: department.duty.clone(),
        in_place_of: Vec::new(),
    }
}

/// Every concern that the world names, in the order of the world.
#[must_use]
pub fn concerns(index: &Index) -> &[Arc<Concern>] {
    &index.law.snapshot.concerns
}

/// The concern of a name or an alias; `None`: the world names no such concern.
#[must_use]
pub fn concern<'a>(index: &'a Index, name: &str) -> Option<&'a Arc<Concern>> {
    find(&index.law, name)
}

fn find<'a>(law: &'a Law, concern: &str) -> Option<&'a Arc<Concern>> {
    let wanted = folded(concern);
    let all = &law.snapshot.concerns;
    if wanted.is_empty() {
        return None;
    }
    all.iter()
        .find(|c| folded(&c.name) == wanted)
        .or_else(|| all.iter().find(|c| c.aliases.iter().any(|a| folded(a) == wanted)))
}

/// Width, case and white space make no difference between names.
pub(crate) fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn current<'a>(law: &'a Law, code: &DepartmentCode) -> Option<&'a Department> {
    let mut code = code.clone();
    let mut seen = BTreeSet::new();
    while seen.insert(code.clone()) {
        let versions: Vec<_> = law.snapshot.departments.iter().filter(|d| d.code == code).collect();
        if let Some(valid) = versions.iter().find(|d| d.validity.contains(law.date)) {
            return Some(valid);
        }
        code = versions.iter().find_map(|d| d.successor.clone())?;
    }
    None
}

/// Offices of the units of a chain, city first (F1): ids of the layer `offices`.
#[must_use]
pub fn offices_for(index: &Index, chain: &[Seat], general: &[Seat]) -> Vec<String> {
    let units: BTreeSet<&UnitCode> = chain.iter().chain(general).filter_map(|s| s.unit.as_ref()).collect();
    let offices = units.into_iter().flat_map(|unit| index.attached().offices_of(unit));
    let mut list: Vec<&Arc<Office>> = offices.collect();
    list.sort_by(|a, b| (a.level, &a.id).cmp(&(b.level, &b.id)));
    list.into_iter().map(|o| o.id.clone()).collect()
}

/// An office with the offices below it and the office above it (U5).
#[must_use]
pub fn office(index: &Index, id: &str) -> Option<OfficeView> {
    let law = &index.law;
    let office = law.offices().find(|o| o.id == id)?;
    // The nearest office up the chain of parents; if a county has no office, the city's office is above its townships'
    // offices.
    let above = |office: &Office| {
        let levels = Level::ALL.iter().rev().filter(|l| **l < office.level);
        levels
            .filter_map(|l| law.ancestor(&office.unit, *l))
            .find_map(|unit| law.offices().find(|o| o.unit == unit.code))
    };
    Some(OfficeView {
        id: office.id.clone(),
        name: office.name.clone(),
        level: office.level,
        unit: office.unit.clone(),
        seat: office.seat.clone(),
        director: office.director.clone(),
        deputies: office.deputies.clone(),
        phone: office.phone.clone(),
        supervised_by: above(office).map(|o| o.id.clone()),
        supervises: law
            .offices()
            .filter(|o| above(o).is_some_and(|up| up.id == office.id))
            .map(|o| o.id.clone())
            .collect(),
    })
}
