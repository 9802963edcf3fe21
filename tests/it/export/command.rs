//! `riverchief export`: what is chosen, where it goes, and what is refused.
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn run(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
    command.env_remove("RIVERCHIEF_CONFIG").env_remove("RIVERCHIEF_WORLD");
    command.arg("export").args(args).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn refused(args: &[&str], words: &str) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
    assert!(said(&output).contains(words), "{args:?}: {}", said(&output));
    assert!(output.stdout.is_empty(), "{args:?}");
}

#[track_caller]
fn written(args: &[&str]) -> Value {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).expect("GeoJSON")
}

/// Names of what a folder holds.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn rows_columns_days_and_coordinates_are_chosen() {
    let filter = "name LIKE '西场%' AND S_INTERSECTS(geometry, POINT(109.03 21.67)) OR code = '450502'";
    let found = written(&[
        "counties,".trim_end_matches(','),
        "-f",
        "geojson",
        "--filter",
        filter,
        "--properties",
        "name,code",
    ]);
    let features = found["features"].as_array().expect("features");
    assert_eq!(features.len(), 1);
    let properties = features[0]["properties"].as_object().expect("properties");
    assert_eq!(properties.keys().collect::<Vec<_>>(), ["code", "name"]);
    // 星岛湖乡 became 星岛湖镇 on 2018-09-01.
    let renamed = |day: &str| {
        written(&[
            "townships",
            "-f",
            "geojson",
            "--as-of",
            day,
            "--filter",
            "name LIKE '星岛湖%'",
        ])
    };
    assert_eq!(renamed("2018-08-31")["features"][0]["id"], "450521201");
    assert_eq!(renamed("2018-09-01")["features"][0]["id"], "450521113");
    let projected = written(&[
        "cities",
        "-f",
        "geojson",
        "--crs",
        "EPSG:4545",
        "--bbox",
        "109,21,109.2,21.6",
        "--precision",
        "0.01",
    ]);
    assert_eq!(projected["crs"]["properties"]["name"], "urn:ogc:def:crs:EPSG::4545");
    let at = &projected["features"][0]["geometry"]["coordinates"][0][0][0];
    let (east, north) = (at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number"));
    assert!(
        (500_000.0..800_000.0).contains(&east) && (2_200_000.0..2_500_000.0).contains(&north),
        "{at}"
    );
    assert_eq!((east * 100.0).round() / 100.0, east, "a centimetre");
    assert!(
        written(&["villages", "-f", "geojson", "--bbox", "10,10,11,11"])["features"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
}

#[test]
fn what_cannot_be_written_is_refused_with_what_to_do() {
    refused(&["rivers", "-f", "csv"], "known layers: world, cities");
    refused(&["counties"], "the format is missing");
    refused(&["counties", "-f", "dwg"], "known formats: geojson");
    refused(&["counties,posts", "-o", "x.shp"], ".shp.zip");
    refused(&["counties", "-f", "geojsonseq", "--crs", "EPSG:4545"], "cannot state");
    refused(&["counties", "-f", "gpkg", "--raw"], "--raw can only be used with CSV");
    refused(&["counties,posts", "-f", "geojson"], "holds one collection");
    refused(&["counties", "-f", "kml", "--crs", "EPSG:4545"], "cannot state");
    refused(&["counties", "-f", "gpkg", "--crs", "gcj02"], "cannot state");
    refused(&["posts", "-f", "fgb"], "has no geometry");
    refused(
        &["counties", "-f", "csv", "--properties", "code,colour"],
        "no column `colour`",
    );
    refused(&["counties", "-f", "csv", "--filter", "colour = 1"], "colour");
    refused(&["counties", "-f", "csv", "--precision", "0.5"], "number of decimals");
    refused(&["counties", "-f", "csv", "--bbox", "1,2,3"], "west,south,east,north");
    refused(&["world", "-f", "csv", "-o", "x.csv"], "GeoPackage");
    refused(&["world,counties", "-o", "x.gpkg"], "whole");
    refused(&["world", "-f", "gpkg"], "-o FILE.gpkg");
    refused(&["world", "-o", "x.gpkg", "--unit", "450521"], "whole");
    refused(
        &["counties,posts", "-f", "xlsx", "--bbox", "109,21,110,22"],
        "the features of posts have no location",
    );
    refused(&["tenures", "-f", "csv", "--unit", "450521"], "leave out unit");
    refused(&["posts", "-f", "csv", "--unit", "450599"], "there is no unit “450599”");
}

#[test]
fn a_file_appears_when_it_is_whole_and_replaces_another_only_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("counties.gpkg");
    let name = path.to_str().expect("UTF-8");
    assert_eq!(run(&["counties", "-o", name]).status.code(), Some(0));
    let first = std::fs::read(&path).expect("a file");
    refused(&["townships", "-o", name], "--force");
    assert!(std::fs::read(&path).expect("a file") == first);
    assert_eq!(run(&["townships", "-o", name, "--force"]).status.code(), Some(0));
    assert!(std::fs::read(&path).expect("a file") != first);
    refused(
        &[
            "townships",
            "-o",
            folder.path().join("no/such.csv").to_str().expect("UTF-8"),
        ],
        "create it first",
    );
    assert_eq!(names(folder.path()), ["counties.gpkg"]);
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in [
        "geojson", "geojsons", "csv", "kml", "fgb", "parquet", "gpkg", "shp", "shp.zip", "xlsx",
    ] {
        let path = folder.path().join(format!("villages.{ending}"));
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" export villages -o \"$1\"";
        let output = Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_riverchief")])
            .arg(&path)
            .env("TMPDIR", folder.path())
            .output()
            .expect("bash runs");
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{ending}: {said}");
        assert!(
            said.contains("no room for") && !said.contains("panicked"),
            "{ending}: {said}"
        );
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{ending}");
    }
    if Path::new("/dev/full").exists() {
        let output = run(&["villages", "-f", "csv", "-o", "/dev/full"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("no room for /dev/full"), "{}", said(&output));
        let metadata = std::fs::metadata("/dev/full").expect("still there");
        assert!(!metadata.is_file(), "the device is not replaced");
    }
}

#[test]
fn a_shapefile_is_its_several_files_which_replace_others_only_when_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let sorted = || {
        let mut names = names(folder.path());
        names.sort();
        names
    };
    let output = run(&["counties", "-o", &at("区县.shp")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("4 features as Shapefile"), "{}", said(&output));
    assert_eq!(sorted(), ["区县.cpg", "区县.dbf", "区县.prj", "区县.shp", "区县.shx"]);
    let seen = Command::new("ogrinfo")
        .args(["-ro", "-al", "-so", &at("区县.shp")])
        .output()
        .expect("ogrinfo runs");
    let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
    assert!(
        seen.contains("Feature Count: 4") && seen.contains("Layer name: 区县"),
        "{seen}"
    );
    // The zip has the same files.
    run(&["counties", "-o", &at("zipped.shp.zip")]);
    let bytes = std::fs::read(at("zipped.shp.zip")).expect("a file");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    for part in ["shp", "dbf", "shx", "prj", "cpg"] {
        let mut zipped = vec![];
        let mut entry = zip.by_name(&format!("counties.{part}")).expect("a part");
        std::io::Read::read_to_end(&mut entry, &mut zipped).expect("read");
        assert!(
            zipped == std::fs::read(at(&format!("区县.{part}"))).expect("a file"),
            "{part}"
        );
    }
    std::fs::remove_file(at("zipped.shp.zip")).expect("removed");

    refused(&["townships", "-o", &at("区县.shp")], "--force");
    // What belonged to the old one goes with it: an index of other shapes would be followed.
    std::fs::write(at("区县.qix"), "an index").expect("written");
    assert_eq!(
        run(&["townships", "-o", &at("区县.shp"), "--force", "--gbk"])
            .status
            .code(),
        Some(0)
    );
    assert!(!sorted().contains(&"区县.qix".to_owned()), "{:?}", sorted());
    // One part alone is in the way too.
    std::fs::write(at("x.dbf"), "mine").expect("written");
    refused(&["counties", "-o", &at("x.shp")], "x.dbf already exists");
    assert_eq!(std::fs::read(at("x.dbf")).expect("a file"), b"mine");
    // Of several kinds of geometry each is a Shapefile.
    assert_eq!(run(&["responsibilities", "-o", &at("all.shp")]).status.code(), Some(0));
    let found = sorted();
    assert!(
        found.contains(&"all_lines.shp".to_owned()) && found.contains(&"all_areas.dbf".to_owned()),
        "{found:?}"
    );
    assert!(found.iter().all(|name| !name.starts_with('.')), "{found:?}");
    refused(&["responsibilities", "-o", &at("all.shp")], "--force");
    refused(&["counties", "-o", &at("no/such.shp")], "does not exist");
    // A table without places is one too.
    assert_eq!(run(&["posts", "-o", &at("posts.shp")]).status.code(), Some(0));
    assert!(sorted().contains(&"posts.dbf".to_owned()));
    refused(&["posts", "-o", &at("posts.shp")], "posts.dbf already exists");
}

#[test]
fn an_empty_flatgeobuf_opens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none.fgb");
    let name = path.to_str().expect("UTF-8");
    let output = run(&["villages", "-o", name, "--filter", "code = 'none'"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let seen = Command::new("ogrinfo")
        .args(["-ro", "-al", "-so", name])
        .output()
        .expect("ogrinfo runs");
    let words = String::from_utf8_lossy(&seen.stdout).into_owned();
    assert!(
        words.contains("Feature Count: 0") && words.contains("general_chief_state"),
        "{words}"
    );
    if let Some(mut python) = super::python() {
        let script = "import sys, pyogrio; f = pyogrio.read_dataframe(sys.argv[1]); assert len(f) == 0 and 'code' in f.columns, f";
        let read = python.args(["-c", script, name]).output().expect("Python runs");
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    }
}
