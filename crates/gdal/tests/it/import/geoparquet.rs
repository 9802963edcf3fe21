//! `GeoParquet`, `FlatGeobuf` and GeoJSON text sequences: as others write them, and as nobody should.
use super::{COUNTIES, COUNTY_MAP, assert_counties, codes, convert, import_file, write};
use riverchief_gdal::draft;
use riverchief_gdal::import::open;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The counties in every guise, made by `tests/oracle/parquet_sources.py`.
fn sources() -> TempDir {
    let python = std::env::var_os("RIVERCHIEF_PYTHON")
        .map_or_else(|| riverchief_repository::root().join(".venv/bin/python"), PathBuf::from);
    let folder = tempfile::tempdir().expect("a folder");
    let counties = write(folder.path(), "counties.geojson", COUNTIES);
    let made = Command::new(python)
        .arg("tests/oracle/parquet_sources.py")
        .args([counties.as_path(), folder.path()])
        .current_dir(riverchief_repository::root())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the Python of .venv runs (`make test` installs it)");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    folder
}

fn refused(path: &Path, expected: &str) {
    let error = import_file(path, Some(COUNTY_MAP)).expect_err("refused").to_string();
    let name = path.file_name().expect("a name").to_string_lossy();
    assert!(error.contains(&*name) && error.contains(expected), "{name}: {error}");
}

