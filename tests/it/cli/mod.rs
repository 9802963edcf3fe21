//! The real binary: each command, each format, and misuse of each.
mod control;
mod files;
mod misuse;
mod same_as_http;
mod settings;
mod targets;
mod terminal;
mod unwritable;

use riverchief_fixtures::{self as small_world, COUNTY_A, NEIGHBOUR, V};
use riverchief_gdal::world_file;
use std::path::PathBuf;
use std::process::{Command, Output};
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
        "首先联系：",
        "认定依据：",
        "直接责任人",
        "逐级河长",
        "■ 认定依据",
        "大流江",
        "河道",
        "主管部门（非法采砂",
        "市第1局（主管）：职责1",
        "市第3局（责任）：职责3",
        "另有：各县（区）人民政府、涠洲岛旅游区管委会",
        V[2][1],
        "「",
    ] {
        assert!(card.contains(part), "{part} is missing:\n{card}");
    }
}

#[test]
fn near_an_edge_the_card_names_what_else_it_could_be() {
    let card = ok(&["resolve", "--at", "109.0795,21.51", "--as-of", "2020-01-01"]);
    assert!(card.contains("附近的其他可能"), "{card}");
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
        ("109.06,21.59", "结论：市外"),
        ("109.14,21.55", "结论：海域"),
        ("-70,-10", "结论：市外"),
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
    for part in ["Z-XJK-W", "S-NLJ-V21", "上游", "下游", "逐级河长", "大流江"] {
        assert!(card.contains(part), "{part} is missing:\n{card}");
    }
    let none = run(&["resolve", "--segment", "S-NOWHERE"]);
    assert_eq!(none.status.code(), Some(1));
    assert!(stderr(&none).contains("riverchief segments"), "{}", stderr(&none));
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
    for part in ["M1", "已完成", "甲县", "总河长"] {
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
