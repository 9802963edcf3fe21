//! Points from files, in every shape that people have them in.
use super::{binary, file, ok, refused, run, stderr, stdout, world};
use riverchief_fixtures::{self as small_world, V};
use riverchief_gdal::world_file;
use std::io::Write as _;
use std::process::Stdio;

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
    assert_eq!((row["id"].as_i64(), row["village"].as_str()), (Some(1), Some(V[2][1])));
}

#[test]
fn columns_are_chosen_by_name_and_written_in_that_order() {
    let (folder, path) = file("points.csv", b"id,lon,lat\na,109.1,21.561\nb,109.1,\nc,0,0\n");
    let with = |columns: &str, format: &str| {
        let output = run(&["resolve", "--file", &path, "--columns", columns, "-f", format]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        let reasons = stderr(&output);
        let wanted = if columns.contains("error") {
            "see the column `error`"
        } else {
            "the column `error` says why"
        };
        assert!(
            reasons.contains("1 of 3 records") && reasons.contains(wanted),
            "{reasons}"
        );
        stdout(&output)
    };
    let village = V[2][1];
    assert_eq!(with("id,village", "csv"), format!("id,village\na,{village}\nb,\nc,\n"));
    assert_eq!(
        with("error, lat", "ndjson"),
        "{\"error\":null,\"lat\":21.561}\n{\"error\":\"lat is empty\",\"lat\":null}\n{\"error\":null,\"lat\":0}\n"
    );
    let book = folder.path().join("rows.xlsx");
    let chosen = [
        "resolve",
        "--file",
        &path,
        "--columns",
        "village,id",
        "-f",
        "xlsx",
        "-o",
    ];
    let output = run(&[&chosen[..], &[book.to_str().unwrap()]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(book.is_file());
    for (columns, says) in [
        (
            "id,ort",
            "there is no column “ort”; the columns are id, lon, lat, status,",
        ),
        ("id,id", "the column “id” is named twice"),
        ("", "there is no column “”"),
    ] {
        refused(&["resolve", "--file", &path, "--columns", columns], says);
    }
    refused(&["resolve", "--at", "109.1,21.5", "--columns", "id"], "--file");
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
fn findings_are_told_by_the_exit_status_also_to_a_reader_that_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.gpkg");
    let mut raw = small_world::sound();
    raw.units[0].name = None;
    world_file::write(&path, &raw).unwrap();
    let mut child = binary()
        .arg("validate")
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn an_answer_from_a_world_with_records_that_cant_be_read_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.gpkg");
    let mut raw = small_world::sound();
    raw.posts[0].id = None;
    world_file::write(&path, &raw).unwrap();
    for args in [
        &["resolve", "--at", "109.1,21.561"][..],
        &["inventory"],
        &["coverage"],
        &["segments"],
        &["export", "townships", "-f", "csv"],
    ] {
        let output = binary().arg("--world").arg(&path).args(args).output().unwrap();
        let said = stderr(&output);
        assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}: {said}");
        assert!(
            said.contains("warning: 1 record of the world cannot be read"),
            "{args:?}: {said}"
        );
    }
    assert!(!stderr(&run(&["inventory"])).contains("warning"));
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
fn a_spreadsheet_is_read_as_it_comes() {
    let answer = |bytes: &[u8]| {
        let (_folder, path) = file("points.csv", bytes);
        let output = run(&["resolve", "--file", &path, "--as-of", "2020-01-01"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let plain = answer(b"id,lon,lat\np1,109.10,21.561\n");
    assert!(plain.contains("\np1,109.10,21.561,CHANNEL,"), "{plain}");
    for same in [
        "\u{feff}ID;Lon;LAT\r\np1;109.10;21.561\r\n",
        "lat\tlng\tid\n21.561\t109.10\tp1\n",
        "编号,经度,纬度\n\"p1\",\"109.10\",\"21.561\"\n\n",
    ] {
        assert_eq!(answer(same.as_bytes()), plain, "{same:?}");
    }
    let quoted = answer("id,lon,lat\n\"a \"\"b\"\", c\",109.10,21.561\n".as_bytes());
    assert!(quoted.contains("\n\"a \"\"b\"\", c\",109.10,"), "{quoted}");
    assert_eq!(answer(b"id,lon,lat\n").lines().count(), 1, "no points, no rows");
}

#[test]
fn what_is_wrong_with_a_file_says_what_to_do() {
    // 经度,纬度 in GBK.
    let (_a, gbk) = file("gbk.csv", b"\xbe\xad\xb6\xc8,\xce\xb3\xb6\xc8\n109.1,21.5\n");
    refused(&["resolve", "--file", &gbk], "save the file as UTF-8");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    refused(&["resolve", "--file", path], "is a folder");
    refused(&["inventory", "--world", path], "is a folder");
    let (_b, good) = file("points.csv", b"lon,lat\n109.1,21.5\n");
    refused(&["resolve", "--file", &good, "-o", path], "is a folder");
    refused(&["resolve", "--file", &good, "--concern", "采砂"], "--at");
    let nowhere = stderr(&run(&["resolve", "--file", "nowhere.csv"]));
    assert_eq!(
        nowhere.matches("No such file").count(),
        1,
        "a cause is told once: {nowhere}"
    );
    let (_c, big) = file("points.csv", b"lon,lat,id\n1e308,21,a\n109.1,-1e308,b\n109.1,,c\n");
    let output = run(&["resolve", "--file", &big]);
    assert_eq!(output.status.code(), Some(1));
    for row in stdout(&output).lines().skip(1) {
        assert!(row.contains(",ERROR,") && row.len() < 200, "{row}");
    }
}

#[test]
fn a_full_disk_is_an_error_and_says_where() {
    if !std::path::Path::new("/dev/full").exists() {
        riverchief_repository::skipped("/dev/full is absent");
        return;
    }
    let (_folder, points) = file("points.csv", b"lon,lat\n109.1,21.5\n");
    for args in [
        &["resolve", "--file", &points][..],
        &["resolve", "--at", "109.10,21.561"],
        &["resolve", "--at", "109.10,21.561", "-f", "json"],
        &["inventory", "-f", "csv"],
        &["validate", "--format", "json"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = binary()
            .arg("--world")
            .arg(world())
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            stderr(&output).contains("can't write to standard output"),
            "{args:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_file_in_gbk_is_read_when_it_says_so_and_rows_come_for_a_spreadsheet() {
    let (gbk, _, _) = encoding_rs::GB18030.encode("编号,经度,纬度\n㘵心村,109.10,21.561\n");
    let (folder, path) = file("gbk.csv", &gbk);
    let answer = ok(&["resolve", "--file", &path, "--encoding", "gbk", "--bom"]);
    assert!(
        answer.starts_with("\u{feff}id,lon,lat") && answer.contains("\n㘵心村,109.10,21.561,CHANNEL"),
        "{answer}"
    );
    let out = folder.path().join("out.xlsx");
    ok(&[
        "resolve",
        "--file",
        &path,
        "--encoding",
        "gbk",
        "-f",
        "xlsx",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert!(std::fs::read(&out).unwrap().starts_with(b"PK"));
    refused(&["resolve", "--file", &path, "--encoding", "latin1"], "gbk");
    refused(
        &["resolve", "--file", &path, "--encoding", "gbk", "--bom", "-f", "ndjson"],
        "--bom can only be used with CSV",
    );
    refused(&["resolve", "--at", "109.1,21.5", "-f", "xlsx"], "--file");
    refused(&["resolve", "--at", "109.1,21.5", "--bom"], "--file");
}
