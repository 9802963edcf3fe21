//! The real binary: each command, each format, and misuse of each.
use crate::small_world::{self, COUNTY_A, NEIGHBOUR, V};
use riverchief::gdal_io::world_file;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The small world as a file, written once per test process.
fn world() -> PathBuf {
    static WORLD: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = WORLD.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("small.gpkg");
        world_file::write(&path, &small_world::sound()).unwrap();
        (folder, path)
    });
    path.clone()
}

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_riverchief"));
    command.env_remove("RIVERCHIEF_CONFIG").env_remove("RIVERCHIEF_WORLD");
    command
}

fn run(args: &[&str]) -> Output {
    binary().arg("--world").arg(world()).args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn ok(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

/// Exit code 2, nothing on stdout, a message that holds `says`, no panic.
#[track_caller]
fn refused(args: &[&str], says: &str) {
    let output = run(args);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
    assert!(output.stdout.is_empty(), "{args:?}: {}", stdout(&output));
    assert!(message.contains(says), "{args:?}: {message}");
    assert!(!message.contains("panicked"), "{message}");
}

fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn a_place_on_the_river_is_a_card_with_every_part() {
    let card = ok(&[
        "resolve",
        "--at",
        "109.10,21.561",
        "--as-of",
        "2020-01-01",
        "--concern",
        "采砂",
    ]);
    for part in [
        "先找谁",
        "直接责任",
        "责任链",
        "为什么",
        "大流江",
        "河道",
        "主管部门（非法采砂",
        V[2][1],
        "「",
    ] {
        assert!(card.contains(part), "{part} is missing:\n{card}");
    }
}

#[test]
fn near_an_edge_the_card_names_what_else_it_could_be() {
    let card = ok(&["resolve", "--at", "109.0795,21.51", "--as-of", "2020-01-01"]);
    assert!(card.contains("附近的另一种可能"), "{card}");
    assert!(card.contains("靠近边界"), "{card}");
}

#[test]
fn json_is_one_object_and_csv_one_row() {
    let json = ok(&[
        "resolve",
        "--at",
        "109.10,21.561",
        "--as-of",
        "2020-01-01",
        "--format",
        "json",
    ]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["status"], "CHANNEL");
    assert_eq!(value["water"]["code"], "NLJ");
    assert_eq!(value["crs_defaulted"], true);
    assert!(value["explanation"].as_array().is_some_and(|steps| !steps.is_empty()));
    assert_eq!(value["world"]["as_of"], "2020-01-01");
    let csv = ok(&["resolve", "--at", "109.10,21.561", "--as-of", "2020-01-01", "-f", "csv"]);
    assert_eq!(csv.lines().count(), 2);
    assert!(csv.lines().nth(1).unwrap().contains(",CHANNEL,450500,450512,"), "{csv}");
}

#[test]
fn outside_and_at_sea_there_is_no_answer() {
    for (at, status) in [
        ("109.06,21.59", "OUT_OF_JURISDICTION"),
        ("109.14,21.55", "MARINE"),
        ("-70,-10", "OUT_OF_JURISDICTION"),
    ] {
        let output = run(&["resolve", "--at", at]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stdout(&output).contains(status), "{}", stdout(&output));
    }
    let north = run(&["resolve", "--at", "109.06,21.59"]);
    assert!(stdout(&north).contains(NEIGHBOUR), "the neighbour is named");
}

#[test]
fn swapped_coordinates_are_pointed_out() {
    let swapped = run(&["resolve", "--at", "21.56,109.06"]);
    assert_eq!(swapped.status.code(), Some(2));
    assert!(stderr(&swapped).contains("swapped"), "{}", stderr(&swapped));
}

#[test]
fn a_shifted_crs_moves_the_place() {
    let plain = ok(&["resolve", "--at", "109.1,21.51", "-f", "csv", "--as-of", "2020-01-01"]);
    let shifted = ok(&[
        "resolve",
        "--at",
        "109.1,21.51",
        "-f",
        "geojson",
        "--crs",
        "gcj02",
        "--as-of",
        "2020-01-01",
    ]);
    assert!(plain.contains("109.1,21.51,"));
    let value: serde_json::Value = serde_json::from_str(&shifted).unwrap();
    let lon = value["features"][0]["geometry"]["coordinates"][0].as_f64().unwrap();
    assert!((lon - 109.1).abs() > 0.002, "{lon}");
}

#[test]
fn a_segment_is_a_card_with_its_neighbours() {
    let card = ok(&["resolve", "--segment", "S-NLJ-V11", "--as-of", "2020-01-01"]);
    for part in ["S-NLJ-V01", "S-NLJ-V21", "上游", "下游", "责任链", "大流江"] {
        assert!(card.contains(part), "{part} is missing:\n{card}");
    }
    let none = run(&["resolve", "--segment", "S-NOWHERE"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("riverchief segments"), "{}", stderr(&none));
}

#[test]
fn a_file_is_answered_row_by_row_in_order() {
    let points = "\u{feff}name,lon,lat,id\r\n\"a,b\",109.10,21.561,p1\r\n,abc,1,p2\r\n,109.04,21.56,p3\r\n,0,0,p4\r\n";
    let (_folder, path) = file("points.csv", points.as_bytes());
    let output = run(&["resolve", "--file", &path, "--as-of", "2020-01-01"]);
    assert_eq!(output.status.code(), Some(1), "one record is bad: {}", stderr(&output));
    let text = stdout(&output);
    let header = "id,lon,lat,status,city,county,township,village,water,segment,zone,bank,measure_m,distance_m,direct_posts,\
                  first_contact_post,accountable_post,alternatives,rule,error";
    assert!(text.starts_with(header), "{text}");
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let column = |i: usize| rows.iter().map(|r| r[i]).collect::<Vec<_>>();
    assert_eq!(column(0), ["p1", "p2", "p3", "p4"]);
    assert_eq!(column(3), ["CHANNEL", "ERROR", "WATER_ZONE", "OUT_OF_JURISDICTION"]);
    assert_eq!(column(10), ["", "", "Z-XJK-W", ""]);
    assert_eq!(rows[2][14], "KC-XJK");
    assert!(rows[1][19].contains("abc"));
    assert!(stderr(&output).contains("1 of 4 records"), "{}", stderr(&output));
}

#[test]
fn formats_go_in_and_out() {
    let geojson = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"a","properties":{},"geometry":{"type":"Point","coordinates":[109.1,21.561]}},
        {"type":"Feature","id":"b","properties":{},"geometry":{"type":"Point","coordinates":[109.06,21.51]}}]}"#;
    let (folder, path) = file("points.geojson", geojson.as_bytes());
    let out = folder.path().join("out.geojson");
    ok(&["resolve", "--file", &path, "-f", "geojson", "-o", out.to_str().unwrap()]);
    let written = std::fs::read_to_string(&out).unwrap();
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["features"].as_array().unwrap().len(), 2);
    assert_eq!(value["features"][0]["id"], "a");
    assert_eq!(value["features"][0]["properties"]["status"], "CHANNEL");
    assert!(value["features"][0]["properties"]["measure_m"].is_number());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "no temporary file is left");

    let mut child = binary()
        .args([
            "resolve",
            "--file",
            "-",
            "--input-format",
            "ndjson",
            "-f",
            "ndjson",
            "--world",
        ])
        .arg(world())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"{\"lon\":109.1,\"lat\":21.561,\"id\":1}\n")
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let row: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (row["id"].as_str(), row["village"].as_str()),
        (Some("1"), Some(V[2][1]))
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut points = String::from("lon,lat\n");
    points.push_str(&"109.06,21.51\n".repeat(20_000));
    let (_folder, path) = file("points.csv", points.as_bytes());
    let mut child = binary()
        .args(["resolve", "--file", &path, "--world"])
        .arg(world())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn lists_and_reports() {
    let segments = ok(&[
        "segments",
        "--water",
        "NLJ",
        "--level",
        "village",
        "--as-of",
        "2020-01-01",
    ]);
    for id in ["S-NLJ-V01", "S-NLJ-V11", "S-NLJ-V21", "3 段"] {
        assert!(segments.contains(id), "{id}:\n{segments}");
    }
    let of_unit = ok(&["segments", "--unit", COUNTY_A, "-f", "csv", "--as-of", "2020-01-01"]);
    assert_eq!(
        of_unit.lines().count(),
        5,
        "header, two of NLJ, one each of QH and XHX:\n{of_unit}"
    );
    let coverage = ok(&["coverage", "--as-of", "2019-01-01"]);
    for part in ["M1", "已达到", "甲县", "总河长"] {
        assert!(coverage.contains(part), "{part}:\n{coverage}");
    }
    let early = run(&["coverage", "--as-of", "2017-05-01", "-f", "csv"]);
    assert_eq!(early.status.code(), Some(0), "nothing is due yet");
    assert!(stdout(&early).contains("gap"), "{}", stdout(&early));
    let inventory = ok(&["inventory", "--as-of", "2020-01-01"]);
    for part in ["市级", "大流江", "小湖", "湖泊"] {
        assert!(inventory.contains(part), "{part}:\n{inventory}");
    }
    assert_eq!(run(&["inventory", "--county", "999999"]).status.code(), Some(1));
    assert_eq!(run(&["segments", "--water", "NOPE"]).status.code(), Some(1));
    assert_eq!(run(&["segments", "--unit", "1"]).status.code(), Some(1));
}

