//! How many, how large, how long: and that what is ended, removed or over leaves nothing behind.
use super::super::app::App;
use super::{app, made, over, post, started, two};
use axum::body::Body;
use axum::http::Method;
use jiff::Timestamp;
use riverchief::http::{Limits, ServiceOptions};
use riverchief::jobs::{Bounds, Exports};
use riverchief::world::Clock;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const NOON: i64 = 1_780_286_400;

/// A clock that a test sets.
fn clock() -> (Clock, Arc<AtomicI64>) {
    let seconds = Arc::new(AtomicI64::new(NOON));
    let read = seconds.clone();
    let now = move || Timestamp::from_second(read.load(Ordering::SeqCst)).expect("in range");
    (Clock::new(now), seconds)
}

/// Over a folder that stays.
fn in_folder(folder: &Path, bounds: Bounds, clock: &Clock) -> App {
    let front = ServiceOptions {
        exports: Exports::open(folder, bounds, clock.clone()).expect("a folder"),
        ..ServiceOptions::default()
    };
    App::behind(front, "http://127.0.0.1:8080", Limits::default(), clock.clone())
}

/// Names of what lies in the folder, but for the lock.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "riverchief-exports.lock")
        .collect();
    names.sort();
    names
}

fn removed(app: &App, place: &str) -> u16 {
    app.request(&Method::DELETE, place, &[], Body::empty()).status
}

#[test]
fn a_file_has_its_time_and_then_its_record_has_the_same_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clock, seconds) = clock();
    let bounds = Bounds {
        keep: Duration::from_secs(100),
        ..Bounds::default()
    };
    let app = in_folder(folder.path(), bounds, &clock);
    let place = started(&app, &two());
    let found = over(&app, &place);
    let id = found["id"].as_str().expect("an id").to_owned();
    assert_eq!(
        (&found["created"], &found["expires"]),
        (&json!("2026-06-01T04:00:00Z"), &json!("2026-06-01T04:01:40Z"))
    );
    assert_eq!(names(folder.path()), [format!("{id}.file"), format!("{id}.json")]);
    assert_eq!(
        app.state.exports.load().0,
        found["file"]["bytes"].as_u64().expect("bytes")
    );
    seconds.store(NOON + 99, Ordering::SeqCst);
    assert_eq!(app.get(&format!("{place}/file")).status, 200);
    seconds.store(NOON + 100, Ordering::SeqCst);
    // As the service does while nobody asks.
    app.state.exports.sweep();
    assert_eq!(names(folder.path()), [format!("{id}.json")]);
    assert_eq!(app.state.exports.load().0, 0);
    let found = app.ok(&place);
    assert_eq!((&found["state"], &found["file"]), (&json!("expired"), &Value::Null));
    let gone = app.get(&format!("{place}/file"));
    assert_eq!(
        (gone.status, gone.json()["type"].as_str()),
        (410, Some("http://127.0.0.1:8080/problems/gone"))
    );
    seconds.store(NOON + 200, Ordering::SeqCst);
    assert_eq!(app.get(&place).status, 404);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_is_removed_leaves_nothing_whether_it_waits_or_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::system();
    let app = in_folder(
        folder.path(),
        Bounds {
            workers: 0,
            ..Bounds::default()
        },
        &clock,
    );
    let place = started(&app, &two());
    assert_eq!(app.ok(&place)["waiting"], 0);
    assert_eq!(app.ok(&started(&app, &two()))["waiting"], 1);
    assert_eq!(names(folder.path()).len(), 2);
    assert_eq!(
        (removed(&app, &place), removed(&app, &place), app.get(&place).status),
        (204, 404, 404)
    );
    assert_eq!(names(folder.path()).len(), 1);
    drop(app);
    let other = tempfile::tempdir().expect("a folder");
    let app = in_folder(other.path(), Bounds::default(), &clock);
    let place = started(&app, &two());
    over(&app, &place);
    assert_eq!(removed(&app, &place), 204);
    assert!(names(other.path()).is_empty());
    assert_eq!(app.state.exports.load(), (0, 0, 0));
}

