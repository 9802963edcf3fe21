//! A water with its branches, segments, chiefs and members.
use super::SegmentFilter;
use super::seats;
use super::segment::documents;
use super::spans::segments;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::PostKind;
use crate::domain::views::{BranchView, WaterView};
use crate::geom::ellipsoid::multipolygon_area_m2;
use crate::index::Index;
use std::collections::BTreeSet;

/// A water with what belongs to it. `None`: no such water on the date.
#[must_use]
pub fn water(index: &Index, code: &WaterCode) -> Option<WaterView> {
    let law = &index.law;
    let water = law.waters.get(code)?;
    let branches: Vec<_> = law.network.branches.iter().filter(|b| b.water == *code).collect();
    let areas: Vec<f64> = (law.water_areas.iter())
        .filter(|a| a.water == *code)
        .map(|a| multipolygon_area_m2(&a.geometry))
        .collect();
    let filter = SegmentFilter {
        water: Some(code.clone()),
        ..SegmentFilter::default()
    };
    let segments = segments(index, &filter);
    let reach_units = branches.iter().flat_map(|b| &b.reaches);
    let mut units: BTreeSet<UnitCode> = reach_units
        .flat_map(|r| [r.unit.clone(), r.right.clone()])
        .flatten()
        .collect();
    units.extend(segments.iter().map(|s| s.unit.clone()));
    let pieces = law
        .zone_pieces
        .iter()
        .filter(|p| law.zones.get(&p.zone).is_some_and(|z| z.water == *code));
    units.extend(pieces.map(|p| p.village.clone()));
    let mut posts: Vec<_> = (law.posts.values())
        .filter(|p| matches!(p.kind, PostKind::RiverChief | PostKind::ReservoirChief) && p.water.as_ref() == Some(code))
        .collect();
    if law.city_level(code)
        && let Some(city) = seats::city_river_chief(law, code)
        && !posts.iter().any(|p| p.id == city.id)
    {
        posts.push(city);
    }
    posts.sort_by(|a, b| (a.level, &a.id).cmp(&(b.level, &b.id)));
    let named_by = |pick: fn(&crate::domain::records::Water) -> Option<&WaterCode>| -> Vec<WaterCode> {
        law.waters
            .values()
            .filter(|w| pick(w) == Some(code))
            .map(|w| w.code.clone())
            .collect()
    };
    Some(WaterView {
        code: code.clone(),
        scheme: water.scheme.clone(),
        name: water.name.clone(),
        kind: water.kind,
        city_level: law.city_level(code),
        grade: water.grade.clone(),
        order: water.order,
        layer: water.layer,
        parent: water.parent.clone(),
        members: named_by(|w| w.parent.as_ref()),
        downstream: water.downstream.clone(),
        tributaries: named_by(|w| w.downstream.as_ref()),
        split: law.split(code),
        zones: (law.zones.values())
            .filter(|z| z.water == *code)
            .map(|z| z.id.clone())
            .collect(),
        cross_city: branches.iter().any(|b| b.reaches.iter().any(|r| r.unit.is_none())),
        branches: branches
            .iter()
            .map(|b| BranchView {
                branch: b.branch,
                name: law.centrelines.get(b.centreline).and_then(|c| c.name.clone()),
                length_m: b.line.len_m(),
            })
            .collect(),
        area_m2: (!areas.is_empty()).then(|| areas.iter().sum()),
        units: units.into_iter().collect(),
        segments,
        chiefs: posts.into_iter().map(|p| seats::seat(law, p)).collect(),
        boards: (law.boards.iter())
            .filter(|b| b.water == *code)
            .map(|b| b.id.clone())
            .collect(),
        documents: documents(law, code),
    })
}
