//! What is loaded is what was meant: filters, columns that stand twice, blank rows, tables, files that nobody reads, and
//! what loading a world would leave out.
use super::{COUNTIES, COUNTY_MAP, codes, import_file, write};
use riverchief_gdal::draft;
use riverchief_gdal::import::{ImportError, import, open};
use riverchief_gdal::mapping::Mapping;
use std::path::Path;

#[test]
fn a_filter_is_one_blocks_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "r.csv", "id,k,name\na,1,A\nb,2,B\nc,1,C\n");
    let map = "[[layer]]\nto = \"holders\"\nfilter = \"k = '1'\"\n[layer.fields]\nid = \"id\"\nname = \"name\"\n\
               [[layer]]\nto = \"departments\"\n[layer.fields]\ncode = \"id\"\nname = \"name\"\n\
               [[layer]]\nto = \"tenures\"\nfilter = \"k = '2'\"\n[layer.fields]\nid = \"id\"\n\
               [[layer]]\nto = \"offices\"\n[layer.fields]\nid = \"id\"\n";
    let world = import_file(&path, Some(map)).expect("imported").world;
    let counts = [
        world.holders.len(),
        world.departments.len(),
        world.tenures.len(),
        world.offices.len(),
    ];
    assert_eq!(counts, [2, 3, 1, 3]);
}

#[test]
fn a_column_that_stands_several_times_is_named_with_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "名册.csv", "编号,姓名,职务,职务\nh1,甲,县长,书记\n");
    let map = |title: &str| {
        format!(
            "[[layer]]\nto = \"holders\"\n[layer.fields]\nid = \"编号\"\nname = \"姓名\"\ntitle = \"{title}\"\n\
             title_class = {{ value = \"leader\" }}\n"
        )
    };
    let error = import_file(&path, Some(&map("职务"))).expect_err("refused").to_string();
    assert!(
        error.contains("`职务` occurs 2 times") && error.contains("职务#1, 职务#2"),
        "{error}"
    );
    for (name, title) in [("职务#1", "县长"), ("职务#2", "书记")] {
        let imported = import_file(&path, Some(&map(name))).expect(name);
        assert_eq!(imported.world.holders[0].title.as_deref(), Some(title));
    }
    let text = draft::draft(&open(&[path], None).expect("open")).expect("a draft").text;
    assert!(!text.contains("\"职务\"") && text.contains("职务#1, 职务#2"), "{text}");
}

#[test]
fn blank_rows_are_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(
        folder.path(),
        "名录.csv",
        "代码,名称,类型\nA,甲河,river\n,,\n , \t,\u{3000}\nB,乙河,river\n,,\n",
    );
    let imported = import_file(&path, None).expect("imported");
    assert_eq!(
        (imported.world.waters.len(), codes(&imported)),
        (2, vec![]),
        "{:?}",
        imported.findings
    );
}

#[test]
fn a_table_needs_no_crs() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "id,water,unit,level,measure_from,measure_to\nS1,NLJ,450521,county,0,1200\n";
    let path = write(folder.path(), "segments.csv", table);
    let imported = import_file(&path, None).expect("imported");
    assert_eq!(imported.world.segments.len(), 1, "{:?}", imported.findings);
    assert_eq!(imported.world.segments[0].measure_to, Some(1200.0));
    assert!(!codes(&imported).contains(&"E_IMPORT_NO_CRS"));
}

#[test]
fn a_file_that_no_block_reads_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let counties = write(folder.path(), "counties.geojson", COUNTIES);
    let other = write(folder.path(), "other.csv", "a,b\n1,2\n");
    let map = COUNTY_MAP.replace(
        "to = \"admin_units\"",
        "to = \"admin_units\"\nsource = \"counties.geojson\"",
    );
    let mapping = Mapping::parse(&map, "map").expect("a mapping");
    let sources = open(&[counties.clone(), other], Some(&mapping)).expect("open");
    let imported = import(&sources, Some(mapping), &mut |_| {}).expect("imported");
    let told: Vec<_> = imported
        .findings
        .iter()
        .filter(|f| f.code == "W_IMPORT_NOT_READ")
        .collect();
    assert!(told.len() == 1 && told[0].message.contains("other.csv"), "{told:?}");
}

