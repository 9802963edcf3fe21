//! How findings are printed, and the exit status.
use gdal::vector::LayerAccess;
use riverchief::cli::validate::{Args, FindingsFormat, Outcome, run};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{edit, sound, text};
use std::sync::Arc;

fn print(world: RawWorld, format: FindingsFormat, strict: bool) -> (String, Outcome) {
    let args = Args {
        format,
        strict,
        as_of: Some(Date::constant(2026, 1, 1)),
        ..Args::default()
    };
    let mut out = Vec::new();
    let (snapshot, typed) = Snapshot::build(world);
    let ended = run(&args, &Arc::new(snapshot), &typed, Thresholds::default(), &mut out).expect("memory takes it");
    (String::from_utf8(out).expect("it is UTF-8"), ended)
}

fn warned() -> RawWorld {
    let mut w = sound();
    edit!(w.waters[code = "XJK"]).name = text("小水库");
    w
}

fn wrong() -> RawWorld {
    let mut w = warned();
    edit!(w.posts[id = "GC-450500"]).capacity = Some(3);
    w
}

#[test]
fn the_exit_status_follows_the_worst_finding() {
    assert_eq!(print(sound(), FindingsFormat::Table, true).1, Outcome::Fine);
    assert_eq!(print(warned(), FindingsFormat::Table, false).1, Outcome::Fine);
    assert_eq!(print(warned(), FindingsFormat::Table, true).1, Outcome::Findings);
    assert_eq!(print(wrong(), FindingsFormat::Table, false).1, Outcome::Findings);
}

#[test]
fn a_table_reads_in_chinese_and_ends_with_the_counts() {
    let (table, _) = print(wrong(), FindingsFormat::Table, false);
    assert!(
        table.contains("E_CAPACITY") && table.contains("W_ZONE_NOT_NAMED"),
        "{table}"
    );
    assert!(table.ends_with("2026-01-01：错误 1，警告 1，提示 0\n"), "{table}");
    let (clean, _) = print(sound(), FindingsFormat::Table, false);
    assert_eq!(clean, "2026-01-01：错误 0，警告 0，提示 0\n");
}

#[test]
fn json_holds_every_field() {
    let (json, _) = print(wrong(), FindingsFormat::Json, false);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["counts"], serde_json::json!({"error": 1, "warning": 1, "note": 0}));
    let first = &json["findings"][0];
    assert_eq!(
        (first["code"].as_str(), first["rule"].as_str()),
        (Some("E_CAPACITY"), Some("L3"))
    );
    assert_eq!(
        (first["layer"].as_str(), first["feature"].as_str()),
        (Some("posts"), Some("GC-450500"))
    );
    assert!(first["remedy"].as_str().is_some_and(|r| !r.is_empty()));
}

#[test]
fn gdal_opens_the_geojson_with_and_without_places() {
    let (text, _) = print(wrong(), FindingsFormat::Geojson, false);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("findings.geojson");
    std::fs::write(&path, &text).expect("it can be written");
    let file = gdal::Dataset::open(&path).expect("GDAL opens it");
    let mut layer = file.layer(0).expect("one layer");
    assert_eq!(layer.feature_count(), 2);
    for feature in layer.features() {
        let index = feature.field_index("code").expect("a field code");
        assert!(feature.field_as_string(index).expect("a text").is_some());
    }
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert!(json["features"][0]["geometry"].is_null(), "a post has no place: {text}");
    assert_eq!(
        json["features"][1]["geometry"]["type"], "Point",
        "a reservoir has one: {text}"
    );
    let (empty, _) = print(sound(), FindingsFormat::Geojson, false);
    let empty: serde_json::Value = serde_json::from_str(&empty).expect("it is JSON");
    assert_eq!(empty["features"], serde_json::json!([]));
}
