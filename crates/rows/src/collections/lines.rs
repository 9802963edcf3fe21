//! Collections of lines: waters, centrelines, segments by level, atomic reaches.
use super::branch_lines::BranchLines;
use super::chief_columns::chief;
use super::names::{unit_name, water_name};
use super::spec::CollectionId;
use super::table::{Row, Values};
use geo::{Geometry, MultiLineString};
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Bank, Level};
use riverchief_core::domain::results::SegmentRow;
use riverchief_core::domain::time::Validity;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit, SegmentFilter};
use riverchief_core::snapshot::reaches::Branch;
use riverchief_core::snapshot::standing::DerivedKind;

/// The validity of a registered segment, or the period in which a derived one exists unchanged (S38).
pub(super) fn validity(index: &Index, segment: &SegmentRow) -> Validity {
    let record = segment
        .registered
        .then(|| index.law.segments.get(&segment.id))
        .flatten();
    let stands = || views::standing(index, DerivedKind::Segment, segment.id.as_str());
    record.map_or_else(stands, |r| r.validity)
}

pub(super) fn waters(collection: CollectionId, index: &Index) -> Vec<Row> {
    let law = &index.law;
    let limit = CityLimit::new(index);
    let row = |water: &std::sync::Arc<riverchief_core::domain::records::Water>| {
        let mut values = Values::default();
        values.text("code", water.code.as_str());
        values.maybe("scheme", Some(&water.scheme));
        values.maybe("name", Some(&water.name));
        values.text("kind", water.kind.as_str());
        values.maybe("grade", water.grade.as_deref());
        values.flag("city_level", law.city_level(&water.code));
        values.whole("order", water.order);
        values.whole("layer", water.layer);
        values.maybe("parent", water.parent.as_ref().map(WaterCode::as_str));
        values.maybe("downstream", water.downstream.as_ref().map(WaterCode::as_str));
        values.flag("split", index.law.split(&water.code));
        let branches: Vec<&Branch> = index.branches_of(&water.code).map(|(_, b)| b).collect();
        if !branches.is_empty() {
            values.real("length_m", branches.iter().map(|b| views::inside_m(b)).sum());
        }
        let areas = index.areas_of(&water.code);
        if !areas.is_empty() {
            let area_m2 = |i: &usize| limit.area_m2(&index.areas.items()[*i]);
            values.real("area_m2", areas.iter().map(area_m2).sum());
        }
        values.valid(water.validity);
        let lines: Vec<_> = branches.iter().map(|b| b.line.line().clone()).collect();
        let shape = (!lines.is_empty()).then(|| Geometry::MultiLineString(MultiLineString::new(lines)));
        Row::new(collection, water.code.as_str(), values, shape)
    };
    law.waters.values().map(row).collect()
}

pub(super) fn centrelines(collection: CollectionId, index: &Index) -> Vec<Row> {
    let law = &index.law;
    let row = |branch: &Branch| {
        let water = law.waters.get(&branch.water);
        let record = &law.centrelines[branch.centreline];
        let id = format!("{}.{}", branch.water, branch.branch);
        let mut values = Values::default();
        values.text("id", &id);
        values.text("water", branch.water.as_str());
        values.whole("branch", branch.branch);
        values.maybe("name", water.map(|w| w.name.as_str()));
        values.maybe("branch_name", record.name.as_deref());
        values.maybe("kind", water.map(|w| w.kind.as_str()));
        values.maybe("grade", water.and_then(|w| w.grade.as_deref()));
        values.flag("city_level", law.city_level(&branch.water));
        values.whole("layer", water.map_or(0, |w| w.layer));
        if let Some(water) = water {
            values.whole("order", water.order);
        }
        values.real("length_m", branch.line.len_m());
        values.valid(record.validity);
        let shape = Geometry::LineString(branch.line.line().clone());
        Row::new(collection, &id, values, Some(shape))
    };
    law.network.branches.iter().map(row).collect()
}

pub(super) fn segments(collection: CollectionId, index: &Index, level: Level) -> Vec<Row> {
    let chiefs = views::segment_chiefs(index);
    let lines = BranchLines::new(index);
    let filter = SegmentFilter {
        level: Some(level),
        ..SegmentFilter::default()
    };
    let row = |segment: &SegmentRow| {
        let (branch, from_m, to_m) = (segment.branch?, segment.from_m?, segment.to_m?);
        // From the first to the last measure at which its chief is responsible (Z11); without any, as registered.
        let runs = views::runs(index, segment);
        let ends = runs.first().zip(runs.last());
        let (start_m, end_m) = ends.map_or((from_m, to_m), |(first, last)| (first.0, last.1));
        let shape = lines.slice(&segment.water, branch, start_m, end_m)?;
        let mut values = Values::default();
        values.text("id", segment.id.as_str());
        values.text("water", segment.water.as_str());
        values.maybe("name", water_name(index, &segment.water));
        values.text("level", segment.level.as_str());
        values.text("unit", segment.unit.as_str());
        values.maybe("unit_name", unit_name(index, &segment.unit));
        values.maybe("bank", segment.bank.map(Bank::as_str));
        values.whole("branch", branch);
        values.real("measure_from", from_m);
        values.real("measure_to", to_m);
        values.real("length_m", runs.iter().map(|(from_m, to_m)| to_m - from_m).sum());
        values.flag("registered", segment.registered);
        values.flag("city_level", index.law.city_level(&segment.water));
        if !runs.is_empty() {
            chief(index, chiefs.get(&segment.id), &mut values);
        }
        values.valid(validity(index, segment));
        Some(Row::new(collection, segment.id.as_str(), values, Some(shape)))
    };
    views::segments(index, &filter).iter().filter_map(row).collect()
}

pub(super) fn reaches(collection: CollectionId, index: &Index) -> Vec<Row> {
    let mut list = vec![];
    for branch in &index.law.network.branches {
        for (place, reach) in branch.reaches.iter().enumerate() {
            let id = branch.reach_id(place);
            let mut values = Values::default();
            values.text("id", &id);
            values.text("water", branch.water.as_str());
            values.maybe("name", water_name(index, &branch.water));
            values.whole("branch", branch.branch);
            values.real("measure_from", reach.from_m);
            values.real("measure_to", reach.to_m);
            values.real("length_m", reach.len_m());
            values.maybe("unit", reach.unit.as_ref().map(UnitCode::as_str));
            values.maybe("unit_name", reach.unit.as_ref().and_then(|u| unit_name(index, u)));
            values.maybe("right_unit", reach.right.as_ref().map(UnitCode::as_str));
            values.flag("in_pool", reach.in_pool);
            values.flag("wobble", reach.wobble);
            values.valid(views::standing(index, DerivedKind::Reach, &id));
            let shape = Geometry::LineString(branch.line.slice(reach.from_m, reach.to_m));
            list.push(Row::new(collection, &id, values, Some(shape)));
        }
    }
    list
}
