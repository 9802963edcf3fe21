//! Real data, where it is present (`RIVERCHIEF_SHARED`, or `../shared`): imported, resolved, and compared with answers
//! that others worked out.
use geo::CoordsIter as _;
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::finding::Severity;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_gdal::crs::Crs;
use riverchief_gdal::import::{Imported, import, open};
use riverchief_gdal::mapping::Mapping;
use riverchief_gdal::world_file;
use riverchief_geom::LonLat;
use riverchief_rows::bulk::{PointFormat, PointReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A file of the shared data; if it is absent, the test is reported as skipped.
fn shared(file: &str) -> Option<PathBuf> {
    riverchief_repository::shared(&format!("data/{file}"))
}

/// Imports one file by a mapping, or by its own draft.
fn import_file(path: &Path, mapping: Option<&str>) -> Imported {
    let mapping = mapping.map(|text| Mapping::parse(text, "test mapping").expect("a mapping"));
    let sources = open(&[path.to_owned()], mapping.as_ref()).expect("the source opens");
    import(&sources, mapping, &mut |_| {}).expect("the source is read")
}

const GCJ02_COUNTIES: &str = "[[layer]]\nto = \"admin_units\"\ncrs = \"gcj02\"\n[layer.fields]\ncode = \"adcode\"\n\
                              name = \"name\"\nlevel = { value = \"county\" }\n";

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
    assert_eq!(compared, 64 * 8, "every place in every CRS of the file");
}

