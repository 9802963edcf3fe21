//! Z11: what lies beyond the city limit has no chief, in lists and collections as for a place.
use super::{DAY, on};
use geo::{BoundingRect, MultiPolygon, Rect};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::{Status, ZoneKind};
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, CityLimit};
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use riverchief_geom::position::{Position, position_brute};
use riverchief_geom::{LonLat, ellipsoid::multipolygon_area_m2};
use riverchief_rows::collections::{self, Cell, CollectionId, Row, Table};
use std::sync::Arc;

fn table(index: &Index, collection: &str) -> Table {
    let id: CollectionId = collection.parse().expect("a collection");
    collections::table(id, index, || Arc::new([]))
}

/// `None` where the collection has no such column, too.
fn text<'a>(table: &Table, row: &'a Row, column: &str) -> Option<&'a str> {
    let (at, _) = table.collection.spec().column(column)?;
    match &row.cells[at] {
        Cell::Text(text) => Some(text),
        _ => None,
    }
}

fn surface(row: &Row) -> &MultiPolygon<f64> {
    match row.geometry.as_ref() {
        Some(geo::Geometry::MultiPolygon(shape)) => shape,
        other => panic!("{other:?} is no surface"),
    }
}

/// Places over a box, `n` by `n`, on no round number.
fn places(bounds: Rect<f64>, n: u32) -> impl Iterator<Item = LonLat> {
    let step = move |k: u32| (f64::from(k) + 0.437) / f64::from(n);
    (0..n * n).map(move |k| {
        let (x, y) = (step(k % n), step(k / n));
        LonLat::new(
            bounds.min().x + bounds.width() * x,
            bounds.min().y + bounds.height() * y,
        )
    })
}

/// The row of a collection that holds a place, and its post, is what the place is told. How many places lie in such a row, and how
/// many of them outside.
fn agree(index: &Index, collection: &str, status: Status) -> (usize, usize) {
    let table = table(index, collection);
    let (mut inside, mut outside) = (0, 0);
    for row in table.rows() {
        let Some(bounds) = surface(row).bounding_rect() else {
            continue;
        };
        for place in places(bounds, 24) {
            if position_brute(surface(row), place) != Position::Inside {
                continue;
            }
            let answer = at(index, place, &Ask::default());
            let said = (text(&table, row, "jurisdiction"), text(&table, row, "post"));
            if answer.status == Status::OutOfJurisdiction {
                outside += 1;
                assert_eq!(said, (Some("outside"), None), "{} at {place:?}", row.id);
            } else {
                inside += 1;
                assert_eq!(said.0, Some("inside"), "{} at {place:?}", row.id);
                if answer.status == status {
                    let direct = answer.direct_responsible.first().map(|p| p.as_str());
                    assert_eq!(said.1, direct, "{} at {place:?}", row.id);
                }
            }
        }
    }
    (inside, outside)
}

fn rectangle(around: [f64; 4], hole: Option<[f64; 4]>) -> MultiPolygon<f64> {
    let ring = |r| small_world::rectangle(r).exterior().clone();
    let hole = hole.map(ring).into_iter().collect();
    MultiPolygon(vec![geo::Polygon::new(ring(around), hole)])
}

/// The small world with its pool and the land around it across the northern limit of the city.
fn across_the_limit(raw: &mut RawWorld, managed_whole: bool) {
    let [west, east, south, _] = small_world::POOL;
    let pool = [west, east, south, 21.595];
    for zone in &mut raw.zones {
        let water = zone.kind.as_deref() == Some("water");
        zone.managed_whole = Some(managed_whole);
        zone.geometry = Some(if water {
            rectangle(pool, None)
        } else {
            rectangle([109.033, 109.047, 21.553, 21.599], Some(pool))
        });
    }
    raw.zone_pieces.clear();
}

#[test]
fn z11_a_pool_that_is_not_managed_whole_has_its_keeper_in_the_city_alone() {
    let index = on(DAY, |raw| across_the_limit(raw, false));
    let (inside, outside) = agree(&index, "water_zones", Status::WaterZone);
    assert!(
        inside > 300 && outside > 100,
        "{inside} places inside, {outside} outside"
    );
    let zone = index
        .law
        .zones
        .values()
        .find(|z| z.kind == ZoneKind::Water)
        .expect("a pool");
    let table = table(&index, "water_zones");
    let rows: Vec<_> = table
        .rows()
        .iter()
        .map(|r| (r.id.to_string(), text(&table, r, "jurisdiction")))
        .collect();
    let beyond = views::outside_id(zone.id.as_str());
    assert_eq!(rows, [(zone.id.to_string(), Some("inside")), (beyond, Some("outside"))]);
    let ground = CityLimit::new(&index).zone(zone);
    let areas = [&ground.inside, &ground.outside].map(|part| multipolygon_area_m2(part.as_ref().expect("a part")));
    let whole_m2 = multipolygon_area_m2(&zone.geometry);
    assert!(
        (areas[0] + areas[1] - whole_m2).abs() < 1e-6 * whole_m2,
        "{areas:?} of {whole_m2}"
    );
    let shares = views::inventory(&index)
        .iter()
        .filter(|r| r.water == zone.water)
        .map(|r| r.area_m2)
        .sum::<f64>();
    assert!(
        (shares - areas[0]).abs() < 1e-6 * whole_m2,
        "the inventory has what lies in the city: {shares}"
    );
}