#[test]
fn misuse_is_usage() {
    refused(&["resolve"], "--at");
    refused(&["resolve", "--at", "109.1"], "LON,LAT");
    refused(&["resolve", "--at", "109.1,NaN"], "LON,LAT");
    refused(&["resolve", "--at", "109.1,21.5,3"], "LON,LAT");
    refused(&["resolve", "--at", "1e308,1"], "longitude");
    refused(
        &["resolve", "--at", "109.1,21.5", "--segment", "X"],
        "cannot be used with",
    );
    refused(
        &["resolve", "--at", "109.1,21.5", "--crs", "EPSG:999999"],
        "unknown CRS",
    );
    refused(
        &["resolve", "--at", "109.1,21.5", "--as-of", "2019-02-30"],
        "YYYY-MM-DD",
    );
    refused(&["resolve", "--at", "109.1,21.5", "--as-of", "20190201"], "YYYY-MM-DD");
    refused(&["resolve", "--at", "109.1,21.5", "--concern", "飞碟"], "非法采砂");
    refused(&["resolve", "--at", "109.1,21.5", "--format", "xml"], "possible values");
    refused(&["resolve", "--at", "109.1,21.5", "--frobnicate"], "--frobnicate");
    refused(&["resolve", "--at", "109.1,21.5", "--tolerance-m", "501"], "500");
    refused(&["resolve", "--segment", "S-NLJ-V11", "-f", "csv"], "table or json");
    refused(&["resolve", "--file", "nowhere.csv"], "nowhere.csv");
    refused(&["segments", "--level", "hamlet"], "village");
    refused(&["coverage", "--as-of", "soon"], "YYYY-MM-DD");
    refused(&["inventory", "-f", "xlsx"], "possible values");
    refused(&["sail"], "unrecognized subcommand");
}

