//! Odd geometries: each has a defined outcome.
use super::{codes, import_file, write};
use geo::Area as _;
use riverchief_gdal::import::{import, open};
use riverchief_geom::LonLat;

/// A collection of units with these geometries, coded 450501, 450502, …
fn units(geometries: &[&str]) -> String {
    let feature = |(i, g): (usize, &&str)| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"4505{:02}","level":"county","name":"某区"}},"geometry":{g}}}"#,
            i + 1
        )
    };
    let features: Vec<String> = geometries.iter().enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22],[109,22],[109,21]]]}"#;

#[test]
fn odd_geometries_have_a_defined_outcome() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&str, usize, &[&str]); 10] = [
        (
            r#"{"type":"Polygon","coordinates":[[[109,21,5],[110,21,5],[110,22,5],[109,21,5]]]}"#,
            2,
            &["N_IMPORT_Z_DROPPED"],
        ),
        ("null", 2, &["W_IMPORT_NO_GEOMETRY"]),
        (r#"{"type":"Polygon","coordinates":[]}"#, 2, &["W_IMPORT_NO_GEOMETRY"]),
        (
            r#"{"type":"Polygon","coordinates":[[[109,21],[110,22],[110,21],[109,22],[109,21]]]}"#,
            1,
            &["E_IMPORT_SELF_INTERSECTION"],
        ),
        (r#"{"type":"Point","coordinates":[109,21]}"#, 1, &["E_IMPORT_SHAPE"]),
        (
            r#"{"type":"LineString","coordinates":[[109,21],[110,21]]}"#,
            1,
            &["E_IMPORT_SHAPE"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[109,21]]]}"#,
            1,
            &["E_IMPORT_INVALID_GEOMETRY"],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[21,109],[22,109],[22,110],[21,109]]]}"#,
            1,
            &["E_IMPORT_AXES_SWAPPED"],
        ),
        (
            r#"{"type":"GeometryCollection","geometries":[{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22],[109,21]]]}]}"#,
            2,
            &[],
        ),
        (
            r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22]]]}"#,
            2,
            &["W_IMPORT_OPEN_RING"],
        ),
    ];
    for (geometry, loaded, expected) in cases {
        let path = write(folder.path(), "odd.geojson", units(&[SQUARE, geometry]));
        let imported = import_file(&path, None).unwrap_or_else(|e| panic!("{geometry}: {e}"));
        assert_eq!(imported.world.units.len(), loaded, "{geometry}");
        assert_eq!(codes(&imported), expected, "{geometry}: {:?}", imported.findings);
        assert!(
            imported
                .findings
                .iter()
                .all(|f| f.feature == "450502" || f.feature == "*"),
            "{:?}",
            imported.findings
        );
    }
    // The knot of the bow-tie is the place of its finding.
    let path = write(folder.path(), "odd.geojson", units(&[cases[3].0]));
    let knot = import_file(&path, None).expect("imported").findings[0].place;
    assert_eq!(knot, Some(LonLat::new(109.5, 21.5)));
}

#[test]
fn arcs_become_chords_and_measures_go() {
    use gdal::DriverManager;
    use gdal::spatial_ref::SpatialRef;
    use gdal::vector::{Feature, Geometry, LayerAccess as _, LayerOptions, OGRwkbGeometryType};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("curves.gpkg");
    let mut dataset = DriverManager::get_driver_by_name("GPKG")
        .expect("driver")
        .create_vector_only(&path)
        .expect("file");
    let crs = SpatialRef::from_epsg(4490).expect("a CRS");
    let wkt = [
        "CURVEPOLYGON (CIRCULARSTRING (109 21, 109.1 21.1, 109.2 21, 109.1 20.9, 109 21))",
        "POLYGON M ((109 22 1, 110 22 2, 110 23 3, 109 22 4))",
    ];
    let options = LayerOptions {
        name: "admin_units",
        srs: Some(&crs),
        ty: OGRwkbGeometryType::wkbUnknown,
        ..Default::default()
    };
    let layer = dataset.create_layer(options).expect("a layer");
    for text in wkt {
        let mut feature = Feature::new(layer.defn()).expect("a feature");
        feature
            .set_geometry(Geometry::from_wkt(text).expect("WKT"))
            .expect("set");
        feature.create(&layer).expect("created");
    }
    dataset.close().expect("closed");
    let imported = import_file(&path, None).expect("imported");
    assert_eq!(codes(&imported), ["N_IMPORT_M_DROPPED", "W_IMPORT_CURVE"]);
    let circle = imported.world.units[0]
        .geometry
        .as_ref()
        .expect("a geometry")
        .unsigned_area();
    assert!(
        (circle - std::f64::consts::PI * 0.01).abs() < 1e-4,
        "a circle of radius 0.1°, not {circle}"
    );
}

#[test]
fn parts_of_a_centreline_are_joined_and_drawn_segments_are_stationed() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"water":"NLJ","branch":0},
      "geometry":{"type":"MultiLineString","coordinates":[[[109.1,21.5],[109.2,21.5]],[[109.0,21.5],[109.1,21.5]]]}}]}"#;
    let drawn = |lat: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"S{lat}","water":"NLJ","level":"county","unit":"450521","bank":"两岸"}},
        "geometry":{{"type":"LineString","coordinates":[[109.15,{lat}],[109.05,{lat}]]}}}}"#
        )
    };
    let segments = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        drawn(21.5),
        drawn(21.6)
    );
    let paths = [
        write(folder.path(), "centrelines.geojson", line),
        write(folder.path(), "segments.geojson", segments),
    ];
    let imported = import(&open(&paths, None).expect("open"), None, &mut |_| {}).expect("imported");
    assert_eq!(
        imported.world.centrelines[0].geometry.as_ref().expect("a line").0.len(),
        3
    );
    assert_eq!(
        codes(&imported),
        ["E_IMPORT_STATION", "N_IMPORT_PARTS_JOINED", "N_IMPORT_STATIONED"]
    );
    let segment = &imported.world.segments[0];
    let (from, to) = (
        segment.measure_from.expect("a measure"),
        segment.measure_to.expect("a measure"),
    );
    assert_eq!(imported.world.segments.len(), 1);
    assert!(
        (from - 5_181.0).abs() < 3.0 && (to - 3.0 * from).abs() < 1.0,
        "{from} {to}"
    );
    assert_eq!(segment.bank.as_deref(), Some("both"));
}

#[test]
fn a_centreline_in_parts_that_do_not_follow_each_other_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"water":"NLJ","branch":0},
      "geometry":{"type":"MultiLineString","coordinates":[[[109.1,21.5],[109.2,21.5]],[[109.3,21.5],[109.4,21.5]]]}}]}"#;
    let imported = import_file(&write(folder.path(), "centrelines.geojson", line), None).expect("imported");
    assert!(imported.world.centrelines.is_empty());
    assert_eq!(codes(&imported), ["E_IMPORT_PARTS"]);
    assert_eq!(imported.findings[0].feature, "NLJ");
}
