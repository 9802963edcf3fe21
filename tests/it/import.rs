//! Import: coordinates through PROJ agree with the reference, real files come in, and bad ones are told.
use riverchief::gdal_io::crs::Crs;
use riverchief::geom::LonLat;
use std::path::PathBuf;

/// The shared data beside the repository; `None` (and a line saying so) where there is none.
fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let path = root.join("data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

#[test]
fn projected_coordinates_agree_with_the_reference_within_a_millimetre() {
    let Some(path) = shared("fixtures/projection/cgcs2000_gk_reference_pyproj.csv") else {
        return;
    };
    let mut table = csv::Reader::from_path(path).expect("a table");
    let columns: Vec<String> = table.headers().expect("a header").iter().map(str::to_owned).collect();
    let mut compared = 0;
    for row in table.records() {
        let row: Vec<f64> = row
            .expect("a row")
            .iter()
            .map(|cell| cell.parse().expect("a number"))
            .collect();
        let place = LonLat::new(row[0], row[1]);
        for (index, name) in columns.iter().enumerate().filter(|(_, name)| name.starts_with("E_")) {
            let crs = Crs::parse(&name.replace("E_", "EPSG:")).expect("a known CRS");
            let (east, north) = (row[index], row[index + 1]);
            let (x, y) = crs.from_lonlat(place).expect("expressible");
            assert!(
                (x - east).abs() < 1e-3 && (y - north).abs() < 1e-3,
                "{crs} {place:?}: {x} {y}, not {east} {north}"
            );
            let back = crs.to_lonlat(east, north).expect("a place");
            // 1 mm is 1e-8 degrees here; the reference is rounded to 0.1 mm.
            assert!(
                (back.lon - place.lon).abs() < 1e-8 && (back.lat - place.lat).abs() < 1e-8,
                "{crs} {back:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "only {compared} coordinates compared");
    println!("{compared} coordinates within 1 mm");
}

use geo::{Area as _, CoordsIter as _};
use riverchief::gdal_io::import::{ImportError, Imported, import, open};
use riverchief::gdal_io::mapping::Mapping;
use riverchief::gdal_io::{draft, world_file};
use riverchief::snapshot::finding::Severity;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Imports one file by a mapping in TOML, or by its own draft.
fn import_file(path: &Path, mapping: Option<&str>) -> Result<Imported, ImportError> {
    let mapping = mapping.map(|text| Mapping::parse(text, "test mapping")).transpose()?;
    let sources = open(&[path.to_owned()], mapping.as_ref())?;
    import(&sources, mapping, &mut |_| {})
}

/// The codes of all findings, each once, sorted.
fn codes(imported: &Imported) -> Vec<&'static str> {
    let mut codes: Vec<_> = imported.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `ogr2ogr` with these arguments, from the first path to the second.
fn convert(arguments: &[&str], from: &Path, to: &Path) {
    let output = Command::new("ogr2ogr")
        .args(arguments)
        .arg(to)
        .arg(from)
        .output()
        .expect("ogr2ogr runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}

/// Two counties that share an edge, in lon/lat GeoJSON with Chinese field names.
const COUNTIES: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"XZQDM":"450502","XZQMC":"海城区","级别":"县级"},"geometry":{"type":"Polygon",
  "coordinates":[[[109.05,21.40],[109.123456,21.412345],[109.10,21.50],[109.05,21.50],[109.05,21.40]]]}},
 {"type":"Feature","properties":{"XZQDM":"４５０５０３","XZQMC":"银海区","级别":"县级"},"geometry":{"type":"MultiPolygon",
  "coordinates":[[[[109.123456,21.412345],[109.2,21.41],[109.2,21.5],[109.10,21.50],[109.123456,21.412345]]]]}}]}"#;

const COUNTY_MAP: &str = r#"
[[layer]]
to = "admin_units"
[layer.fields]
code = "XZQDM"
name = "XZQMC"
level = { field = "级别", values = { "县级" = "county" } }
parent = { field = "XZQDM", first = 4, append = "00" }
valid_from = { value = "2017年1月1日" }
"#;

/// All the right things about the two counties, wherever they came from. `tolerance` is in degrees.
fn assert_counties(imported: &Imported, tolerance: f64) {
    let units = &imported.world.units;
    let text = |f: fn(&riverchief::snapshot::raw::RawUnit) -> &Option<String>| -> Vec<String> {
        units.iter().map(|u| f(u).clone().unwrap_or_default()).collect()
    };
    assert_eq!(text(|u| &u.code), ["450502", "450503"]);
    assert_eq!(text(|u| &u.name), ["海城区", "银海区"]);
    assert_eq!(text(|u| &u.level), ["county", "county"]);
    let places = |index: usize| -> Vec<geo::Coord<f64>> {
        units[index]
            .geometry
            .as_ref()
            .expect("a geometry")
            .coords_iter()
            .collect()
    };
    let (left, right) = (places(0), places(1));
    assert!(
        left.iter()
            .any(|c| (c.x - 109.123_456).abs() < tolerance && (c.y - 21.412_345).abs() < tolerance),
        "{left:?}"
    );
    let shared: Vec<_> = left.iter().filter(|c| right.contains(c)).collect();
    assert!(shared.len() >= 2, "the shared edge fell apart: {left:?} {right:?}");
}

#[test]
fn geojson_with_chinese_names_comes_in_by_a_mapping_and_by_the_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "区县.geojson", COUNTIES);
    let mapped = import_file(&path, Some(COUNTY_MAP)).expect("imported");
    assert_counties(&mapped, 1e-12);
    assert_eq!(mapped.world.units[0].parent.as_deref(), Some("450500"));
    assert_eq!(mapped.world.units[0].valid_from.as_deref(), Some("2017-01-01"));
    assert_eq!(codes(&mapped), ["N_IMPORT_REWRITTEN", "N_IMPORT_WIDTH"]);
    assert_counties(&import_file(&path, None).expect("imported"), 1e-12);
    let text = draft::draft(&open(&[path], None).expect("open")).expect("a draft");
    assert!(
        text.contains("code = \"XZQDM\"") && text.contains("\"县级\" = \"county\""),
        "{text}"
    );
}

