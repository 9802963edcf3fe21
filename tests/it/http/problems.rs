//! Problem documents: each kind can be provoked, says what to do, and its `type` leads to its page.
use super::app::App;
use axum::body::Body;
use axum::http::Method;
use riverchief::http::Limits;
use serde_json::json;
use std::collections::BTreeSet;

#[test]
fn a_problem_names_the_parameter_what_is_wrong_and_what_would_do() {
    let app = App::small();
    for (target, status, slug, parameter, says) in [
        ("/v1/chiefs/at?lon=109.1", 400, "missing-parameter", "lat", "required"),
        ("/v1/chiefs/at?lat=21.5", 400, "missing-parameter", "lon", "required"),
        (
            "/v1/chiefs/at?lon=109.1&lat=21.5&lat=21.6",
            400,
            "duplicate-parameter",
            "lat",
            "more than once",
        ),
        (
            "/v1/chiefs/at?lon=x&lat=21.5",
            400,
            "bad-parameter",
            "lon",
            "decimal number",
        ),
        (
            "/v1/chiefs/at?lon=109.1&lat=95",
            400,
            "bad-parameter",
            "lat",
            "between -90 and 90",
        ),
        (
            "/v1/chiefs/at?lon=109.1&lat=21.5&crs=EPSG:99999",
            400,
            "bad-parameter",
            "crs",
            "unknown CRS",
        ),
        (
            "/v1/chiefs/at?lon=109.1&lat=21.5&as_of=2018-02-30",
            400,
            "bad-parameter",
            "as_of",
            "no such day",
        ),
        (
            "/v1/chiefs/at?lon=109.1&lat=21.5&concern=x",
            400,
            "bad-parameter",
            "concern",
            "There is no concern",
        ),
        (
            "/v1/waters/NLJ/segments?level=hamlet",
            400,
            "bad-parameter",
            "level",
            "no such level",
        ),
        ("/v1/search?q=", 400, "bad-parameter", "q", "blank"),
        (
            "/v1/search?q=a&limit=0",
            400,
            "bad-parameter",
            "limit",
            "between 1 and 200",
        ),
        (
            "/v1/inventory?edition=7",
            404,
            "unknown-edition",
            "edition",
            "Only the current edition",
        ),
    ] {
        let reply = app.get(target);
        let problem = reply.json();
        assert_eq!(reply.status, status, "{problem}");
        assert_eq!(
            problem["type"],
            format!("http://127.0.0.1:8080/problems/{slug}"),
            "{target}"
        );
        assert_eq!(problem["parameter"], parameter, "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|d| d.contains(says)),
            "{problem}"
        );
        assert_eq!(problem["instance"], target.split('?').next().expect("a path"));
    }
    let level = app.get("/v1/waters/NLJ/segments?level=hamlet").json();
    assert_eq!(level["allowed"], json!(["city", "county", "township", "village"]));
    let concern = app.get("/v1/chiefs/at?lon=109.1&lat=21.5&concern=x").json();
    assert_eq!(concern["allowed"], json!(["非法采砂"]));
}

#[test]
fn nothing_with_that_id_is_404_and_names_it_whatever_its_letters() {
    let app = App::small();
    for (target, id) in [
        ("/v1/waters/%E5%8D%97%E6%B5%81%E6%B1%9F", "南流江"),
        ("/v1/segments/a%2Fb/chiefs", "a/b"),
        ("/v1/units/450599/waters", "450599"),
        ("/v1/posts/RC-%20", "RC- "),
        ("/v1/posts/none/responsibilities", "none"),
        ("/v1/notice-boards/%25", "%"),
        ("/v1/segments/none/upstream", "none"),
        ("/v1/segments/none/opposite-bank", "none"),
        ("/v1/waters/none/conference", "none"),
    ] {
        let reply = app.get(target);
        assert_eq!(reply.status, 404, "{target}");
        let problem = reply.json();
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|d| d.contains(&format!("“{id}”"))),
            "{problem}"
        );
    }
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let app = App::small();
    for (method, target, allow) in [
        (Method::DELETE, "/v1/chiefs/at", "GET,HEAD,POST"),
        (Method::PUT, "/v1/chiefs/along", "POST"),
        (Method::GET, "/v1/chiefs/along", "POST"),
        (Method::POST, "/v1/inventory", "GET,HEAD"),
    ] {
        let reply = app.request(&method, target, &[], Body::empty());
        assert_eq!((reply.status, reply.header("allow")), (405, allow), "{method} {target}");
    }
}

