//! `ETag`, conditional requests, HEAD and CORS.
use super::app::{App, DAY};
use axum::body::Body;
use axum::http::Method;
use jiff::Timestamp;
use riverchief::http::Limits;
use riverchief::world::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const AT: &str = "/v1/chiefs/at?lon=109.10&lat=21.561";

#[test]
fn a_client_that_has_the_answer_is_told_so_and_gets_nothing_else() {
    let app = App::small();
    let first = app.get(AT);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\"1-"), "weak, and beginning with the edition: {tag}");
    let strong = tag.trim_start_matches("W/").to_owned();
    for sent in [tag.clone(), strong, format!("\"x\", {tag}"), "*".to_owned()] {
        let again = app.with_headers(AT, &[("if-none-match", &sent)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{sent}");
        // RFC 9110 §15.4.5: what a 200 would have carried.
        assert_eq!(again.header("etag"), tag);
        assert_eq!(again.header("cache-control"), first.header("cache-control"));
        assert_eq!(vary(&again), vary(&first));
        assert_eq!(again.header("content-encoding"), "");
        assert_eq!(again.header("content-type"), "");
    }
    assert_eq!(app.with_headers(AT, &[("if-none-match", "\"1-2-3\"")]).status, 200);
    // `*` asks whether there is any such thing, and there isn't.
    let missing = app.with_headers("/v1/waters/NONE", &[("if-none-match", "*")]);
    assert_eq!((missing.status, missing.header("etag")), (404, ""));
}

fn vary(reply: &super::app::Reply) -> Vec<String> {
    let mut names: Vec<String> = (reply.headers.get_all("vary").iter())
        .flat_map(|value| value.to_str().expect("text").split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_tag_changes_with_the_day_the_question_the_world_and_its_address() {
    let app = App::small();
    let tag = |target: &str| app.get(target).header("etag").to_owned();
    let base = tag(&format!("{AT}&as_of={DAY}"));
    assert_eq!(base, tag(&format!("{AT}&as_of={DAY}")));
    for other in [
        format!("{AT}&as_of=2026-06-02"),
        format!("{AT}&as_of=2015-01-01"),
        format!("{AT}&as_of={DAY}&explain=false"),
        format!("/v1/chiefs/at?lon=109.11&lat=21.561&as_of={DAY}"),
    ] {
        assert_ne!(base, tag(&other), "{other}");
    }
    // The edition is part of it: asking for the current one by number is another question with the same answer.
    assert!(tag(&format!("{AT}&edition=1")).starts_with("W/\"1-"));
    let elsewhere = App::with("https://river.example", Limits::default());
    assert_ne!(base, elsewhere.get(&format!("{AT}&as_of={DAY}")).header("etag"));
    // Two epochs of the small world: the number after the edition is that of the epoch.
    let epoch = |target: &str| tag(target).split('-').nth(1).map(str::to_owned);
    assert_ne!(
        epoch(&format!("{AT}&as_of=2015-01-01")),
        epoch(&format!("{AT}&as_of={DAY}"))
    );
}

#[test]
fn as_of_asks_for_the_law_of_that_day() {
    let app = App::small();
    let before = app.ok(&format!("{AT}&as_of=2017-05-31"));
    assert_eq!(before["world"]["epoch"]["to"], "2017-06-01");
    assert!(before["first_contact"].is_null(), "nobody was in office: {before:#}");
    let after = app.ok(&format!("{AT}&as_of=2017-06-01"));
    assert_eq!(after["world"]["epoch"]["from"], "2017-06-01");
    assert!(after["first_contact"]["id"].is_string());
    assert_eq!(app.ok(&format!("{AT}&edition=1"))["world"]["edition"], 1);
    let unknown = app.get(&format!("{AT}&edition=2"));
    assert_eq!((unknown.status, &unknown.json()["allowed"][0]), (404, &"1".into()));
}

#[test]
fn midnight_in_shanghai_is_a_new_day_and_yesterdays_answer_is_no_longer_good() {
    let now = Arc::new(AtomicI64::new(0));
    let set = |text: &str| now.store(text.parse::<Timestamp>().expect(text).as_second(), Ordering::Relaxed);
    let read = now.clone();
    let clock = Clock::new(move || Timestamp::from_second(read.load(Ordering::Relaxed)).expect("an instant"));
    let app = App::by_clock("http://127.0.0.1:8080", Limits::default(), clock);
    set("2017-05-31T15:59:59Z");
    let yesterday = app.get(AT);
    assert_eq!(yesterday.json()["world"]["as_of"], "2017-05-31");
    set("2017-05-31T16:00:00Z");
    let today = app.with_headers(AT, &[("if-none-match", yesterday.header("etag"))]);
    assert_eq!(today.status, 200, "the chiefs took office on that day");
    assert_eq!(today.json()["world"]["as_of"], "2017-06-01");
    assert!(today.json()["first_contact"]["id"].is_string());
}

#[test]
fn s35_a_day_after_today_says_so() {
    let now = Arc::new(AtomicI64::new(0));
    let set = |text: &str| now.store(text.parse::<Timestamp>().expect(text).as_second(), Ordering::Relaxed);
    let read = now.clone();
    let clock = Clock::new(move || Timestamp::from_second(read.load(Ordering::Relaxed)).expect("an instant"));
    let app = App::by_clock("http://127.0.0.1:8080", Limits::default(), clock);
    set("2026-05-31T15:59:59Z");
    let target = format!("{AT}&as_of=2026-06-01");
    let before = app.get(&target);
    assert_eq!(before.json()["world"]["notes"], serde_json::json!(["N_FUTURE_DATE"]));
    assert_eq!(before.json()["notes"], serde_json::json!(["N_FUTURE_DATE"]));
    for other in ["coverage", "inventory", "segments/S-NLJ-A1", "units/450521"] {
        let answer = app.ok(&format!("/v1/{other}?as_of=2026-06-01"));
        assert_eq!(
            answer["world"]["notes"],
            serde_json::json!(["N_FUTURE_DATE"]),
            "{other}"
        );
    }
    let csv = app.request(
        &Method::POST,
        "/v1/chiefs/at?as_of=2026-06-01",
        &[("content-type", "text/csv")],
        Body::from("lon,lat\n109.01,21.56\n"),
    );
    assert!(
        csv.header("riverchief-answer").ends_with(", notes=\"N_FUTURE_DATE\""),
        "{csv:?}"
    );
    set("2026-05-31T16:00:00Z");
    let after = app.with_headers(&target, &[("if-none-match", before.header("etag"))]);
    assert_eq!(after.status, 200, "the day has come: what was kept says something else");
    assert_eq!(after.json()["world"].get("notes"), None);
    assert_eq!(after.json()["notes"], serde_json::json!([]));
}

#[test]
fn head_is_get_without_the_body() {
    let app = App::small();
    for target in [AT, "/v1/waters/NLJ", "/", "/healthz", "/openapi.json"] {
        let get = app.get(target);
        let head = app.request(&Method::HEAD, target, &[], Body::empty());
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{target}: {name}");
        }
        assert_eq!(vary(&head), vary(&get), "{target}");
    }
    assert_eq!(
        app.request(&Method::HEAD, "/v1/waters/NONE", &[], Body::empty()).status,
        404
    );
}

#[test]
fn any_page_may_ask() {
    let app = App::small();
    let reply = app.with_headers(AT, &[("origin", "https://page.example")]);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let exposed = reply.header("access-control-expose-headers");
    for name in ["etag", "x-request-id", "retry-after", "riverchief-answer"] {
        assert!(exposed.contains(name), "{name}: {exposed}");
    }
    let preflight = app.request(
        &Method::OPTIONS,
        "/v1/chiefs/at",
        &[
            ("origin", "https://page.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,if-none-match"),
        ],
        Body::empty(),
    );
    assert_eq!(
        (preflight.status, preflight.header("access-control-max-age")),
        (200, "86400")
    );
    assert!(preflight.header("access-control-allow-methods").contains("POST"));
    // A refusal can be read by the page too.
    let refused = app.with_headers("/v1/chiefs/at", &[("origin", "https://page.example")]);
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (400, "*")
    );
}
