//! The graded inventory (名录): the waters of each county, with lengths, areas, posts and segments (M4).
use super::chain::{city_sitting, county_sittings};
use super::conference::positive_area;
use super::overlay::shares_m2;
use super::spans::SegmentFilter;
use super::spans::{Span, spans};
use crate::domain::ids::{PostId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Basis, Level, ZoneKind};
use crate::domain::records::Water;
use crate::domain::results::InventoryRow;
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::seating::Charge;
use geo::{BoundingRect, Intersects};
use std::collections::{BTreeMap, BTreeSet};

/// The graded inventory by county, grade (city-level waters first) and code (M4).
///
/// Lengths count every branch inside the county. Areas count water areas, or the WATER zones of a split reservoir
/// without a water area (S37).
#[must_use]
pub fn inventory(index: &Index) -> Vec<InventoryRow> {
    let law = &index.law;
    let mut rows: BTreeMap<(UnitCode, WaterCode), InventoryRow> = BTreeMap::new();
    for branch in &law.network.branches {
        for reach in &branch.reaches {
            let left = reach.left_at(Level::County);
            let right = reach.right_at(Level::County).filter(|r| Some(*r) != left);
            let shared = left.is_some() && right.is_some();
            for county in [left, right].into_iter().flatten() {
                let Some(row) = row(law, &mut rows, county.clone(), &branch.water) else {
                    continue;
                };
                let outside_pools_m = if reach.in_pool { 0.0 } else { reach.len_m() };
                row.length_m += reach.len_m();
                row.length_outside_pools_m += outside_pools_m;
                if shared {
                    row.shared_m += reach.len_m();
                    row.shared_outside_pools_m += outside_pools_m;
                }
            }
        }
    }
    let counties: Vec<_> = (index.units.items().iter().enumerate())
        .filter(|(_, u)| u.level == Level::County)
        .map(|(i, u)| (u, index.units.polygon(i)))
        .collect();
    let grounds: Vec<_> = counties.iter().map(|(_, ground)| *ground).collect();
    let areas = law.water_areas.iter().map(|a| (&a.water, &a.geometry));
    let pools = (law.zones.values())
        .filter(|z| z.kind == ZoneKind::Water && !law.water_areas.iter().any(|a| a.water == z.water))
        .map(|z| (&z.water, &z.geometry));
    for (water, geometry) in areas.chain(pools) {
        let shares_m2 = shares_m2(geometry, &grounds);
        for ((county, ground), share_m2) in counties.iter().zip(shares_m2) {
            let near = ground.bbox().zip(geometry.bounding_rect());
            if near.is_some_and(|(a, b)| a.intersects(&b))
                && positive_area(&county.geometry, geometry)
                && let Some(row) = row(law, &mut rows, county.code.clone(), water)
            {
                row.area_m2 += share_m2;
            }
        }
    }
    let bare: BTreeSet<&SegmentId> = law.network.bare.iter().map(|d| &d.id).collect();
    let mut all = spans(law, &SegmentFilter::default());
    all.retain(|span| !bare.contains(span.id));
    let mut by_seat: BTreeMap<(UnitCode, WaterCode), Vec<&Span>> = BTreeMap::new();
    for span in &all {
        for county in span.above(law, Level::County) {
            by_seat.entry((county, span.water.clone())).or_default().push(span);
        }
    }
    for (key, row) in &mut rows {
        let own = by_seat.get(key).map_or(&[][..], Vec::as_slice);
        let count = |level: Level| own.iter().filter(|s| s.level == level).count();
        row.county_segments = count(Level::County);
        row.township_segments = count(Level::Township);
        row.village_segments = count(Level::Village);
        row.chiefs = chiefs(index, &row.county, &row.water);
    }
    let mut list: Vec<InventoryRow> = rows.into_values().collect();
    list.sort_by(|a, b| {
        let city = |r: &InventoryRow| !law.city_level(&r.water);
        (&a.county, city(a), &a.grade, &a.water).cmp(&(&b.county, city(b), &b.grade, &b.water))
    });
    list
}

fn row<'a>(
    law: &Law,
    rows: &'a mut BTreeMap<(UnitCode, WaterCode), InventoryRow>,
    county: UnitCode,
    water: &WaterCode,
) -> Option<&'a mut InventoryRow> {
    let record = law.waters.get(water)?;
    let key = (county.clone(), water.clone());
    Some(rows.entry(key).or_insert_with(|| blank(law, county, record)))
}

fn blank(law: &Law, county: UnitCode, water: &Water) -> InventoryRow {
    let inferred = if law.city_level(&water.code) {
        Level::City
    } else {
        Level::County
    };
    InventoryRow {
        grade: water.grade.clone().unwrap_or_else(|| inferred.short().to_owned()),
        grade_basis: if water.grade.is_some() {
            Basis::Data
        } else {
            Basis::Inferred
        },
        water: water.code.clone(),
        name: water.name.clone(),
        kind: water.kind,
        parent: water.parent.clone(),
        downstream: water.downstream.clone(),
        length_m: 0.0,
        length_outside_pools_m: 0.0,
        shared_m: 0.0,
        shared_outside_pools_m: 0.0,
        area_m2: 0.0,
        chiefs: Vec::new(),
        county,
        county_segments: 0,
        township_segments: 0,
        village_segments: 0,
    }
}

/// The city's and the county's posts for the water, highest level first.
fn chiefs(index: &Index, county: &UnitCode, water: &WaterCode) -> Vec<PostId> {
    let law = &index.law;
    let city = city_sitting(law, water);
    let pool = law
        .split(water)
        .then(|| law.sitting(Charge::Pool(water), Level::City, None, None));
    let own = county_sittings(index, water, county);
    let posts = [Some(city), pool]
        .into_iter()
        .flatten()
        .chain(own)
        .filter_map(|s| s.post);
    posts.map(|p| p.post.id.clone()).collect()
}
