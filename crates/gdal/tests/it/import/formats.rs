//! Formats, encodings, registers, and that all of them mean the same.
use super::{COUNTIES, COUNTY_MAP, assert_counties, codes, convert, import_file, write};
use riverchief_core::snapshot::finding::Severity;
use riverchief_gdal::draft;
use riverchief_gdal::import::open;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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
    let text = draft::draft(&open(&[path], None).expect("open")).expect("a draft").text;
    assert!(
        text.contains("code = \"XZQDM\"") && text.contains("\"县级\" = \"county\""),
        "{text}"
    );
}

#[test]
fn every_format_and_projection_gives_the_same_counties_with_a_shared_edge() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "counties.geojson", COUNTIES);
    let formats: [(&str, &[&str]); 6] = [
        ("counties.gpkg", &["-f", "GPKG"]),
        ("counties.gdb", &["-f", "OpenFileGDB", "-nlt", "MULTIPOLYGON"]),
        ("counties.kml", &["-f", "LIBKML"]),
        // Its doc.kml only leads to layers/counties.kml.
        ("counties.kmz", &["-f", "LIBKML"]),
        ("counties.shp", &["-lco", "ENCODING=UTF-8"]),
        ("gbk.shp", &["-lco", "ENCODING=CP936"]),
    ];
    for (name, arguments) in formats {
        let target = folder.path().join(name);
        convert(arguments, &path, &target);
        let imported = import_file(&target, Some(COUNTY_MAP)).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_counties(&imported, 1e-8);
        // By its own draft too: KML has an empty `Name` beside the field with the names.
        assert_counties(
            &import_file(&target, None).unwrap_or_else(|e| panic!("{name}: {e}")),
            1e-8,
        );
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
    let boards =
        "编号,X,Y,水体代码\nB1,109.2,21.5,NLJ\nB2,,,NLJ\nB3,x,y,NLJ\nB4,109度12分,21°30′N,NLJ\nB5,109 12,21.5,NLJ\n";
    let map = "[[layer]]\nto = \"notice_boards\"\ncrs = \"CRS84\"\nx = \"X\"\ny = \"Y\"\n[layer.fields]\nid = \"编号\"\nwater = \"水体代码\"\n";
    let imported = import_file(&write(folder.path(), "boards.csv", boards), Some(map)).expect("imported");
    assert_eq!(imported.world.boards.len(), 3, "B1, B2 and B4");
    for board in [0, 2] {
        assert_eq!(
            imported.world.boards[board].geometry,
            Some(geo::point!(x: 109.2, y: 21.5))
        );
    }
    assert_eq!(codes(&imported), ["E_IMPORT_VALUE", "W_IMPORT_NO_GEOMETRY"]);
}

#[test]
fn a_zip_is_every_shapefile_in_it_whatever_its_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = write(folder.path(), "in.geojson", COUNTIES);
    let mut zip = ZipWriter::new(File::create(folder.path().join("区县.zip")).expect("a file"));
    for (name, code) in [("区县.shp", "450502"), ("more.shp", "450512")] {
        let one = COUNTIES.replace("450502", code).replace("４５０５０３", "");
        std::fs::write(&source, one).expect("written");
        convert(
            &["-lco", "ENCODING=UTF-8", "-where", "XZQDM > ''"],
            &source,
            &folder.path().join(name),
        );
        for ending in ["shp", "shx", "dbf", "prj", "cpg"] {
            let part = Path::new(name).with_extension(ending);
            let options = SimpleFileOptions::default();
            zip.start_file(format!("资料/{}", part.display()), options)
                .expect("written");
            zip.write_all(&std::fs::read(folder.path().join(part)).expect("a part"))
                .expect("written");
        }
    }
    zip.start_file("说明.txt", SimpleFileOptions::default())
        .expect("written");
    zip.finish().expect("written");
    let imported = import_file(&folder.path().join("区县.zip"), None).expect("imported");
    let codes: Vec<_> = imported.world.units.iter().filter_map(|u| u.code.as_deref()).collect();
    assert_eq!(codes, ["450512", "450502"], "{:?}", imported.findings);
    // A mapping names them by their own names.
    let map = COUNTY_MAP.replace("[[layer]]", "[[layer]]\nsource = \"区县.shp\"");
    let imported = import_file(&folder.path().join("区县.zip"), Some(&map)).expect("imported");
    assert_eq!(imported.world.units.len(), 1);
}

#[test]
fn a_folder_is_every_shapefile_in_it_each_with_its_own_encoding() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, shapes) = (folder.path().join("in.geojson"), folder.path().join("shapes"));
    std::fs::create_dir(&shapes).expect("a folder");
    // What the .cpg says counts for its own file; the one without is looked at by itself.
    for (name, code, encoding, keep) in [
        ("a.shp", "450502", "CP936", false),
        ("b.shp", "450512", "UTF-8", true),
        ("c.shp", "450521", "UTF-8", false),
    ] {
        std::fs::write(&source, COUNTIES.replace("450502", code).replace("４５０５０３", "")).expect("written");
        let target = shapes.join(name);
        convert(
            &["-lco", &format!("ENCODING={encoding}"), "-where", "XZQDM > ''"],
            &source,
            &target,
        );
        if !keep {
            std::fs::remove_file(target.with_extension("cpg")).expect("a .cpg was written");
        }
    }
    let imported = import_file(&shapes, None).expect("imported");
    let units = &imported.world.units;
    assert!(units.iter().all(|u| u.name.as_deref() == Some("海城区")), "{units:?}");
    let found: Vec<_> = units.iter().filter_map(|u| u.code.as_deref()).collect();
    assert_eq!(found, ["450502", "450512", "450521"]);
    assert_eq!(codes(&imported), ["N_IMPORT_ENCODING"]);
    let empty = tempfile::tempdir().expect("a folder");
    let error = import_file(empty.path(), None).expect_err("nothing in it").to_string();
    assert!(error.contains("contains no .shp"), "{error}");
}
