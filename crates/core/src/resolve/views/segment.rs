//! One segment in full: where it lies, who answers, the units by geometry, and its neighbours.
use super::chain;
use super::neighbours::{next_to, opposite_bank};
use super::overlay::shares_m2;
use super::spans::{SegmentFilter, Span, span, spans};
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::Bank;
use crate::domain::note::Note;
use crate::domain::results::{ContinuesOutside, SegmentView, StretchView, UnitLength};
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::reaches::Branch;
use crate::snapshot::segments::Stretch;
use geo::Intersects;
use std::collections::{BTreeMap, BTreeSet};

/// A difference between geometry and a registered segment is reported if it is longer than this (§13: ±1 m).
const SAID_M: f64 = 1.0;
/// A unit that the stretch is in for less than this is left out (N3), in metres.
const MET_M: f64 = 0.001;
/// Distance beyond an end at which the city limit is looked for, in metres.
const JUST_BEYOND_M: f64 = 0.01;

/// A registered or derived segment in full. `None`: no such segment on the date.
#[must_use]
pub fn segment(index: &Index, id: &SegmentId) -> Option<SegmentView> {
    let law = &index.law;
    let span = span(law, id)?;
    let stretch = span.stretch.and_then(|s| stretch_view(law, span.water, s));
    let chain = chain::at_middle(index, &span);
    let [upstream, downstream] = next_to(index, &span);
    let computed = span.stretch.map_or_else(Vec::new, |s| computed(law, &span, s));
    Some(SegmentView {
        id: span.id.clone(),
        registered: span.record.is_some(),
        water: span.water.clone(),
        level: span.level,
        unit: span.unit.clone(),
        area_m2: span.stretch.is_none().then(|| piece_area_m2(index, &span)),
        post: (chain.seats.iter().find(|s| s.level == span.level)).and_then(|s| s.post.clone()),
        chain: chain.seats,
        general_chiefs: chain.general,
        direct: chain.direct,
        first_contact: chain.first_contact,
        accountable: chain.accountable,
        remarks: remarks(law, &span, &computed),
        computed,
        upstream,
        downstream,
        opposite_bank: opposite_bank(index, id)?,
        nested: nested(law, &span),
        boards: (law.boards.iter())
            .filter(|b| b.segment.as_ref() == Some(id))
            .map(|b| b.id.clone())
            .collect(),
        documents: documents(law, span.water),
        continues_outside: span.stretch.and_then(|s| continues_outside(law, span.water, s)),
        validity: span.validity(index),
        stretch,
    })
}

/// 一河一策 (P4): documents of a water, by id.
pub(crate) fn documents(law: &Law, water: &WaterCode) -> Vec<String> {
    let all = law.snapshot.documents.iter();
    all.filter(|d| d.water.as_ref() == Some(water))
        .map(|d| d.id.clone())
        .collect()
}

/// The places of a stretch; `None` if the branch is not valid on the date or the stretch is empty.
pub(crate) fn stretch_view(law: &Law, water: &WaterCode, s: Stretch) -> Option<StretchView> {
    let branch = law.network.branch(water, s.branch)?;
    let from_m = s.from_m.clamp(0.0, branch.line.len_m());
    let to_m = s.to_m.clamp(from_m, branch.line.len_m());
    Some(StretchView {
        branch: s.branch,
        from_m,
        to_m,
        bank: s.bank,
        start: branch.line.at(from_m),
        middle: branch.line.at(f64::midpoint(from_m, to_m)),
        end: branch.line.at(to_m),
        line: branch.line.slice(from_m, to_m),
    })
}

/// Units of the segment's level along the stretch, by code. A shared reach counts for the segment's own unit if it is
/// one of the two (B).
fn computed(law: &Law, span: &Span, s: Stretch) -> Vec<UnitLength> {
    let mut by_unit: BTreeMap<UnitCode, f64> = BTreeMap::new();
    let Some(branch) = law.network.branch(span.water, s.branch) else {
        return Vec::new();
    };
    for reach in branch.reaches.iter().filter(|r| !r.in_pool) {
        let length_m = reach.to_m.min(s.to_m) - reach.from_m.max(s.from_m);
        if length_m <= 0.0 {
            continue;
        }
        let (left, right) = (reach.left_at(span.level), reach.right_at(span.level));
        let unit = match s.bank {
            Bank::Right => right.or(left),
            Bank::Both if right == Some(span.unit) => right,
            Bank::Left | Bank::Both => left,
        };
        if let Some(unit) = unit {
            *by_unit.entry(unit.clone()).or_default() += length_m;
        }
    }
    by_unit
        .into_iter()
        .filter(|(_, length_m)| *length_m >= MET_M)
        .map(|(unit, length_m)| UnitLength { unit, length_m })
        .collect()
}

