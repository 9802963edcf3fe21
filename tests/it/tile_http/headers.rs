//! What caches live on: tags, freshness, `Vary`, conditional requests, codings, HEAD, CORS.
use super::app::{App, COUNTIES, Reply, SEA, decoded};
use axum::http::Method;
use riverchief_core::domain::time::Date;
use std::collections::BTreeSet;

const CODINGS: [(&str, &str); 4] = [("", ""), ("gzip", "gzip"), ("br", "br"), ("zstd", "zstd")];

fn fixed(app: &App, path: &str) -> String {
    let tilejson = app.get("/counties").json();
    let url = tilejson["tiles"][0].as_str().expect("an address").to_owned();
    let start = url.strip_prefix("http://127.0.0.1:8080").expect("the public address");
    start.replace("/counties/{z}/{x}/{y}", path)
}

#[test]
fn a_tile_says_what_it_is_and_how_long_it_holds() {
    let app = App::small();
    let expected = app
        .drawn("counties", (10, 822, 449), Date::constant(2026, 6, 1))
        .expect("something is drawn");
    for (target, freshness) in [
        (COUNTIES.to_owned(), "no-cache"),
        (fixed(&app, COUNTIES), "public, max-age=31536000, immutable"),
    ] {
        let mut tags = BTreeSet::new();
        for (accepted, coding) in CODINGS {
            let reply = app.with_headers(
                &target,
                &[("accept-encoding", accepted), ("origin", "https://a.example")],
            );
            assert_eq!(reply.status, 200, "{target}");
            assert_eq!(reply.header("content-type"), "application/vnd.mapbox-vector-tile");
            assert_eq!(reply.header("content-encoding"), coding, "{accepted}");
            assert_eq!(reply.header("cache-control"), freshness);
            assert_eq!(
                reply.header("vary"),
                "accept-encoding",
                "a cache must tell codings apart, and nothing else"
            );
            assert_eq!(reply.header("access-control-allow-origin"), "*");
            assert!(decoded(&reply) == expected, "the same tile in every coding");
            assert!(coding.is_empty() || reply.body.len() < expected.len());
            let tag = reply.header("etag").to_owned();
            assert!(
                tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10,
                "strong: {tag}"
            );
            assert!(tags.insert(tag), "another tag for another coding");

            let head = app.request(Method::HEAD, &target, &[("accept-encoding", accepted)]);
            assert_eq!((head.status, head.body.len()), (200, 0));
            assert_eq!(head.header("content-length"), reply.body.len().to_string());
            for name in ["etag", "content-type", "content-encoding", "cache-control", "vary"] {
                assert_eq!(head.header(name), reply.header(name), "{name}");
            }
        }
    }
}

#[test]
fn who_holds_a_tile_is_told_so_for_its_own_coding_only() {
    let app = App::small();
    for target in [COUNTIES.to_owned(), fixed(&app, COUNTIES)] {
        let ask = |accepted: &str, tag: &str| {
            app.with_headers(&target, &[("accept-encoding", accepted), ("if-none-match", tag)])
        };
        let tags: Vec<_> = (CODINGS.iter())
            .map(|(accepted, _)| ask(accepted, "\"none\"").header("etag").to_owned())
            .collect();
        for (i, (accepted, _)) in CODINGS.iter().enumerate() {
            for (j, tag) in tags.iter().enumerate() {
                let reply = ask(accepted, tag);
                assert_eq!(reply.status, if i == j { 304 } else { 200 }, "{accepted} {tag}");
            }
            for sent in [
                format!("W/{}", tags[i]),
                format!("\"a\", {} ,\"b\"", tags[i]),
                "*".to_owned(),
            ] {
                let reply = ask(accepted, &sent);
                assert_eq!((reply.status, reply.body.len()), (304, 0), "{sent}");
                assert_eq!(reply.header("etag"), tags[i]);
                assert_eq!(reply.header("vary"), "accept-encoding");
                assert_ne!(reply.header("cache-control"), "");
                assert_eq!(reply.header("content-encoding"), "");
            }
        }
    }
}

#[test]
fn an_empty_tile_is_an_answer_without_a_body() {
    let app = App::small();
    for target in [SEA.to_owned(), fixed(&app, SEA)] {
        for accepted in ["", "gzip"] {
            let reply = app.with_headers(&target, &[("accept-encoding", accepted)]);
            assert_eq!((reply.status, reply.body.len()), (204, 0), "{target}");
            assert_ne!(reply.header("cache-control"), "");
            assert_eq!((reply.header("etag"), reply.header("content-encoding")), ("", ""));
        }
    }
}

#[test]
fn other_pages_may_ask_and_only_with_methods_that_there_are() {
    let app = App::small();
    let preflight = app.request(
        Method::OPTIONS,
        COUNTIES,
        &[
            ("origin", "https://a.example"),
            ("access-control-request-method", "GET"),
        ],
    );
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    let refused: Reply = app.request(Method::DELETE, COUNTIES, &[]);
    assert_eq!(refused.status, 405);
    assert!(refused.header("allow").contains("GET"));
}