#[test]
fn every_format_and_projection_gives_the_same_counties_with_a_shared_edge() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let formats: [(&str, &[&str]); 5] = [
        ("counties.gpkg", &["-f", "GPKG"]),
        ("counties.gdb", &["-f", "OpenFileGDB", "-nlt", "MULTIPOLYGON"]),
        ("counties.kml", &["-f", "LIBKML"]),
        ("counties.shp", &["-lco", "ENCODING=UTF-8"]),
        ("gbk.shp", &["-lco", "ENCODING=CP936"]),
    ];
    for (name, arguments) in formats {
        let target = folder.path().join(name);
        convert(arguments, &path, &target);
        let imported = import_file(&target, Some(COUNTY_MAP)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_counties(&imported, 1e-8);
    }
    for code in [4326, 4490, 4544, 4545, 4546, 4547, 4524, 4525, 4508, 3857] {
        let target = folder.path().join(format!("counties-{code}.gpkg"));
        convert(&["-f", "GPKG", "-t_srs", &format!("EPSG:{code}")], &path, &target);
        let imported = import_file(&target, Some(COUNTY_MAP)).unwrap_or_else(|e| panic!("{code}: {e}"));
        assert!(
            imported.findings.iter().all(|f| f.severity == Severity::Note),
            "{code}: {:?}",
            imported.findings
        );
        assert_counties(&imported, 1e-8);
    }
}

#[test]
fn gbk_without_cpg_is_recognised_and_told_and_a_lying_cpg_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let target = folder.path().join("gbk.shp");
    convert(&["-lco", "ENCODING=CP936"], &path, &target);
    let cpg = target.with_extension("cpg");
    std::fs::remove_file(&cpg).expect("a .cpg was written");
    let imported = import_file(&target, Some(COUNTY_MAP)).expect("imported");
    assert_counties(&imported, 1e-8);
    assert!(
        codes(&imported).contains(&"N_IMPORT_ENCODING"),
        "{:?}",
        codes(&imported)
    );
    // The field names are wrong too when the .cpg lies, so the mapping can't name 级别.
    std::fs::write(&cpg, "ISO-8859-1").expect("written");
    let map = "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"XZQDM\"\nname = \"XZQMC\"\n";
    let imported = import_file(&target, Some(map)).expect("imported");
    assert_eq!(imported.world.units.len(), 0, "nothing garbled comes in");
    assert!(
        codes(&imported).contains(&"E_IMPORT_ENCODING"),
        "{:?}",
        imported.findings
    );
    // Declared in the mapping, it is read right.
    let declared = map.replace("[layer.fields]", "encoding = \"gbk\"\n[layer.fields]");
    let imported = import_file(&target, Some(&declared)).expect("imported");
    assert_eq!(imported.world.units[0].name.as_deref(), Some("海城区"));
}

