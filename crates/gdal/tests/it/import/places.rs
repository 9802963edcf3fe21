//! Coordinate systems: declared, missing, lying, with exchanged axes.
use super::{COUNTIES, codes, convert, import_file, write};
use riverchief_core::snapshot::finding::Severity;

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

#[test]
fn an_older_datum_is_transformed_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    // Geographic and projected, of Beijing 1954 and Xi'an 1980.
    for (code, arguments) in [("4214", "-a_srs"), ("2343", "-t_srs")] {
        let target = folder.path().join(format!("old-{code}.gpkg"));
        convert(&["-f", "GPKG", arguments, &format!("EPSG:{code}")], &path, &target);
        let map = "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"XZQDM\"\n";
        let imported = import_file(&target, Some(map)).unwrap_or_else(|e| panic!("{code}: {e}"));
        assert_eq!(imported.world.units.len(), 2, "{code}");
        assert_eq!(codes(&imported), ["N_IMPORT_WIDTH", "W_IMPORT_DATUM"], "{code}");
    }
}