#[test]
fn every_kind_of_problem_has_its_page() {
    let app = App::small();
    let unknown = app.get("/problems/none");
    assert_eq!(unknown.status, 404);
    let slugs: Vec<String> = serde_json::from_value(unknown.json()["allowed"].clone()).expect("slugs");
    let mut seen = BTreeSet::new();
    for slug in &slugs {
        let page = app.ok(&format!("/problems/{slug}"));
        assert_eq!(page["type"], format!("http://127.0.0.1:8080/problems/{slug}"));
        assert!(page["title"].as_str().is_some_and(|t| !t.is_empty()) && page["status"].is_u64());
        seen.insert(slug.as_str());
    }
    assert!(seen.is_superset(&["unknown-parameter", "bad-body", "too-large", "overloaded", "internal"].into()));
}

#[test]
fn targets_headers_bodies_and_rows_have_their_limits() {
    let limits = Limits {
        target_bytes: 300,
        header_bytes: 2000,
        body_bytes: 1000,
        bulk_body_bytes: 5000,
        bulk_rows: 10,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", limits);
    let long = format!("/v1/search?q={}", "x".repeat(300));
    assert_eq!(app.get(&long).status, 414);
    let wide = "x".repeat(2000);
    assert_eq!(app.with_headers("/healthz", &[("x-wide", &wide)]).status, 431);
    let line = format!(
        "{{\"type\":\"LineString\",\"coordinates\":[{}[1,2]]}}",
        "[1,2],".repeat(300)
    );
    let reply = app.post("/v1/chiefs/along", "application/json", line);
    assert_eq!(reply.status, 413);
    assert!(
        reply.json()["detail"]
            .as_str()
            .is_some_and(|d| d.contains("1000 bytes"))
    );

    // Rows that came before the limit are answered; the last row and the broken end say that it was reached.
    let rows = app.post(
        "/v1/chiefs/at",
        "text/csv",
        format!("lon,lat\n{}", "109.1,21.561\n".repeat(11)),
    );
    assert_eq!((rows.status, rows.whole), (200, false));
    let text = rows.text();
    assert_eq!(text.lines().count(), 12, "{text}");
    let last = text.lines().last().expect("a row");
    assert!(last.contains("ERROR") && last.contains("more than 10 rows"), "{last}");
    let exact = app.post(
        "/v1/chiefs/at",
        "text/csv",
        format!("lon,lat\n{}", "109.1,21.561\n".repeat(10)),
    );
    assert_eq!((exact.whole, exact.text().lines().count()), (true, 11));
    let blank = app.post("/v1/chiefs/at", "text/csv", format!("{}\n", " ".repeat(6000)));
    assert_eq!(blank.status, 413, "{}", blank.text());
}

#[test]
fn a_service_at_its_limit_says_when_to_come_back_and_its_probes_get_through() {
    let none = Limits {
        concurrency: 0,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", none);
    let reply = app.get("/v1/inventory");
    assert_eq!((reply.status, reply.header("retry-after")), (503, "1"));
    for probe in ["/healthz", "/readyz", "/metrics"] {
        assert_eq!(app.get(probe).status, 200, "{probe}");
    }
    let none = Limits {
        bulk_requests: 0,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", none);
    assert_eq!(app.post("/v1/chiefs/at", "text/csv", "lon,lat\n1,2\n").status, 503);
    assert_eq!(app.get("/v1/inventory").status, 200);
    let hasty = Limits {
        request_timeout: std::time::Duration::from_nanos(1),
        idle_timeout: std::time::Duration::from_millis(50),
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", hasty);
    let late = app.get("/v1/inventory");
    assert_eq!((late.status, late.header("retry-after")), (503, "5"));
    assert!(late.json()["type"].as_str().is_some_and(|t| t.ends_with("/timed-out")));
    // The time for an answer begins when what it is made of is there.
    let never = Body::from_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>());
    let silent = app.post("/v1/chiefs/along", "application/json", never);
    assert_eq!(silent.status, 408);
}