#[test]
fn registers_come_from_csv_in_utf8_and_gbk() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "河流代码,河流名称,类型,汇入河流\nNLJ,南流江,河流,\nHCJ,洪潮江,河流,NLJ\n";
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    let bom = format!("\u{feff}{text}");
    for (name, bytes) in [
        ("名录.csv", text.as_bytes()),
        ("名录-gbk.csv", &gbk[..]),
        ("名录-bom.csv", bom.as_bytes()),
    ] {
        let imported = import_file(&write(folder.path(), name, bytes), None).unwrap_or_else(|e| panic!("{name}: {e}"));
        let waters = &imported.world.waters;
        assert_eq!(waters.len(), 2, "{name}");
        assert_eq!(waters[1].name.as_deref(), Some("洪潮江"), "{name}");
        assert_eq!(
            (waters[1].kind.as_deref(), waters[1].downstream.as_deref()),
            (Some("river"), Some("NLJ")),
            "{name}"
        );
    }
    let boards = "编号,X,Y,水体代码\nB1,109.2,21.5,NLJ\nB2,,,NLJ\nB3,x,y,NLJ\n";
    let map = "[[layer]]\nto = \"notice_boards\"\ncrs = \"CRS84\"\nx = \"X\"\ny = \"Y\"\n[layer.fields]\nid = \"编号\"\nwater = \"水体代码\"\n";
    let imported = import_file(&write(folder.path(), "boards.csv", boards), Some(map)).expect("imported");
    assert_eq!(imported.world.boards.len(), 2);
    assert_eq!(imported.world.boards[0].geometry, Some(geo::point!(x: 109.2, y: 21.5)));
    assert_eq!(codes(&imported), ["E_IMPORT_VALUE", "W_IMPORT_NO_GEOMETRY"]);
}

#[test]
fn no_crs_swapped_axes_and_a_crs_that_lies_are_findings_and_not_loaded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let bare = folder.path().join("bare.shp");
    convert(&[], &path, &bare);
    std::fs::remove_file(bare.with_extension("prj")).expect("a .prj was written");
    let metres = folder.path().join("metres.gpkg");
    convert(&["-f", "GPKG", "-t_srs", "EPSG:4545"], &path, &metres);
    let lying = folder.path().join("lying.gpkg");
    convert(&["-f", "GPKG", "-a_srs", "EPSG:4490"], &metres, &lying);
    let degrees = folder.path().join("degrees.gpkg");
    convert(&["-f", "GPKG", "-a_srs", "EPSG:4545"], &path, &degrees);
    let swapped = write(folder.path(), "swapped.geojson", swap(COUNTIES));
    let cases = [
        (&bare, "E_IMPORT_NO_CRS"),
        (&lying, "E_IMPORT_CRS_MISMATCH"),
        (&degrees, "E_IMPORT_CRS_MISMATCH"),
        (&swapped, "E_IMPORT_AXES_SWAPPED"),
    ];
    for (path, code) in cases {
        let map = "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"XZQDM\"\n";
        let imported = import_file(path, Some(map)).unwrap_or_else(|e| panic!("{code}: {e}"));
        assert!(imported.world.units.is_empty(), "{}: loaded", path.display());
        let errors: Vec<_> = imported
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        assert_eq!(
            errors.len(),
            1,
            "{}: one finding for the whole layer: {errors:?}",
            path.display()
        );
        assert_eq!(
            (errors[0].code, errors[0].feature.as_str()),
            (code, "*"),
            "{}",
            path.display()
        );
    }
    // Declared in the mapping, the one without a CRS comes in.
    let map = "[[layer]]\nto = \"admin_units\"\ncrs = \"EPSG:4490\"\n[layer.fields]\ncode = \"XZQDM\"\n";
    assert_eq!(import_file(&bare, Some(map)).expect("imported").world.units.len(), 2);
}

/// Exchanges the numbers of every pair.
fn turn(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Array(items) if items.len() == 2 && items[0].is_number() => items.swap(0, 1),
        serde_json::Value::Array(items) => items.iter_mut().for_each(turn),
        _ => {}
    }
}

