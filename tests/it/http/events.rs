//! Server-sent events: the state at once, news when edition or epoch change, signs of life, an end.
use super::app::App;
use super::server::Server;
use axum::body::Body;
use axum::response::Response;
use riverchief::http::Limits;
use riverchief::world::{Clock, Published};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Snapshot;
use riverchief_fixtures as small_world;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Midnight in Asia/Shanghai, in seconds of the clock.
fn midnight(date: Date) -> i64 {
    let midnight = jiff::tz::offset(8).to_timestamp(date.to_datetime(jiff::civil::time(0, 0, 0, 0)));
    midnight.expect("a day of our time").as_second()
}

fn limits() -> Limits {
    Limits {
        event_listeners: 1,
        event_heartbeat: Duration::from_millis(300),
        ..Limits::default()
    }
}

/// The next event's name and data; signs of life are passed over.
fn next(app: &App, body: &mut Body) -> (String, Value) {
    loop {
        let text = app.read(body).expect("the stream goes on");
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if let (Some(event), Some(data)) = (field("event:"), field("data:")) {
            return (event.to_owned(), serde_json::from_str(data).expect("JSON"));
        }
        assert!(text.starts_with(':'), "{text:?}");
    }
}

#[test]
fn the_state_is_told_at_once_and_whenever_edition_or_epoch_change() {
    let day = Date::constant(2018, 6, 30);
    let now = Arc::new(AtomicI64::new(midnight(day) + 24 * 3600 - 1));
    let shown = now.clone();
    let clock = Clock::new(move || jiff::Timestamp::from_second(shown.load(Ordering::Relaxed)).expect("an instant"));
    let app = App::by_clock("http://127.0.0.1:8080", limits(), clock);
    let epoch = app.state.world.current().epoch(day).number;

    let published = app.state.world.current();
    let version = published.stamp();
    let mut body = app.open("/v1/events", &[("accept-encoding", "gzip, br")]).into_body();
    let first = next(&app, &mut body);
    assert_eq!(
        first,
        (
            "world".to_owned(),
            json!({"edition": 1, "epoch": epoch, "today": "2018-06-30", "version": version})
        )
    );

    // A second later the plan's period M2 is over, and another epoch begins.
    now.fetch_add(1, Ordering::Relaxed);
    let (_, after) = next(&app, &mut body);
    assert_eq!(
        after,
        json!({"edition": 1, "epoch": epoch + 1, "today": "2018-07-01", "version": version})
    );

    let (snapshot, findings) = Snapshot::build(small_world::sound());
    app.state
        .world
        .publish(Published::new(2, snapshot, findings, Thresholds::default()));
    let (_, after) = next(&app, &mut body);
    assert_eq!(after["edition"], 2);

    // The same day goes on: nothing but signs of life.
    now.fetch_add(3600, Ordering::Relaxed);
    for _ in 0..5 {
        let text = app.read(&mut body).expect("the stream goes on");
        assert!(text.starts_with(':') && text.trim_end().len() < 10, "{text:?}");
    }
}

#[test]
fn it_passes_proxies_unbuffered_and_unchanged() {
    let app = App::with("http://127.0.0.1:8080", limits());
    let response = app.open(
        "/v1/events",
        &[("accept-encoding", "gzip, br, zstd"), ("accept", "text/event-stream")],
    );
    let header = |r: &Response, name: &str| r.headers().get(name).map(|v| v.to_str().expect("text").to_owned());
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header(&response, "x-accel-buffering").as_deref(), Some("no"));
    assert_eq!(
        header(&response, "cache-control").as_deref(),
        Some("no-cache, no-transform")
    );
    assert_eq!(header(&response, "content-encoding"), None);
    drop(response);
    assert_eq!(app.with_headers("/v1/events", &[("accept", "image/png")]).status, 406);
}

#[test]
fn listeners_are_counted_and_a_place_is_free_again_when_one_leaves() {
    let app = App::with("http://127.0.0.1:8080", limits());
    let first = app.open("/v1/events", &[]);
    let refused = app.get("/v1/events");
    assert_eq!((refused.status, refused.header("retry-after")), (503, "1"));
    assert_eq!(
        app.get("/v1/waters/NLJ").status,
        200,
        "a listener takes no place of a request"
    );
    let listening = |number: u32| {
        app.get("/metrics")
            .text()
            .contains(&format!("riverchief_event_listeners {number}"))
    };
    assert!(listening(1));
    drop(first);
    assert!(listening(0));
    assert_eq!(app.open("/v1/events", &[]).status(), 200);
}

#[test]
fn the_stream_ends_when_the_service_stops() {
    let server = Server::small(&[]);
    let mut stream = server.connect();
    write!(stream, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    let mut lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    assert!(lines.any(|line| line.starts_with("data:")), "an event came");
    server.terminate();
    // The last chunk: the body ended as it should.
    assert_eq!(lines.last().as_deref(), Some(""));
    let log = server.ended(Duration::from_secs(10));
    assert!(!log.contains("still open"), "{log}");
}
