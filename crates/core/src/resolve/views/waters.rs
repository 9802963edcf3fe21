//! A water with its branches, segments, chiefs and members.
use super::chain::{self, city_sitting};
use super::jurisdiction::{CityLimit, inside_m};
use super::seats;
use super::segment::documents;
use super::segment_rows::segments;
use super::spans::SegmentFilter;
use super::spans::spans;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind};
use crate::domain::records::Post;
use crate::domain::results::{BranchView, WaterView};
use crate::index::Index;
use crate::snapshot::seating::Charge;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A water with what belongs to it. `None`: no such water on the date.
#[must_use]
pub fn water(index: &Index, code: &WaterCode) -> Option<WaterView> {
    let law = &index.law;
    let water = law.waters.get(code)?;
    let branches: Vec<_> = law.network.branches.iter().filter(|b| b.water == *code).collect();
    let limit = CityLimit::new(index);
    let areas: Vec<f64> = (law.water_areas.iter())
        .filter(|a| a.water == *code)
        .map(|a| limit.area_m2(a))
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
    let posts = chiefs_of(index, code);
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
                inside_m: inside_m(b),
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

/// Chiefs responsible for the water somewhere, and chiefs registered for it whom nobody else replaces; highest level
/// first.
fn chiefs_of<'a>(index: &'a Index, water: &WaterCode) -> Vec<&'a Arc<Post>> {
    let law = &index.law;
    let filter = SegmentFilter {
        water: Some(water.clone()),
        ..SegmentFilter::default()
    };
    let mut sat: BTreeSet<(Level, &UnitCode)> = BTreeSet::new();
    let mut sittings = vec![city_sitting(law, water)];
    if law.split(water) {
        sittings.push(law.sitting(Charge::Pool(water), Level::City, None, None));
    }
    let spans = spans(law, &filter);
    for span in &spans {
        sat.insert((span.level, law.administrative(span.unit)));
        sittings.extend(chain::sittings(index, span));
    }
    for piece in &law.zone_pieces {
        if law.zones.get(&piece.zone).is_none_or(|z| z.water != *water) {
            continue;
        }
        for level in Level::ALL {
            for (unit, sitting) in law.land_sittings(piece, *level) {
                sat.insert((*level, unit));
                sittings.push(sitting);
            }
        }
    }
    let mut posts: BTreeMap<(Level, &PostId), &Arc<Post>> = BTreeMap::new();
    for post in sittings.iter().filter_map(|s| s.post) {
        posts.insert((post.post.level, &post.post.id), &post.post);
    }
    let registered = (law.posts.values()).filter(|p| {
        matches!(p.kind, PostKind::RiverChief | PostKind::ReservoirChief) && p.water.as_ref() == Some(water)
    });
    for post in registered.filter(|p| !sat.contains(&(p.level, law.administrative(&p.unit)))) {
        posts.insert((post.level, &post.id), post);
    }
    posts.into_values().collect()
}
