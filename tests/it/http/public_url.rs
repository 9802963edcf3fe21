//! Absolute links: all from `--public-url`, none from what a client claims.
use super::app::App;
use axum::body::Body;
use axum::http::Method;
use riverchief::http::Limits;
use serde_json::Value;

const BASE: &str = "https://river.example/beihai/v2";

/// Every string that is an absolute address, at any depth.
pub(super) fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with("http") => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(members) => members.values().for_each(|member| addresses(member, found)),
        _ => {}
    }
}

#[test]
fn every_link_begins_with_the_public_url_and_leads_to_an_answer() {
    let app = App::with(BASE, Limits::default());
    let claims = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "/evil"),
        ("forwarded", "host=evil.example;proto=http"),
    ];
    let mut all = Vec::new();
    for target in [
        "/",
        "/v1/segments/S-NLJ-T1",
        "/v1/waters/NLJ",
        "/v1/units/450521",
        "/v1/posts/KC-XJK",
        "/v1/notice-boards/B-S-NLJ-V21",
        "/v1/search?q=%E6%B1%9F",
        "/problems/not-found",
        "/v1/page-config",
    ] {
        let reply = app.with_headers(target, &claims);
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        let before = all.len();
        addresses(&reply.json(), &mut all);
        assert!(all.len() > before, "{target} has a link");
    }
    let problem = app.with_headers("/v1/waters/none", &claims).json();
    assert_eq!(problem["instance"], "/beihai/v2/v1/waters/none");
    addresses(&problem, &mut all);
    // Relations that OGC's standards name by an address are no links.
    for address in all.iter().filter(|a| !a.starts_with("http://www.opengis.net/def/")) {
        let target = address.strip_prefix("https://river.example").expect(address);
        // The base itself, and a stream that doesn't end.
        if target == "/beihai/v2" || target.ends_with("/v1/events") {
            continue;
        }
        assert!(target.starts_with("/beihai/v2/"), "{address}");
        assert_eq!(app.get(target).status, 200, "{address}");
        // A proxy that takes the prefix away gets the same.
        assert_eq!(app.get(&target["/beihai/v2".len()..]).status, 200, "{address}");
    }
    assert!(!format!("{all:?}").contains("evil"));
    let document = app.ok("/beihai/v2/openapi.json");
    assert_eq!(document["servers"][0]["url"], BASE);
}

#[test]
fn a_prefix_is_a_prefix_of_whole_segments() {
    let app = App::with(BASE, Limits::default());
    assert_eq!(app.get("/beihai/v2").status, 200);
    assert_eq!(app.get("/beihai/v22/healthz").status, 404);
    assert_eq!(app.get("/beihai/v2/beihai/v2/healthz").status, 404);
    assert_eq!(
        app.request(&Method::HEAD, "/beihai/v2/healthz", &[], Body::empty())
            .status,
        200
    );
}
