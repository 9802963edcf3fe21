//! HTML answers: each comes under a policy that allows what it has and nothing else.
use super::app::{App, document};
use base64::Engine as _;
use sha2::Digest as _;

/// One address for each operation that can answer with a page.
const PAGES: [&str; 10] = [
    "/",
    "/api",
    "/conformance",
    "/collections",
    "/collections/counties",
    "/collections/counties/queryables",
    "/collections/counties/schema",
    "/collections/counties/items",
    "/collections/counties/items/450521",
    "/collections/notice_boards/items",
];

#[test]
fn every_page_comes_under_a_policy() {
    let app = App::small();
    for path in PAGES {
        for reply in [
            app.get(&format!("{path}?f=html")),
            app.with_headers(path, &[("accept", "text/html")]),
        ] {
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
            let policy = reply.header("content-security-policy");
            for part in ["default-src 'none'", "frame-ancestors 'self'", "base-uri "] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            assert!(!policy.contains("unsafe"), "{path}: {policy}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        }
    }
    let data = app.get("/collections/counties?f=json");
    assert_eq!(data.header("content-security-policy"), "", "JSON is no page");
}

#[test]
fn a_form_that_there_is_not_is_refused_where_other_parameters_pass() {
    let app = App::small();
    assert_eq!(app.refused("/?f=AAA")["parameter"], "f");
    assert_eq!(app.get("/?utm_source=x&f=json").status, 200);
}

#[test]
fn a_filter_that_comes_as_a_body_is_answered_under_the_policy_too() {
    let app = App::small();
    let filter = r#"{"op":"=","args":[{"property":"code"},"450521"]}"#;
    let reply = app.post("/collections/counties/items?f=html", "application/cql2+json", filter);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert!(reply.header("content-type").starts_with("text/html"));
    assert!(
        reply
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );
}

#[test]
fn every_operation_that_describes_a_page_is_among_those() {
    for (path, item) in document()["paths"].as_object().expect("paths") {
        if item["get"]["responses"]["200"]["content"]["text/html"].is_null() {
            continue;
        }
        let fits = |page: &&str| {
            let (a, b): (Vec<_>, Vec<_>) = (path.split('/').collect(), page.split('/').collect());
            a.len() == b.len() && a.iter().zip(&b).all(|(t, p)| t == p || t.starts_with('{'))
        };
        assert!(PAGES.iter().any(fits), "{path}");
    }
}

#[test]
fn the_policy_admits_the_style_sheet_and_the_form_and_nothing_else_stands_inline() {
    let app = App::with("https://river.example/beihai", riverchief::http::Limits::default());
    let reply = app.get("/collections/counties/items?f=html");
    let (policy, page) = (reply.header("content-security-policy"), reply.text());
    let style = page
        .split_once("<style>")
        .and_then(|(_, rest)| rest.split_once("</style>"));
    let style = style.expect("a style sheet").0;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
    assert!(policy.contains("form-action 'self' https://river.example"), "{policy}");
    for inline in ["<script", " style=", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
}