fn remarks(law: &Law, span: &Span, computed: &[UnitLength]) -> Vec<Note> {
    let lineage = span.lineage(law);
    let mut list: Vec<Note> = lineage.holes.iter().map(|level| Note::Hole(*level)).collect();
    if !lineage.by_place.is_empty() {
        list.push(Note::ParentByPlace);
    }
    if span.record.is_none() {
        return list;
    }
    let said: Vec<&UnitLength> = computed.iter().filter(|u| u.length_m > SAID_M).collect();
    if said.len() > 1 {
        list.push(Note::SegmentCrossesAdmin);
    }
    let most = said.iter().max_by(|a, b| a.length_m.total_cmp(&b.length_m));
    if most.is_some_and(|u| u.unit != *span.unit) {
        list.push(Note::RegisteredVsSpatial);
    }
    list
}

/// Segments of the other levels over the same stretch, highest level first.
fn nested(law: &Law, span: &Span) -> Vec<SegmentId> {
    let filter = SegmentFilter {
        water: Some(span.water.clone()),
        ..SegmentFilter::default()
    };
    let list = spans(law, &filter);
    list.iter()
        .filter(|other| other.level != span.level && other.is_along(span, law))
        .map(|other| other.id.clone())
        .collect()
}

/// S37; for a functional area's piece, the areas in the units entrusted to it.
fn piece_area_m2(index: &Index, span: &Span) -> f64 {
    let law = &index.law;
    let entrusted = law.functional_areas.iter().find(|a| a.code == *span.unit);
    let members = entrusted.map_or(std::slice::from_ref(span.unit), |a| &a.over);
    let units = || index.units.items().iter().enumerate();
    let level = units().find(|(_, u)| members.contains(&u.code)).map(|(_, u)| u.level);
    let (codes, grounds): (Vec<_>, Vec<_>) = units()
        .filter(|(_, u)| Some(u.level) == level)
        .map(|(i, u)| (&u.code, index.units.polygon(i)))
        .unzip();
    let areas = law.water_areas.iter().filter(|a| a.water == *span.water);
    let held = |a: &std::sync::Arc<crate::domain::records::WaterArea>| -> f64 {
        let shares = shares_m2(&a.geometry, &grounds).into_iter().zip(&codes);
        shares
            .filter(|(_, code)| members.contains(code))
            .map(|(m2, _)| m2)
            .sum()
    };
    areas.map(held).sum()
}

/// Rule X: whether the branch continues outside the city just beyond an end of the stretch.
fn continues_outside(law: &Law, water: &WaterCode, s: Stretch) -> Option<ContinuesOutside> {
    let branch = law.network.branch(water, s.branch)?;
    let mut neighbours = BTreeSet::new();
    let upstream = outside(law, branch, s.from_m - JUST_BEYOND_M, &mut neighbours);
    let downstream = outside(law, branch, s.to_m + JUST_BEYOND_M, &mut neighbours);
    (upstream || downstream).then(|| ContinuesOutside {
        upstream,
        downstream,
        neighbours: neighbours.into_iter().collect(),
    })
}

fn outside(law: &Law, branch: &Branch, measure_m: f64, neighbours: &mut BTreeSet<UnitCode>) -> bool {
    let Some(reach) = branch
        .reaches
        .iter()
        .find(|r| r.from_m <= measure_m && measure_m < r.to_m && r.unit.is_none())
    else {
        return false;
    };
    let middle = geo::Point(branch.line.at(f64::midpoint(reach.from_m, reach.to_m)).coord());
    let names = law
        .units
        .values()
        .filter(|u| u.neighbour && u.geometry.intersects(&middle));
    neighbours.extend(names.map(|u| u.code.clone()));
    true
}
