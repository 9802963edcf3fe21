//! A process ends, and the next one knows what became of each export.
use super::super::server::{Server, status};
use super::two;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

fn ask(server: &Server, method: &str, target: &str, body: &str) -> (u16, Value) {
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n");
    let answer = server.exchange(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    let text = String::from_utf8_lossy(&answer).into_owned();
    let json = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status(&answer), serde_json::from_str(json).unwrap_or(Value::Null))
}

#[track_caller]
fn start(server: &Server, body: &Value) -> String {
    let (status, found) = ask(server, "POST", "/v1/exports", &body.to_string());
    assert_eq!(status, 202, "{found}");
    format!("/v1/exports/{}", found["id"].as_str().expect("an id"))
}

/// Waits until an export is as it should be.
#[track_caller]
fn until(server: &Server, place: &str, as_it_should: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let (status, found) = ask(server, "GET", place, "");
        assert_eq!(status, 200, "{found}");
        if as_it_should(&found) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{found}\n{}", server.log());
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every collection.
fn all() -> Vec<Value> {
    let specs = riverchief_rows::collections::COLLECTIONS.iter();
    specs.map(|spec| json!({"collection": spec.id})).collect()
}

/// A second or more of work: a file of its own for each collection, which GDAL makes with triggers and trees.
fn large() -> Value {
    json!({"collections": all(), "format": "gpkg"})
}

#[test]
fn after_kill_9_finished_exports_are_there_and_the_others_are_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("exports");
    let options = [
        "--export-dir",
        path.to_str().expect("UTF-8"),
        "--export-workers",
        "1",
        "--log",
        "warn",
    ];
    let server = Server::small(&options);
    let done = start(&server, &two());
    let file = until(&server, &done, |found| found["state"] == "succeeded");
    let (before, bytes) = server.get(&format!("{done}/file"));
    assert_eq!(before, 200);
    let running = start(&server, &large());
    let waiting = start(&server, &two());
    until(&server, &running, |found| {
        found["state"] == "running" && found["progress"]["features"] != 0
    });
    assert!(
        names(&path).iter().any(|name| name.contains(".work")),
        "{:?}",
        names(&path)
    );
    // Who else uses the folder is refused.
    let folder_in_use = Server::refused(&options);
    assert!(
        folder_in_use.contains("another riverchief") && folder_in_use.contains("--export-dir"),
        "{folder_in_use}"
    );
    server.kill();
    // What others have put there stays; a record that cannot be read is removed, and so is a file without a record.
    let stranger = "0".repeat(32);
    for (name, text) in [
        ("notes.txt".to_owned(), "mine"),
        (format!("{stranger}.json"), "{\"version\":1,"),
        (format!("{stranger}.file"), "x"),
        (format!("{}.file", "1".repeat(32)), "x"),
        (".riverchief-half.tmp".to_owned(), "x"),
    ] {
        std::fs::write(path.join(name), text).expect("written");
    }
    let server = Server::small(&options);
    assert!(
        server.log().contains("cannot read the record of an export"),
        "{}",
        server.log()
    );
    let mut found = until(&server, &done, |_| true);
    // The port is another one.
    found["links"] = file["links"].clone();
    assert_eq!(found, file);
    assert_eq!(
        server
            .get(&format!("{done}/file"))
            .1
            .split_once("\r\n\r\n")
            .map(|(_, b)| b.to_owned()),
        bytes.split_once("\r\n\r\n").map(|(_, b)| b.to_owned())
    );
    for place in [&running, &waiting] {
        let found = until(&server, place, |_| true);
        assert_eq!(
            (&found["state"], &found["failure"]["reason"]),
            (&json!("interrupted"), &json!("interrupted"))
        );
        assert!(
            found["failure"]["detail"]
                .as_str()
                .is_some_and(|d| d.contains("start it again")),
            "{found}"
        );
        assert_eq!(server.get(&format!("{place}/file")).0, 410);
    }
    let id = |place: &str| place.rsplit('/').next().unwrap_or_default().to_owned();
    let mut expected = vec![
        format!("{}.file", id(&done)),
        format!("{}.json", id(&done)),
        format!("{}.json", id(&running)),
        format!("{}.json", id(&waiting)),
        "notes.txt".to_owned(),
        "riverchief-exports.lock".to_owned(),
    ];
    expected.sort();
    assert_eq!(names(&path), expected);
    // A file that isn't what was written isn't handed out.
    server.kill();
    std::fs::write(path.join(format!("{}.file", id(&done))), "short").expect("written");
    let server = Server::small(&options);
    assert_eq!(until(&server, &done, |_| true)["failure"]["reason"], "file-lost");
    server.stopped();
}

#[test]
fn work_under_way_is_ended_quickly_by_its_removal_and_by_sigterm() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = ["--export-dir", folder.path().to_str().expect("UTF-8"), "--log", "warn"];
    let server = Server::small(&options);
    let place = start(&server, &large());
    until(&server, &place, |found| found["progress"]["features"] != 0);
    let begun = Instant::now();
    assert_eq!(ask(&server, "DELETE", &place, "").0, 204);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(names(folder.path()), ["riverchief-exports.lock"]);
    assert_eq!(ask(&server, "GET", &place, "").0, 404);
    let place = start(&server, &large());
    until(&server, &place, |found| found["progress"]["features"] != 0);
    let begun = Instant::now();
    let log = server.stopped();
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(!log.contains("still running"), "{log}");
    let id = place.rsplit('/').next().unwrap_or_default();
    assert_eq!(
        names(folder.path()),
        [format!("{id}.json"), "riverchief-exports.lock".to_owned()]
    );
    let server = Server::small(&options);
    assert_eq!(until(&server, &place, |_| true)["state"], "interrupted");
    server.stopped();
}

#[test]
fn a_full_disk_fails_the_export_by_name_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    // No file may be longer than 8 KiB: the record is shorter, the export isn't. The crate of XLSX panics on a full disk,
    // which must not stand in the log as a bug (`stopped` looks).
    let server = Server::with_short_files(8, &["--export-dir", path, "--log", "warn"]);
    for format in ["geojson", "gpkg", "shp", "xlsx", "parquet"] {
        let place = start(&server, &json!({"collections": all(), "format": format}));
        let found = until(&server, &place, |found| {
            found["state"] != "queued" && found["state"] != "running"
        });
        assert_eq!(
            (&found["state"], &found["failure"]["reason"]),
            (&json!("failed"), &json!("disk-full")),
            "{format}: {found}"
        );
        assert_eq!(ask(&server, "DELETE", &place, "").0, 204);
        assert_eq!(names(folder.path()), ["riverchief-exports.lock"], "{format}");
    }
    let small = json!({"collections": [{"collection": "cities", "properties": ["code"]}], "format": "csv", "bbox": [0, 0, 1, 1]});
    let place = start(&server, &small);
    until(&server, &place, |found| found["state"] == "succeeded");
    server.stopped();
}

#[test]
fn what_a_killed_service_left_among_temporary_files_is_swept_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let variables = [("TMPDIR", folder.path().to_str().expect("text"))];
    let server = Server::in_environment(&variables, &[]);
    let body = json!({"collections": [{"collection": "villages"}], "format": "csv"}).to_string();
    let head = "POST /v1/exports HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let answer = server.exchange(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    assert!(
        answer.starts_with(b"HTTP/1.1 202"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    server.kill();
    assert_eq!(names(folder.path()).len(), 1, "that of the exports");
    let next = Server::in_environment(&variables, &[]);
    assert!(names(folder.path()).is_empty());
    next.stopped();
}
