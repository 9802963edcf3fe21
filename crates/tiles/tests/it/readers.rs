//! Tiles through readers that are not ours: GDAL's driver, and mapbox-vector-tile with shapely.
//!
//! By default all tiles to zoom 11 and a seeded part of those above; everything with `RIVERCHIEF_DEEP=1`.
use super::raw::{Feature, Value};
use super::zoom::{self, Tile};
use gdal::vector::{FieldValue, LayerAccess};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// Zooms above this are read in part.
const WHOLE_TO: u8 = 11;

fn chosen(tile: &Tile, step: u32) -> bool {
    let deep = std::env::var_os("RIVERCHIEF_DEEP").is_some_and(|v| v == "1");
    let mixed = (tile.coord.x.wrapping_mul(0x9e37_79b1) ^ tile.coord.y.wrapping_mul(0x85eb_ca77)) >> 7;
    deep || tile.coord.z <= WHOLE_TO || mixed.is_multiple_of(step)
}

/// What GDAL gives for an attribute, against what was read from the bytes. The crate gives an absent one as empty.
fn same(found: Option<FieldValue>, expected: Option<&Value>) -> bool {
    let number = |n: f64| match expected {
        Some(Value::Number(m)) => n.total_cmp(m).is_eq(),
        Some(Value::Flag(flag)) => n.total_cmp(&f64::from(u8::from(*flag))).is_eq(),
        Some(Value::Text(_)) => false,
        None => n.total_cmp(&0.0).is_eq(),
    };
    match found {
        None => expected.is_none(),
        Some(FieldValue::StringValue(text)) if text.is_empty() => expected.is_none(),
        Some(FieldValue::StringValue(text)) => expected == Some(&Value::Text(text)),
        Some(FieldValue::IntegerValue(n)) => number(f64::from(n)),
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        Some(FieldValue::Integer64Value(n)) => number(n as f64),
        Some(FieldValue::RealValue(n)) => number(n),
        Some(_) => false,
    }
}

fn read_by_gdal(tile: &Tile, bytes: Vec<u8>) -> usize {
    let name = format!("/vsimem/tiles-{}-{}-{}.pbf", tile.coord.z, tile.coord.x, tile.coord.y);
    gdal::vsi::create_mem_file(&name, bytes).unwrap();
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_VERBOSE_ERROR,
        allowed_drivers: Some(&["MVT"]),
        open_options: Some(&["CLIP=NO"]),
        ..DatasetOptions::default()
    };
    let set = Dataset::open_ex(&name, options).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(set.layer_count(), tile.layers.len(), "{name}");
    let mut count = 0;
    for (ours, mut theirs) in tile.layers.iter().zip(set.layers()) {
        assert_eq!(ours.name, theirs.name());
        let names: Vec<String> = theirs.defn().fields().map(|f| f.name()).collect();
        let mut features = ours.features.iter();
        for found in theirs.features() {
            let expected: &Feature = features.next().unwrap();
            count += 1;
            let geometry = found
                .geometry()
                .unwrap_or_else(|| panic!("{name} {}: no geometry", ours.name));
            assert!(geometry.is_valid(), "{name} {}: {}", ours.name, geometry.wkt().unwrap());
            for (i, field) in names.iter().enumerate() {
                let value = found.field(i).unwrap();
                if field == "mvt_id" {
                    #[expect(clippy::cast_precision_loss, reason = "ids are below 2^53")]
                    let id = Value::Number(expected.id.unwrap() as f64);
                    assert!(same(value, Some(&id)), "{name} {}", ours.name);
                } else {
                    let tag = expected.tags.get(field);
                    assert!(same(value, tag), "{name} {} {field}: {tag:?}", ours.name);
                }
            }
            assert!(expected.tags.keys().all(|k| names.contains(k)));
        }
        assert!(features.next().is_none(), "{name} {}", ours.name);
    }
    drop(set);
    gdal::vsi::unlink_mem_file(&name).unwrap();
    count
}

#[test]
fn gdal_reads_what_we_read() {
    let mut count = 0;
    for z in 0..=14 {
        for (tile, bytes) in zoom::tiles_with_bytes(z) {
            if chosen(&tile, 4) {
                count += read_by_gdal(&tile, bytes);
            }
        }
    }
    assert!(count > 10_000, "{count} features");
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(text) => text.clone().into(),
        Value::Number(n) => (*n).into(),
        Value::Flag(flag) => (*flag).into(),
    }
}

/// The Python of the virtual environment; its absence is a failure, never a skip.
fn python() -> PathBuf {
    let root = riverchief_repository::root();
    let found = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), PathBuf::from);
    assert!(
        found.exists(),
        "{} is missing: run `make test`, which installs it",
        found.display()
    );
    found
}

#[test]
fn a_second_reader_and_geos_find_nothing_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = String::new();
    for z in 0..=14 {
        for (tile, bytes) in zoom::tiles_with_bytes(z) {
            if !chosen(&tile, 8) {
                continue;
            }
            let file = format!("{}-{}-{}.mvt", z, tile.coord.x, tile.coord.y);
            std::fs::write(folder.path().join(&file), bytes).unwrap();
            let features = |features: &[Feature]| -> serde_json::Value {
                let one = |f: &Feature| {
                    let tags: serde_json::Map<_, _> = f.tags.iter().map(|(k, v)| (k.clone(), json(v))).collect();
                    serde_json::json!([f.id, tags])
                };
                features.iter().map(one).collect()
            };
            let layers: serde_json::Map<_, _> = tile
                .layers
                .iter()
                .map(|l| (l.name.clone(), features(&l.features)))
                .collect();
            writeln!(expected, "{}", serde_json::json!({"file": file, "layers": layers})).unwrap();
        }
    }
    std::fs::write(folder.path().join("expected.ndjson"), expected).unwrap();
    let script = riverchief_repository::root().join("tests/oracle/tiles.py");
    let output = Command::new(python())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .arg(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    println!("{said}");
}