/// Resolves every point of the answer file in a world of Beihai's counties.
fn assert_answers(world: RawWorld, answers: &Path) {
    let (snapshot, findings) = Snapshot::build(world);
    assert_eq!(findings, [], "real counties come in without findings");
    let index = Published::new(1, snapshot, findings, Thresholds::default()).on(Date::constant(2026, 1, 1));
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let text = std::fs::read_to_string(answers).expect("the answers");
    let mut reader = PointReader::new(PointFormat::Csv, text.as_bytes()).expect("a table of points");
    let mut records = reader.records();
    while reader.read_into(&mut records) {}
    let mut seen = 0;
    for (point, line) in records.iter().zip(text.lines().skip(1)) {
        let point = point.expect("a point");
        let expected: Vec<&str> = line.split(',').nth(2).into_iter().filter(|c| !c.is_empty()).collect();
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
    assert_eq!(seen, 1_500, "every point of the file");
}

#[test]
fn beihais_four_counties_come_in_complete_and_every_answer_agrees() {
    let (Some(source), Some(answers)) = (
        shared("admin/beihai_counties_wgs84_derived.geojson"),
        shared("fixtures/pip/beihai_counties_wgs84_points_geos.csv"),
    ) else {
        return;
    };
    let imported = import_file(&source, None);
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    let units = &imported.world.units;
    let codes: Vec<_> = units.iter().filter_map(|u| u.code.as_deref()).collect();
    assert_eq!(codes, ["450502", "450503", "450512", "450521"]);
    assert!(units.iter().all(|u| u.level.as_deref() == Some("county")));
    let vertices: usize = units
        .iter()
        .filter_map(|u| Some(u.geometry.as_ref()?.coords_count()))
        .sum();
    assert_eq!(vertices, 2_442, "every vertex of the file");
    // By way of the world file, as a served world goes.
    let bytes = world_file::to_bytes(&imported.world).expect("a world file");
    assert_answers(world_file::read_bytes(&bytes).expect("read again"), &answers);
}

#[test]
fn beihais_counties_declared_as_gcj02_give_the_same_answers() {
    let (Some(source), Some(answers)) = (
        shared("admin/beihai_counties_amap2020_gcj02.geojson"),
        shared("fixtures/pip/beihai_counties_wgs84_points_geos.csv"),
    ) else {
        return;
    };
    let imported = import_file(&source, Some(GCJ02_COUNTIES));
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    assert_answers(imported.world, &answers);
}

#[test]
fn the_counties_of_china_come_in_from_gcj02_without_the_self_intersecting_ones() {
    let Some(path) = shared("stress/china_counties_datav_gcj02.geojson.gz") else {
        return;
    };
    let begun = Instant::now();
    let imported = import_file(&path, Some(GCJ02_COUNTIES));
    println!("imported in {:.1?}", begun.elapsed());
    let errors: Vec<_> = imported
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .collect();
    let knots = errors
        .iter()
        .filter(|f| f.code == "E_IMPORT_SELF_INTERSECTION" && f.place.is_some());
    assert_eq!(knots.count(), 180, "each with its place");
    assert_eq!(errors.len(), 180, "and nothing else is wrong");
    assert_eq!(imported.world.units.len(), 2_884 - 180);
    let left_out: std::collections::BTreeSet<&str> = errors.iter().map(|f| f.feature.as_str()).collect();
    let loaded = imported.world.units.iter().filter_map(|u| u.code.as_deref());
    assert_eq!(left_out.len(), 180, "each names its county");
    assert_eq!(loaded.filter(|code| left_out.contains(code)).count(), 0);
    let begun = Instant::now();
    let bytes = world_file::to_bytes(&imported.world).expect("bytes");
    println!("world file of {} MB in {:.1?}", bytes.len() >> 20, begun.elapsed());
}

/// A world as a service would open it.
fn published(raw: RawWorld) -> riverchief_core::index::Index {
    let (snapshot, findings) = Snapshot::build(raw);
    assert_eq!(findings, [], "the world types without findings");
    let day = Date::constant(2026, 1, 1);
    let law = riverchief_core::snapshot::Law::new(&std::sync::Arc::new(snapshot), day, Thresholds::default());
    riverchief_core::index::Index::new(law)
}

/// Ids of the derived segments of a level.
fn derived(index: &riverchief_core::index::Index, level: Level) -> Vec<String> {
    let all = index.law.network.derived.iter().filter(|d| d.level == level);
    all.map(|d| d.id.to_string()).collect()
}

#[test]
fn n6_the_river_that_is_its_border_but_for_a_rounded_vertex_is_shared() {
    let Some(folder) = shared("faults/truth-w4") else {
        return;
    };
    let files = ["lines.geojson", "units.geojson", "waters.csv"].map(|file| folder.join(file));
    let mapping = std::fs::read_to_string(folder.join("map.toml")).expect("a mapping");
    let mapping = Mapping::parse(&mapping, "map.toml").expect("a mapping");
    let sources = open(&files, Some(&mapping)).expect("the sources open");
    let imported = import(&sources, Some(mapping), &mut |_| {}).expect("the sources are read");
    let index = published(imported.world);
    assert_eq!(
        derived(&index, Level::County),
        ["R.0.county.450503.L.1", "R.0.county.450502.R.1"]
    );
    for (lon, segment) in [
        (109.199_98, "R.0.county.450502.R.1"),
        (109.200_02, "R.0.county.450503.L.1"),
    ] {
        let answer = at(&index, LonLat::new(lon, 21.35), &Ask::default());
        assert_eq!(answer.segment.map(|s| s.to_string()).as_deref(), Some(segment));
        assert!(answer.shared_river);
    }
}

#[test]
fn n6_a_river_far_from_the_border_that_its_ends_lie_on_is_not_shared() {
    let Some(path) = shared("faults/truth-wobble/world.gpkg") else {
        return;
    };
    let index = published(world_file::read(&path).expect("the world is read"));
    assert_eq!(
        derived(&index, Level::Village),
        ["R.0.village.450502001201.B.1", "R.0.village.450502001202.B.1"]
    );
    let answer = at(&index, LonLat::new(109.002, 21.5196), &Ask::default());
    let segment = answer.segment.map(|s| s.to_string());
    assert_eq!(segment.as_deref(), Some("R.0.village.450502001201.B.1"));
    assert!(!answer.shared_river);
}