#[test]
fn misuse_of_files_is_usage() {
    let (_a, empty) = file("empty.csv", b"");
    refused(&["resolve", "--file", &empty], "empty");
    let (_b, lonely) = file("points.csv", b"lon,name\n1,2\n");
    refused(&["resolve", "--file", &lonely], "`lat`");
    let (_c, unknown) = file("points.xyz", b"1 2 3\n");
    refused(&["resolve", "--file", &unknown], "--input-format");
    let (_d, good) = file("points.csv", b"lon,lat\n109.1,21.5\n");
    refused(&["resolve", "--file", &good, "-f", "table"], "csv, ndjson or geojson");
    refused(
        &["resolve", "--file", &good, "-o", "no/such/folder/out.csv"],
        "no/such/folder",
    );
    let nowhere = binary()
        .args(["inventory", "--world", "nowhere.gpkg"])
        .output()
        .unwrap();
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).contains("nowhere.gpkg"), "{}", stderr(&nowhere));
    let (_e, lying) = file("lying.gpkg", b"not a database at all");
    let lying = binary().args(["inventory", "--world", &lying]).output().unwrap();
    assert_eq!(lying.status.code(), Some(2));
    assert!(stderr(&lying).contains("lying.gpkg"), "{}", stderr(&lying));
}

#[test]
fn settings_come_from_a_file_and_the_environment_too() {
    let (_folder, settings) = file(
        "settings.toml",
        b"tolerance_m = 10\n[resolve]\nformat = \"csv\"\nas_of = \"2020-01-01\"\n",
    );
    let world = world();
    let from_file = binary()
        .args(["--config", &settings, "resolve", "--at", "109.06,21.51"])
        .env("RIVERCHIEF_WORLD", &world)
        .output()
        .unwrap();
    assert_eq!(from_file.status.code(), Some(0), "{}", stderr(&from_file));
    assert!(stdout(&from_file).starts_with("id,lon,lat"), "{}", stdout(&from_file));
    let overruled = binary()
        .args(["--config", &settings, "resolve", "--at", "109.06,21.51"])
        .env("RIVERCHIEF_WORLD", &world)
        .env("RIVERCHIEF_RESOLVE_FORMAT", "ndjson")
        .output()
        .unwrap();
    assert!(stdout(&overruled).starts_with('{'), "{}", stdout(&overruled));
    let (_b, slip) = file("slip.toml", b"[resolve]\nfromat = \"csv\"\n");
    refused(&["--config", &slip, "coverage"], "fromat");
    refused(&["--config", "nowhere.toml", "coverage"], "nowhere.toml");
}

#[test]
fn help_and_version_are_fine() {
    let help = ok(&["--help"]);
    for command in ["resolve", "segments", "coverage", "inventory"] {
        assert!(help.contains(command), "{command}:\n{help}");
    }
    assert!(ok(&["--version"]).starts_with("riverchief "));
    assert!(ok(&["resolve", "--help"]).contains("--as-of"));
}

#[test]
fn the_default_world_answers() {
    let output = binary().args(["inventory", "-f", "csv"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().count() > 5);
}