#[test]
fn as_many_wait_as_may_and_no_more() {
    let app = app(
        Bounds {
            workers: 0,
            queue: 3,
            ..Bounds::default()
        },
        &Clock::system(),
    );
    let first = started(&app, &two());
    started(&app, &two());
    let full = post(&app, &two());
    assert_eq!(
        (full.status, full.header("retry-after")),
        (503, "30"),
        "{}",
        full.text()
    );
    assert_eq!(removed(&app, &first), 204);
    started(&app, &two());
    // One place is for somebody else.
    let other = || {
        app.posted_by("192.0.2.9", "/v1/exports", "application/json", two().to_string())
            .status
    };
    assert_eq!((other(), other()), (202, 503));
}

#[test]
fn what_takes_too_much_of_the_disk_fails_by_the_name_of_the_bound() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Clock::system();
    for format in ["csv", "geojson", "fgb", "gpkg", "shp", "xlsx", "parquet"] {
        let bounds = Bounds {
            export_bytes: 300,
            ..Bounds::default()
        };
        let app = in_folder(folder.path(), bounds, &clock);
        let place = started(
            &app,
            &json!({"collections": [{"collection": "villages"}], "format": format}),
        );
        let found = over(&app, &place);
        assert_eq!(
            (&found["state"], &found["failure"]["reason"]),
            (&json!("failed"), &json!("export-bytes")),
            "{format}: {found}"
        );
        assert!(
            found["failure"]["detail"]
                .as_str()
                .is_some_and(|d| d.contains("300 bytes")),
            "{found}"
        );
        let gone = app.get(&format!("{place}/file"));
        assert_eq!(
            (gone.status, gone.json()["detail"].clone()),
            (410, found["failure"]["detail"].clone())
        );
        let id = found["id"].as_str().expect("an id");
        assert_eq!(names(folder.path()), [format!("{id}.json")], "{format}");
        assert_eq!(app.state.exports.load(), (0, 0, 0), "{format}");
        assert_eq!(removed(&app, &place), 204);
    }
    // All together: one fits, the next doesn't, and when the first is gone it does.
    let (found, bytes) = made(&in_folder(folder.path(), Bounds::default(), &clock), &two());
    assert_eq!(found["state"], "succeeded");
    let room = bytes.len() as u64 * 3 / 2;
    let app = app(
        Bounds {
            all_bytes: room,
            ..Bounds::default()
        },
        &clock,
    );
    let first = started(&app, &two());
    assert_eq!(over(&app, &first)["state"], "succeeded");
    let failed = over(&app, &started(&app, &two()));
    assert_eq!(failed["failure"]["reason"], "all-bytes", "{failed}");
    assert_eq!(removed(&app, &first), 204);
    assert_eq!(over(&app, &started(&app, &two()))["state"], "succeeded");
    let full = super::app(
        Bounds {
            all_bytes: 0,
            ..Bounds::default()
        },
        &clock,
    );
    let reply = post(&full, &two());
    assert_eq!(
        (reply.status, reply.json()["type"].as_str()),
        (507, Some("http://127.0.0.1:8080/problems/no-room"))
    );
}

#[test]
fn old_records_without_a_file_make_room_for_new_exports() {
    let bounds = Bounds {
        known: 2,
        export_bytes: 1,
        ..Bounds::default()
    };
    let app = app(bounds, &Clock::system());
    let places: Vec<String> = (0..3)
        .map(|_| {
            let place = started(&app, &two());
            assert_eq!(over(&app, &place)["state"], "failed");
            place
        })
        .collect();
    assert_eq!(
        places.iter().map(|place| app.get(place).status).collect::<Vec<_>>(),
        [404, 200, 200]
    );
    let app = super::app(
        Bounds {
            known: 1,
            ..Bounds::default()
        },
        &Clock::system(),
    );
    made(&app, &two());
    assert_eq!(
        post(&app, &two()).status,
        507,
        "files are never removed before their time"
    );
}
