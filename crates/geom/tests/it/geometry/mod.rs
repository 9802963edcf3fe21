//! The geometry of `riverchief_geom` against fixtures of other projects and against brute force.
//!
//! Fixtures are next to the repository (`RIVERCHIEF_SHARED`, by default `../shared`); without them their tests are skipped.
mod cut_lines;
mod degrees;
mod jts;
mod overlay;
mod prepared;
mod relate;
mod wkt;

use geo::MultiPolygon;
use riverchief_geom::validity::{Kind, problems};
use riverchief_geom::{LonLat, Position, PreparedPolygon, gcj02, position::position_brute};
use std::path::PathBuf;

/// The path of a fixture; if it is absent, the test is reported as skipped.
fn fixture(path: &str) -> Option<PathBuf> {
    riverchief_repository::shared(&format!("data/{path}"))
}

fn json(path: &str) -> Option<serde_json::Value> {
    let text = std::fs::read_to_string(fixture(path)?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// Polygon rings as GeoJSON writes them.
fn rings(value: &serde_json::Value) -> geo::Polygon<f64> {
    let number = |v: &serde_json::Value| v.as_f64().unwrap();
    let ring = |r: &serde_json::Value| -> geo::LineString<f64> {
        r.as_array()
            .unwrap()
            .iter()
            .map(|c| (number(&c[0]), number(&c[1])))
            .collect()
    };
    let mut all = value.as_array().unwrap().iter().map(ring);
    geo::Polygon::new(all.next().unwrap_or(geo::LineString(vec![])), all.collect())
}

/// A GeoJSON polygon or multipolygon.
fn areal(geometry: &serde_json::Value) -> Option<MultiPolygon<f64>> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str()? {
        "Polygon" => Some(MultiPolygon::new(vec![rings(coordinates)])),
        "MultiPolygon" => Some(MultiPolygon::new(coordinates.as_array()?.iter().map(rings).collect())),
        _ => None,
    }
}

#[test]
fn points_in_polygons_of_point_in_polygon_hao() {
    let Some(cases) = json("fixtures/pip-hao/cases.json") else {
        return;
    };
    let mut seen = 0;
    for case in cases.as_array().unwrap() {
        let polygon = MultiPolygon::new(vec![rings(&case["polygon"])]);
        let place = LonLat::new(case["point"][0].as_f64().unwrap(), case["point"][1].as_f64().unwrap());
        let expected = match case["expect"].as_str().unwrap() {
            "inside" => Position::Inside,
            "outside" => Position::Outside,
            _ => Position::OnBoundary,
        };
        assert_eq!(position_brute(&polygon, place), expected, "{}", case["case"]);
        assert_eq!(
            PreparedPolygon::new(polygon).position(place),
            expected,
            "{}",
            case["case"]
        );
        seen += 1;
    }
    assert_eq!(seen, 17);
    let country = json("fixtures/pip-hao/switzerland.geojson").unwrap();
    let country = PreparedPolygon::new(areal(&country["geometry"]).unwrap());
    assert_eq!(country.position(LonLat::new(8.0, 46.5)), Position::Inside);
    assert_eq!(country.position(LonLat::new(8.0, 44.0)), Position::Outside);
}

#[test]
fn points_in_the_counties_agree_with_geos() {
    let Some(path) = fixture("fixtures/pip/beihai_counties_wgs84_points_geos.csv") else {
        return;
    };
    let counties = json("admin/beihai_counties_wgs84_derived.geojson").unwrap();
    let counties: Vec<(String, PreparedPolygon)> = counties["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let code = f["properties"]["adcode"].to_string().replace('"', "");
            (code, PreparedPolygon::new(areal(&f["geometry"]).unwrap()))
        })
        .collect();
    let mut rows = 0;
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let place = LonLat::new(row[0].parse().unwrap(), row[1].parse().unwrap());
        let mut found: Vec<&str> = counties
            .iter()
            .filter(|c| c.1.covers(place))
            .map(|c| c.0.as_str())
            .collect();
        found.sort_unstable();
        assert_eq!(found.join(";"), row[2].replace(',', ";"), "{place:?}");
        rows += 1;
    }
    assert_eq!(rows, 1_500, "every point of the file");
}

#[test]
fn phone_coordinates_agree_with_gcoord_and_eviltransform() {
    let Some(cities) = json("fixtures/gcj02/gcoord_china_cities_part.json") else {
        return;
    };
    let near = |a: LonLat, b: LonLat| (a.lon - b.lon).abs() < 1e-5 && (a.lat - b.lat).abs() < 1e-5;
    let cities = cities.as_array().unwrap();
    for city in cities {
        let of = |crs: &str| {
            let c = &city["coords"][crs];
            LonLat::new(c[0].as_f64().unwrap(), c[1].as_f64().unwrap())
        };
        let (wgs, gcj, bd) = (of("WGS84"), of("GCJ02"), of("BD09"));
        for (got, expected) in [
            (gcj02::wgs84_to_gcj02(wgs), gcj),
            (gcj02::wgs84_to_bd09(wgs), bd),
            (gcj02::gcj02_to_bd09(gcj), bd),
            (gcj02::gcj02_to_wgs84(gcj), wgs),
            (gcj02::bd09_to_wgs84(bd), wgs),
            (gcj02::bd09_to_gcj02(bd), gcj),
        ] {
            assert!(near(got, expected), "{}: {got:?} {expected:?}", city["attrs"]["name"]);
        }
    }
    assert_eq!(cities.len(), 443);
    let pairs = json("fixtures/gcj02/eviltransform_pairs.json").unwrap();
    assert_eq!(pairs.as_array().unwrap().len(), 3);
    for pair in pairs.as_array().unwrap() {
        let of = |crs: &str| {
            let at = |axis: &str| pair[format!("{crs}_{axis}")].as_f64().unwrap();
            LonLat::new(at("lon"), at("lat"))
        };
        let got = gcj02::wgs84_to_gcj02(of("wgs"));
        assert!(near(got, of("gcj")), "{}: {got:?}", pair["name"]);
    }
}

#[test]
fn polygons_of_geojson_invalid_geometry() {
    let folder = "fixtures/geojson-invalid-geometry";
    if fixture(folder).is_none() {
        return;
    }
    // What the file's name says, where it concerns a ring and not the file's structure.
    let named: &[(&str, &[Kind])] = &[
        (
            "invalid_geometries/invalid_less_three_unique_nodes",
            &[Kind::TooFewPoints],
        ),
        (
            "problematic_geometries/problematic_duplicate_nodes",
            &[Kind::RepeatedPoint],
        ),
        (
            "problematic_geometries/problematic_self_intersection_small",
            &[Kind::SelfIntersection],
        ),
        ("problematic_geometries/problematic_holes", &[]),
        ("problematic_geometries/problematic_excessive_coordinate_precision", &[]),
        // The way of a ring is no matter of OGC validity.
        ("invalid_geometries/invalid_exterior_not_ccw", &[]),
        ("valid/valid_geometry_polygon", &[]),
        ("valid/valid_featurecollection", &[]),
    ];
    for (file, expected) in named {
        let value = json(&format!("{folder}/{file}.geojson")).unwrap();
        let geometry = if value["features"].is_array() {
            &value["features"][0]["geometry"]
        } else {
            &value
        };
        let Some(polygon) = areal(geometry) else {
            assert!(expected.is_empty(), "{file} holds no polygon");
            continue;
        };
        let kinds: Vec<Kind> = problems(&polygon).into_iter().map(|p| p.kind).collect();
        assert_eq!(kinds, *expected, "{file}");
    }
}