#[test]
fn z11_a_pool_that_is_managed_whole_has_its_keeper_everywhere() {
    let index = on(DAY, |raw| across_the_limit(raw, true));
    let (inside, outside) = agree(&index, "water_zones", Status::WaterZone);
    assert!(
        inside > 400 && outside == 0,
        "{inside} places inside, {outside} outside"
    );
}

#[test]
fn z11_a_pool_wholly_beyond_the_limit_is_nobodys() {
    let index = on(DAY, |raw| {
        across_the_limit(raw, false);
        for zone in raw.zones.iter_mut().filter(|z| z.kind.as_deref() == Some("water")) {
            let ring = geo::LineString::from(vec![
                (109.035, 21.585),
                (109.045, 21.585),
                (109.045, 21.59),
                (109.035, 21.585),
            ]);
            zone.geometry = Some(MultiPolygon(vec![geo::Polygon::new(ring, vec![])]));
        }
    });
    let table = table(&index, "water_zones");
    let said: Vec<_> = table
        .rows()
        .iter()
        .map(|r| (text(&table, r, "jurisdiction"), text(&table, r, "post")))
        .collect();
    assert_eq!(said, [(Some("outside"), None)]);
    assert!(
        views::responsibilities(&index)
            .iter()
            .all(|r| r.what.as_str() != "water_zone")
    );
    let zone = index
        .law
        .zones
        .values()
        .find(|z| z.kind == ZoneKind::Water)
        .expect("a pool");
    let keeper = views::pool_chief(&index, zone)
        .and_then(|c| c.seat.post)
        .expect("a keeper");
    assert!(views::post(&index, &keeper).expect("a post").zones.is_empty());
}

/// The small world with the river from beyond the western limit, and a lake half beyond the northern one.
fn from_beyond() -> Index {
    on(DAY, |raw| {
        let river = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("NLJ"));
        let line = river.and_then(|c| c.geometry.as_mut()).expect("the river");
        line.0.insert(0, (108.98, 21.56).into());
        let lake = raw
            .water_areas
            .iter_mut()
            .find(|a| a.water.as_deref() == Some("LK"))
            .expect("a lake");
        lake.geometry = Some(rectangle([109.09, 109.10, 21.57, 21.59], None));
    })
}

fn real(table: &Table, id: &str, column: &str) -> f64 {
    let (at, _) = table.collection.spec().column(column).expect("a column");
    let row = &table.rows()[table.find(id).expect("a row")];
    match row.cells[at] {
        Cell::Real(real) => real,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn z11_length_and_surface_of_a_water_are_those_in_the_city() {
    let index = from_beyond();
    let waters = table(&index, "waters");
    let beyond_m = small_world::length_m(&[(108.98, 21.56), (109.0, 21.56)]);
    let (_, river) = index.branches_of(&WaterCode::new("NLJ")).next().expect("a branch");
    let inside_m = river.line.len_m() - beyond_m;
    assert!((real(&waters, "NLJ", "length_m") - inside_m).abs() < 1e-3);
    let view = views::water(&index, &WaterCode::new("NLJ")).expect("a water");
    assert!((view.branches[0].inside_m - inside_m).abs() < 1e-3 && view.branches[0].length_m > inside_m + 2000.0);
    let half_m2 = multipolygon_area_m2(&rectangle([109.09, 109.10, 21.57, 21.58], None));
    assert!((real(&waters, "LK", "area_m2") - half_m2).abs() < 1e-3 * half_m2);
    let lake = views::water(&index, &WaterCode::new("LK"))
        .and_then(|w| w.area_m2)
        .expect("an area");
    assert!((lake - half_m2).abs() < 1e-3 * half_m2);
    let (inside, outside) = agree(&index, "water_areas", Status::GeneralOnly);
    assert!(inside > 200 && outside > 200);
}

#[test]
fn z11_a_registered_stretch_has_its_chief_in_the_city_alone() {
    let index = from_beyond();
    for level in ["county", "township", "village"] {
        let table = table(&index, &format!("segments_{level}"));
        for row in table.rows().iter().filter(|r| text(&table, r, "water") == Some("NLJ")) {
            let Some(geo::Geometry::LineString(line)) = &row.geometry else {
                panic!("{} is no line", row.id)
            };
            for middle in line
                .lines()
                .map(|l| LonLat::new(f64::midpoint(l.start.x, l.end.x), f64::midpoint(l.start.y, l.end.y)))
            {
                // A pool may lie between the first place and the last.
                let status = at(&index, middle, &Ask::default()).status;
                let known = matches!(status, Status::Channel | Status::WaterZone);
                assert!(known, "{status:?}: {} at {middle:?}", row.id);
            }
        }
    }
}

#[test]
fn z11_every_collection_of_the_default_world_tells_what_the_place_is_told() {
    let file = riverchief_repository::default_world();
    let (snapshot, _) = Snapshot::build(world_file::read(&file).expect("the default world"));
    let day = Date::constant(2026, 11, 24);
    let index = Index::new(Law::new(&Arc::new(snapshot), day, Thresholds::default()));
    let (inside, outside) = agree(&index, "water_zones", Status::WaterZone);
    assert!(
        inside > 500 && outside > 100,
        "{inside} places inside, {outside} outside"
    );
    agree(&index, "land_zones", Status::LandZone);
    agree(&index, "water_areas", Status::GeneralOnly);
}
