//! Member units for a concern (F7, F8) and the offices of a chain (F1, F2, U5).
use crate::domain::answer::{Competence, Seat};
use crate::domain::ids::{DepartmentCode, UnitCode};
use crate::domain::kinds::Level;
use crate::domain::records::{Concern, Office};
use crate::domain::views::OfficeView;
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
    let mut departments: Vec<DepartmentCode> = Vec::new();
    for code in &found.departments {
        if let Some(current) = current(law, code)
            && !departments.contains(&current)
        {
            departments.push(current);
        }
    }
    Some(Competence {
        concern: found.name.clone(),
        departments,
        source: found.source.clone(),
    })
}

/// Every concern that the world names, in the order of the world.
#[must_use]
pub fn concerns(index: &Index) -> &[Arc<Concern>] {
    &index.law.snapshot.concerns
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

/// Width, case and white space do not make another name.
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

fn current(law: &Law, code: &DepartmentCode) -> Option<DepartmentCode> {
    let mut code = code.clone();
    let mut seen = BTreeSet::new();
    while seen.insert(code.clone()) {
        let versions: Vec<_> = law.snapshot.departments.iter().filter(|d| d.code == code).collect();
        if versions.iter().any(|d| d.validity.contains(law.date)) {
            return Some(code);
        }
        code = versions.iter().find_map(|d| d.successor.clone())?;
    }
    None
}

/// Offices of the units of a chain, city first (F1): ids of the layer `offices`.
#[must_use]
pub fn offices_for(index: &Index, chain: &[Seat], general: &[Seat]) -> Vec<String> {
    let units: BTreeSet<&UnitCode> = chain.iter().chain(general).filter_map(|s| s.unit.as_ref()).collect();
    let mut list: Vec<&Arc<Office>> = valid_offices(&index.law).filter(|o| units.contains(&o.unit)).collect();
    list.sort_by(|a, b| (a.level, &a.id).cmp(&(b.level, &b.id)));
    list.into_iter().map(|o| o.id.clone()).collect()
}

pub(crate) fn valid_offices(law: &Law) -> impl Iterator<Item = &Arc<Office>> {
    law.snapshot
        .offices
        .iter()
        .filter(move |o| o.validity.contains(law.date))
}

/// An office with whom it guides and who guides it (U5).
#[must_use]
pub fn office(index: &Index, id: &str) -> Option<OfficeView> {
    let law = &index.law;
    let office = valid_offices(law).find(|o| o.id == id)?;
    // The nearest office up the chain of parents; a county without an office leaves its townships' to the city's.
    let above = |office: &Office| {
        let levels = Level::ALL.iter().rev().filter(|l| **l < office.level);
        levels
            .filter_map(|l| law.ancestor(&office.unit, *l))
            .find_map(|unit| valid_offices(law).find(|o| o.unit == unit.code))
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
        supervises: valid_offices(law)
            .filter(|o| above(o).is_some_and(|up| up.id == office.id))
            .map(|o| o.id.clone())
            .collect(),
    })
}