#[test]
fn geoparquet_of_geopandas_and_pyarrow_comes_in() {
    let folder = sources();
    the_columns_become_fields_with_their_values(folder.path());
    let there = |name: &str| folder.path().join(format!("{name}.parquet"));
    for name in ["gp10", "gp11", "bbox", "no-crs", "plain", "lz4", "delta", "wide"] {
        let imported = import_file(&there(name), Some(COUNTY_MAP)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_counties(&imported, 1e-12);
        assert_eq!(codes(&imported), ["N_IMPORT_REWRITTEN", "N_IMPORT_WIDTH"], "{name}");
        assert_counties(&import_file(&there(name), None).expect("imported"), 1e-12);
    }
    for code in [4326, 4490, 4545, 4546, 3857] {
        let imported = import_file(&there(&format!("epsg-{code}")), Some(COUNTY_MAP)).expect("imported");
        assert_counties(&imported, 1e-8);
        assert_eq!(codes(&imported), ["N_IMPORT_REWRITTEN", "N_IMPORT_WIDTH"], "{code}");
    }
    let unknown = import_file(&there("unknown-crs"), Some(COUNTY_MAP)).expect("imported");
    assert!(codes(&unknown).contains(&"E_IMPORT_NO_CRS"), "{:?}", codes(&unknown));
    for (name, expected) in [
        ("arrow", "write the file with the encoding WKB"),
        ("gzip", "write the file with SNAPPY or ZSTD"),
        ("sphere", "great circles"),
        ("not-geo", "without `geo` metadata"),
        ("not-json", "not a JSON object"),
        ("old", "1.0 and 1.1"),
        ("lost", "says nothing about its primary_column"),
        ("odd-crs", "not PROJJSON"),
        ("bomb", "unpacks to more than"),
        ("repeated", "exceed the size limit"),
    ] {
        refused(&there(name), expected);
    }
}

fn the_columns_become_fields_with_their_values(folder: &Path) {
    let wide = folder.join("wide.parquet");
    let text = draft::draft(&open(std::slice::from_ref(&wide), None).expect("open"))
        .expect("a draft")
        .text;
    for field in ["day", "ns", "ms", "small", "unsigned", "half", "money", "since", "yes"] {
        assert!(text.contains(field), "{field}: {text}");
    }
    assert!(
        text.contains("# not read, because of their type: list, struct, bytes "),
        "{text}"
    );
    let dated = |field: &str| {
        let map = COUNTY_MAP.replace(
            "valid_from = { value = \"2017年1月1日\" }",
            &format!("valid_from = \"{field}\""),
        );
        let imported = import_file(&wide, Some(&map)).expect("imported");
        imported
            .world
            .units
            .iter()
            .map(|u| u.valid_from.clone())
            .collect::<Vec<_>>()
    };
    let day = Some("2017-01-01".to_owned());
    assert_eq!(dated("day"), [day.clone(), None]);
    assert_eq!(dated("ns"), [day.clone(), None]);
    assert_eq!(dated("since"), [day.clone(), day]);
}

#[test]
fn cut_and_damaged_geoparquet_is_an_error_or_the_same_and_never_a_panic() {
    let folder = sources();
    for name in ["plain", "bbox"] {
        let whole = std::fs::read(folder.path().join(format!("{name}.parquet"))).expect("read");
        for end in (1..whole.len()).step_by(whole.len() / 20) {
            refused(&write(folder.path(), "cut.parquet", &whole[..end]), "cut.parquet");
        }
        let mut errors = 0;
        for at in (0..whole.len()).step_by(whole.len() / 150) {
            let mut damaged = whole.clone();
            damaged[at] ^= if at % 2 == 0 { 0xff } else { 0x55 };
            let path = write(folder.path(), "damaged.parquet", &damaged);
            errors += u32::from(import_file(&path, Some(COUNTY_MAP)).is_err());
        }
        assert!(errors > 30, "{name}: {errors} of the damages were noticed");
    }
}

#[test]
fn flatgeobuf_and_text_sequences_give_the_same_counties() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    for (name, arguments) in [
        ("counties.fgb", &["-f", "FlatGeobuf"][..]),
        ("flat.fgb", &["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO"]),
        ("belt.fgb", &["-f", "FlatGeobuf", "-t_srs", "EPSG:4545"]),
        (
            "lines.geojsonl",
            &["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15"],
        ),
        (
            "rs.geojsons",
            &["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "-lco", "RS=YES"],
        ),
    ] {
        let target = folder.path().join(name);
        convert(arguments, &path, &target);
        let imported = import_file(&target, Some(COUNTY_MAP)).unwrap_or_else(|e| panic!("{name}: {e}"));
        let mut units = imported;
        // A FlatGeobuf with an index has its features along a curve.
        units.world.units.sort_by(|a, b| a.code.cmp(&b.code));
        assert_counties(&units, 1e-8);
        assert_eq!(codes(&units), ["N_IMPORT_REWRITTEN", "N_IMPORT_WIDTH"], "{name}");
    }
    // RFC 8142 lets a record have several lines.
    let features: serde_json::Value = serde_json::from_str(COUNTIES).expect("JSON");
    let features = features["features"].as_array().expect("features").iter();
    let pretty: Vec<String> = features.map(|feature| format!("\u{1e}{feature:#}\n")).collect();
    let pretty = pretty.concat();
    assert_counties(
        &import_file(&write(folder.path(), "pretty.geojsons", pretty), None).expect("imported"),
        1e-12,
    );
}

#[test]
fn cut_and_damaged_flatgeobuf_and_sequences_are_errors_or_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let target = folder.path().join("whole.fgb");
    convert(&["-f", "FlatGeobuf"], &path, &target);
    let whole = std::fs::read(&target).expect("read");
    for end in (1..whole.len()).step_by(whole.len() / 20) {
        refused(&write(folder.path(), "cut.fgb", &whole[..end]), "cut.fgb");
    }
    for at in (0..whole.len()).step_by(whole.len() / 100) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xa5;
        // The outcome depends on the byte; what counts is that there is one.
        let _ = import_file(&write(folder.path(), "damaged.fgb", &damaged), Some(COUNTY_MAP));
    }
    let lines = folder.path().join("whole.geojsonl");
    convert(&["-f", "GeoJSONSeq"], &path, &lines);
    let whole = std::fs::read(&lines).expect("read");
    let first = whole.iter().position(|b| *b == b'\n').expect("a line");
    for end in [1, first / 2, first - 1, first + 9, whole.len() - 3] {
        refused(&write(folder.path(), "cut.geojsonl", &whole[..end]), "cut short");
    }
    refused(
        &write(folder.path(), "deep.geojsonl", "[".repeat(1 << 20)),
        "nested deeper",
    );
    refused(&write(folder.path(), "words.geojsonl", "one\ntwo\n"), "words.geojsonl");
    let bad = [&whole[..=first], &b"{\"type\":\"Feature\",]}\n"[..]].concat();
    refused(&write(folder.path(), "bad.geojsonl", bad), "bad.geojsonl");
}
