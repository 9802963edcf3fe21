//! Mappings that mean nothing, ids that occur twice, a world file as its own source.
use super::{COUNTIES, COUNTY_MAP, codes, import_file, write};
use riverchief_gdal::world_file;

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
        (
            "[[layer]]\nto = \"rivers\"",
            "no such layer; the layers are admin_units",
        ),
        ("[[layer]]\nto = \"admin_units\"\ncrs = \"EPSG:0\"", "unknown CRS"),
        ("[[layer]]\nto = \"admin_units\"\nencoding = \"x\"", "unknown encoding"),
        (
            "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncolour = \"X\"",
            "no field `colour`",
        ),
        (
            "[[layer]]\nto = \"admin_units\"\n[layer.fields]\ncode = \"X\"",
            "no field `X`; the fields are XZQDM",
        ),
        (
            "[[layer]]\nto = \"admin_units\"\nfrom = \"x\"",
            "no source layer matches; the source layers are counties.geojson / counties",
        ),
        ("[[layer]]\nto = \"admin_units\"\nfilter = \"(((\"", "filter"),
        (
            "[[layer]]\nto = \"notice_boards\"\nx = \"X\"",
            "x and y must be given together",
        ),
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
fn a_name_of_mixed_widths_stays_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = "代码,名称\nWSJ,旺盛江(水库）\n";
    let imported = import_file(&write(folder.path(), "名录.csv", csv), None).expect("imported");
    assert_eq!(imported.world.waters[0].name.as_deref(), Some("旺盛江(水库）"));
    assert_eq!(codes(&imported), ["N_IMPORT_MIXED_WIDTH"]);
}