#[test]
fn counties_of_datav_come_in_whole_by_the_draft() {
    let folder = tempfile::tempdir().expect("a folder");
    let county = |code: u32, name: &str, west: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"adcode":{code},"name":"{name}","level":"district","parent":{{"adcode":450500}}}},
            "geometry":{{"type":"Polygon","coordinates":[[[{west},21.4],[{east},21.4],[{east},21.5],[{west},21.5],[{west},21.4]]]}}}}"#,
            east = west + 0.1
        )
    };
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}",
        county(450_502, "海城区", 109.0),
        county(450_503, "银海区", 109.1)
    );
    let imported = import_file(&write(folder.path(), "counties.geojson", text), None).expect("imported");
    let units: Vec<_> = imported
        .world
        .units
        .iter()
        .map(|u| (u.code.as_deref(), u.level.as_deref(), u.parent.as_deref()))
        .collect();
    let expected = |code| (Some(code), Some("county"), Some("450500"));
    assert_eq!(
        (units, codes(&imported)),
        (vec![expected("450502"), expected("450503")], vec![])
    );
}

#[test]
fn a_shifted_system_that_a_name_says_waits_for_a_person() {
    let folder = tempfile::tempdir().expect("a folder");
    let boards = "编号,水体代码,lng_gcj02,lat_gcj02\nB1,NLJ,109.2,21.5\n";
    for (name, content, crs) in [
        ("counties_GCJ02.geojson", COUNTIES, "gcj02"),
        ("区县-bd09.geojson", COUNTIES, "bd09"),
        ("公示牌.csv", boards, "gcj02"),
    ] {
        let path = write(folder.path(), name, content);
        let text = draft::draft(&open(std::slice::from_ref(&path), None).expect("open"))
            .expect("a draft")
            .text;
        assert!(text.contains(&format!("crs = \"{crs}\"   # CONFIRM")), "{name}: {text}");
        match import_file(&path, None) {
            Err(ImportError::Unconfirmed(list)) => assert!(list[0].contains(crs), "{list:?}"),
            other => panic!("{name}: {other:?}"),
        }
        let imported = import_file(&path, Some(&text)).expect("by the mapping that was written");
        assert!(
            !codes(&imported).iter().any(|code| code.starts_with('E')),
            "{name}: {:?}",
            imported.findings
        );
    }
}

#[test]
fn degrees_under_a_projection_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let crs = |name: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},"
        )
    };
    for name in ["urn:ogc:def:crs:EPSG::3857", "urn:ogc:def:crs:EPSG::4545"] {
        let text = COUNTIES.replacen("{\"type\":\"FeatureCollection\",", &crs(name), 1);
        let imported = import_file(&write(folder.path(), "a.geojson", text), Some(COUNTY_MAP)).expect("imported");
        assert_eq!(imported.world.units.len(), 0, "{name}");
        assert!(
            codes(&imported).contains(&"E_IMPORT_CRS_MISMATCH"),
            "{name}: {:?}",
            imported.findings
        );
    }
}

#[test]
fn lines_with_the_columns_of_units_are_no_rivers() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"450502","name":"海城区","level":"county",
        "parent":"450500"},"geometry":{"type":"LineString","coordinates":[[109.0,21.4],[109.1,21.4]]}}]}"#;
    let path = write(folder.path(), "a.geojson", lines);
    match import_file(&path, None) {
        Err(ImportError::Unmatched(words)) => assert!(words.contains("no layer is recognised"), "{words}"),
        other => panic!("{other:?}"),
    }
}

/// Whether a text shows values as Rust's own debug output does.
fn is_debug(text: &str) -> bool {
    ["Some(", "None", "Ok(", "Err(", "\\u{", "{ ", "::"]
        .iter()
        .any(|sign| text.contains(sign))
}

#[test]
fn messages_are_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let boards = "编号,X,Y,水体代码\nB1,109.2,,NLJ\nB2,x,21.5,NLJ\n";
    let map = "[[layer]]\nto = \"notice_boards\"\ncrs = \"CRS84\"\nx = \"X\"\ny = \"Y\"\n[layer.fields]\nid = \"编号\"\nwater = \"水体代码\"\n";
    let imported = import_file(&write(folder.path(), "boards.csv", boards), Some(map)).expect("imported");
    assert_eq!(codes(&imported), ["E_IMPORT_VALUE"]);
    for finding in &imported.findings {
        assert!(!is_debug(&finding.message), "{}", finding.message);
    }
    for name in ["a.xyz", "empty.csv", "a.csv"] {
        let content = if name == "a.csv" { "\u{0}" } else { "" };
        let error = import_file(&write(folder.path(), name, content), None)
            .expect_err(name)
            .to_string();
        assert!(!is_debug(&error), "{error}");
    }
    assert!(!is_debug(
        &import_file(Path::new("/absent.csv"), None)
            .expect_err("absent")
            .to_string()
    ));
}
