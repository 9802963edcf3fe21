//! Real data, where it is present (`RIVERCHIEF_SHARED`, or `../shared`): four counties against answers by GEOS.
use geo::MultiPolygon;
use geojson::GeoJson;
use riverchief::domain::answer::Thresholds;
use riverchief::domain::kinds::{Level, Status};
use riverchief::domain::time::Date;
use riverchief::export::{Format, PointReader};
use riverchief::geom::LonLat;
use riverchief::resolve::{Ask, Detail, at};
use riverchief::snapshot::Snapshot;
use riverchief::snapshot::raw::{RawUnit, RawWorld};
use riverchief::world::Published;
use std::path::PathBuf;

/// The shared data; `None`, with a word about it, where it is absent.
fn shared(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(file);
    if path.exists() {
        Some(path)
    } else {
        println!("skipped: {} is not here", path.display());
        None
    }
}

/// Counties of a GeoJSON file, as a world with nothing else in it.
fn counties(path: &PathBuf) -> RawWorld {
    let text = std::fs::read_to_string(path).unwrap();
    let GeoJson::FeatureCollection(collection) = text.parse().unwrap() else {
        panic!("a feature collection is expected");
    };
    let units = collection.features.into_iter().zip(1..).map(|(feature, fid)| {
        let property = |name: &str| feature.property(name).and_then(|v| v.as_str()).map(str::to_owned);
        let geometry: geo::Geometry<f64> = feature.geometry.clone().unwrap().try_into().unwrap();
        let geometry = match geometry {
            geo::Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            other => panic!("an area is expected, not {other:?}"),
        };
        RawUnit {
            fid,
            code: property("adcode"),
            name: property("name"),
            level: Some("county".to_owned()),
            neighbour: Some(false),
            geometry: Some(geometry),
            ..RawUnit::default()
        }
    });
    RawWorld {
        units: units.collect(),
        layers: vec!["admin_units".to_owned()],
        ..RawWorld::default()
    }
}

#[test]
fn every_point_of_the_answer_file_lies_in_the_county_it_names() {
    let Some(source) = shared("admin/beihai_counties_wgs84_derived.geojson") else {
        return;
    };
    let Some(answers) = shared("fixtures/pip/beihai_counties_wgs84_points_geos.csv") else {
        return;
    };
    let (snapshot, findings) = Snapshot::build(counties(&source));
    assert_eq!(findings, [], "real counties come in without findings");
    let index = Published::new(1, snapshot, findings, Thresholds::default()).on(Date::constant(2026, 1, 1));
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let text = std::fs::read_to_string(&answers).unwrap();
    let points = PointReader::new(Format::Csv, text.as_bytes()).unwrap();
    let mut seen = 0;
    for (point, line) in points.zip(text.lines().skip(1)) {
        let point = point.unwrap();
        let expected: Vec<&str> = line
            .split(',')
            .nth(2)
            .unwrap()
            .split([';', '|', ' '])
            .filter(|c| !c.is_empty())
            .collect();
        let answer = at(&index, LonLat::new(point.x, point.y), &ask);
        let county = answer.units.by_level[Level::County.index()]
            .as_ref()
            .map(ToString::to_string);
        assert_eq!(county.as_deref(), expected.first().copied(), "{line}");
        assert_eq!(
            answer.status == Status::OutOfJurisdiction,
            expected.is_empty(),
            "{line}"
        );
        assert_eq!(
            answer.units.by_level[Level::City.index()],
            None,
            "a world of counties has no city: {line}"
        );
        seen += 1;
    }
    assert_eq!(seen, 1500);
}
