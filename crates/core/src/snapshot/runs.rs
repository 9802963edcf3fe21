//! Derives segments: runs of reaches by level, unit and bank; pieces of areas (S4).
use super::law::Law;
use super::reaches::{Branch, Reach};
use super::segments::{DerivedSegment, Stretch, piece_id};
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use geo::{BoundingRect, Relate};
use riverchief_geom::BoxTree;
use std::collections::{BTreeSet, HashMap};

fn bank_letter(bank: Bank) -> char {
    match bank {
        Bank::Both => 'B',
        Bank::Left => 'L',
        Bank::Right => 'R',
    }
}

/// Units of a reach at a level, each with its bank.
fn banks(reach: &Reach, level: Level) -> Vec<(UnitCode, Bank)> {
    if reach.in_pool && level != Level::City {
        return Vec::new();
    }
    let left = reach.left_at(level).cloned();
    if reach.right.is_none() {
        return left.map(|u| (u, Bank::Both)).into_iter().collect();
    }
    match (left, reach.right_at(level).cloned()) {
        (Some(l), Some(r)) if l == r => vec![(l, Bank::Both)],
        (l, r) => l
            .map(|u| (u, Bank::Left))
            .into_iter()
            .chain(r.map(|u| (u, Bank::Right)))
            .collect(),
    }
}

/// Levels at which a water has segments (S9).
fn levels(law: &Law, water: &WaterCode) -> impl Iterator<Item = Level> {
    let city = law.city_level(water);
    Level::ALL.iter().copied().filter(move |l| city || *l != Level::City)
}

pub(super) fn stretches(law: &Law, branches: &[Branch]) -> Vec<DerivedSegment> {
    branches
        .iter()
        .flat_map(|b| levels(law, &b.water).flat_map(move |level| runs(b, level)))
        .collect()
}

fn runs(branch: &Branch, level: Level) -> Vec<DerivedSegment> {
    let mut open: Vec<(UnitCode, Bank, f64, f64)> = Vec::new();
    let mut done: Vec<(UnitCode, Bank, f64, f64)> = Vec::new();
    for reach in &branch.reaches {
        let here = banks(reach, level);
        let (go_on, ended): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|(unit, bank, ..)| here.iter().any(|(u, b)| u == unit && b == bank));
        done.extend(ended);
        open = go_on;
        for (unit, bank) in here {
            match open.iter_mut().find(|(u, b, ..)| *u == unit && *b == bank) {
                Some(run) => run.3 = reach.to_m,
                None => open.push((unit, bank, reach.from_m, reach.to_m)),
            }
        }
    }
    done.extend(open);
    done.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.1.cmp(&b.1)));
    let mut counts: HashMap<(UnitCode, Bank), u32> = HashMap::new();
    let segment = |(unit, bank, from_m, to_m): (UnitCode, Bank, f64, f64)| {
        let n = counts.entry((unit.clone(), bank)).or_default();
        *n += 1;
        let id = format!(
            "{}.{}.{level}.{unit}.{}.{n}",
            branch.water,
            branch.branch,
            bank_letter(bank)
        );
        let stretch = Some(Stretch {
            branch: branch.branch,
            from_m,
            to_m,
            bank,
        });
        DerivedSegment {
            id: SegmentId::new(id),
            water: branch.water.clone(),
            level,
            unit,
            stretch,
        }
    };
    done.into_iter().map(segment).collect()
}

/// Pieces of waters that have an area, no branch and no WATER zone (分片, N5); then pieces without surface: of units that
/// only touch an area, or lie above a unit that meets it. A place on the edge of the area may be assigned to them (A,
/// S4).
pub(super) fn pieces(law: &Law) -> (Vec<DerivedSegment>, Vec<DerivedSegment>) {
    let stationed: BTreeSet<&WaterCode> = law.centrelines.iter().map(|c| &c.water).collect();
    let mut found: BTreeSet<(WaterCode, Level, UnitCode)> = BTreeSet::new();
    let mut met: BTreeSet<(WaterCode, Level, UnitCode)> = BTreeSet::new();
    let units: Vec<_> = law.units.values().filter(|u| !u.neighbour).collect();
    let boxes = BoxTree::new(units.iter().map(|u| u.geometry.bounding_rect()));
    for area in law
        .water_areas
        .iter()
        .filter(|a| !stationed.contains(&a.water) && !law.split(&a.water))
    {
        let Some(bounds) = area.geometry.bounding_rect() else {
            continue;
        };
        let wanted = |level: Level| level != Level::City || law.city_level(&area.water);
        for unit in boxes.meeting(bounds).into_iter().map(|i| units[i]) {
            let relation = unit.geometry.relate(&area.geometry);
            // A piece has a positive area: the interiors meet.
            if wanted(unit.level) && relation.matches("T********").unwrap_or(false) {
                found.insert((area.water.clone(), unit.level, unit.code.clone()));
            }
            if relation.is_intersects() {
                let above = law.lineage(&unit.code).units.into_iter().flatten();
                let above = above.filter_map(|code| law.units.get(&code));
                met.extend(
                    above
                        .filter(|u| wanted(u.level))
                        .map(|u| (area.water.clone(), u.level, u.code.clone())),
                );
            }
        }
    }
    let bare = &met - &found;
    let piece = |(water, level, unit): (WaterCode, Level, UnitCode)| DerivedSegment {
        id: piece_id(&water, level, &unit),
        water,
        level,
        unit,
        stretch: None,
    };
    (
        found.into_iter().map(piece).collect(),
        bare.into_iter().map(piece).collect(),
    )
}
