//! Exports in the background: what is refused, what comes of each, bounds, ends, restarts.
mod area;
mod bounds;
mod files;
mod refused;
mod restart;
mod transfer;

use super::app::{App, DAY, Reply};
use riverchief::http::{Limits, ServiceOptions};
use riverchief::jobs::{Bounds, Exports};
use riverchief::world::Clock;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The service over the small world with exports within bounds, by a clock.
fn app(bounds: Bounds, clock: &Clock) -> App {
    let front = ServiceOptions {
        exports: Exports::temporary(bounds, clock.clone()),
        ..ServiceOptions::default()
    };
    App::behind(front, "http://127.0.0.1:8080", Limits::default(), clock.clone())
}

fn post(app: &App, body: &Value) -> Reply {
    app.post("/v1/exports", "application/json", body.to_string())
}

/// Starts an export; its path.
#[track_caller]
fn started(app: &App, body: &Value) -> String {
    let reply = post(app, body);
    assert_eq!(reply.status, 202, "{body}: {}", reply.text());
    let place = reply.header("location").strip_prefix("http://127.0.0.1:8080");
    let place = place.expect("an address of ours").to_owned();
    assert_eq!(
        place,
        format!("/v1/exports/{}", reply.json()["id"].as_str().expect("an id"))
    );
    place
}

/// What came of an export.
#[track_caller]
fn over(app: &App, place: &str) -> Value {
    let begun = Instant::now();
    loop {
        let found = app.ok(place);
        if !["queued", "running"].map(Value::from).contains(&found["state"]) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{found}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The file of an export that has to succeed, with what is said of it.
#[track_caller]
fn made(app: &App, body: &Value) -> (Value, Vec<u8>) {
    let place = started(app, body);
    let found = over(app, &place);
    assert_eq!(found["state"], "succeeded", "{found}");
    let file = app.get(&format!("{place}/file"));
    assert_eq!(file.status, 200);
    assert_eq!(found["file"]["bytes"], file.body.len());
    (found, file.body)
}

/// Two collections as CSV, on the day that tests ask about.
fn two() -> Value {
    json!({"collections": [{"collection": "villages"}, {"collection": "posts"}], "format": "csv", "datetime": DAY})
}