/// The GeoJSON with latitude first.
fn swap(geojson: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(geojson).expect("JSON");
    for feature in value["features"].as_array_mut().expect("features") {
        turn(&mut feature["geometry"]["coordinates"]);
    }
    value.to_string()
}

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
    let cases: [(&str, usize, &[&str]); 9] = [
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
fn the_first_of_duplicate_ids_stays_and_periods_are_no_duplicates() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = "代码,名称,生效日期\nA,甲,2017-01-01\nA,乙,2017/1/1\nA,丙,2019-01-01\n";
    let imported = import_file(&write(folder.path(), "名录.csv", csv), None).expect("imported");
    let names: Vec<_> = imported.world.waters.iter().filter_map(|w| w.name.as_deref()).collect();
    assert_eq!(names, ["甲", "丙"]);
    assert_eq!(codes(&imported), ["E_IMPORT_DUPLICATE_ID", "N_IMPORT_REWRITTEN"]);
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
fn a_world_file_imports_as_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let first = import_file(&path, Some(COUNTY_MAP)).expect("imported").world;
    let (a, b) = (folder.path().join("a.gpkg"), folder.path().join("b.gpkg"));
    world_file::write(&a, &first).expect("written");
    let again = import_file(&a, None).expect("imported");
    assert!(again.findings.is_empty(), "{:?}", again.findings);
    world_file::write(&b, &again.world).expect("written");
    assert!(std::fs::read(a).expect("bytes") == std::fs::read(b).expect("bytes"));
}

#[test]
fn a_mapping_that_means_nothing_is_refused_with_the_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let cases = [
        ("[[layer]]\nto = \"rivers\"", "no such layer; there are admin_units"),
        ("[[layer]]\nto = \"admin_units\"\ncrs = \"EPSG:0\"", "unknown CRS"),
        ("[[layer]]\nto = \"admin_units\"\nencoding = \"x\"", "unknown encoding"),
        (
            "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncolour = \"X\"",
            "no field `colour`",
        ),
        (
            "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"X\"",
            "no field `X`; there are XZQDM",
        ),
        (
            "[[layer]]\nto = \"admin_units\"\nfrom = \"x\"",
            "no source layer matches; there are counties.geojson / counties",
        ),
        ("[[layer]]\nto = \"admin_units\"\nfilter = \"(((\"", "filter"),
        ("[[layer]]\nto = \"notice_boards\"\nx = \"X\"", "x and y go together"),
        (
            "[[layer]]\nto = \"admin_units\"\nunknown = 1",
            "unknown field `unknown`",
        ),
        ("[[layer]", "test mapping"),
        ("", "nothing to import"),
    ];
    for (map, expected) in cases {
        let error = import_file(&path, Some(map)).expect_err(map).to_string();
        assert!(error.contains(expected), "{map}: {error}");
    }
}

#[test]
fn beihais_four_counties_come_in_complete() {
    let Some(path) = shared("admin/beihai_counties_wgs84_derived.geojson") else {
        return;
    };
    let imported = import_file(&path, None).expect("imported");
    let codes: Vec<_> = imported.world.units.iter().filter_map(|u| u.code.as_deref()).collect();
    assert_eq!(codes, ["450502", "450503", "450512", "450521"]);
    assert!(
        imported
            .world
            .units
            .iter()
            .all(|u| u.level.as_deref() == Some("county") && u.geometry.is_some())
    );
    let vertices: usize = imported
        .world
        .units
        .iter()
        .filter_map(|u| u.geometry.as_ref())
        .map(geo::CoordsIter::coords_count)
        .sum();
    assert_eq!(vertices, 2_442, "every vertex of the file");
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
}

#[test]
fn the_counties_of_china_come_in_from_gcj02_without_the_self_intersecting_ones() {
    let Some(path) = shared("stress/china_counties_datav_gcj02.geojson.gz") else {
        return;
    };
    let map = "[[layer]]\nto = \"admin_units\"\ncrs = \"gcj02\"\n[layer.fields]\ncode = \"adcode\"\nname = \"name\"\n\
               level = { value = \"county\" }\n";
    let begun = Instant::now();
    let imported = import_file(&path, Some(map)).expect("imported");
    let took = begun.elapsed();
    let bad = imported
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .count();
    let located = imported
        .findings
        .iter()
        .filter(|f| f.code == "E_IMPORT_SELF_INTERSECTION" && f.place.is_some())
        .count();
    println!(
        "{} loaded, {bad} left out, {located} self-intersections located, {took:.1?}",
        imported.world.units.len()
    );
    assert_eq!(imported.world.units.len() + bad, 2_884);
    assert_eq!(located, 180, "{:?}", codes(&imported));
    let begun = Instant::now();
    let bytes = world_file::to_bytes(&imported.world).expect("bytes");
    println!("world file of {} MB in {:.1?}", bytes.len() >> 20, begun.elapsed());
}
