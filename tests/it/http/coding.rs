//! Content codings, media types and request ids.
use super::app::App;
use axum::body::Body;
use axum::http::Method;

const WATER: &str = "/v1/waters/NLJ";

#[test]
fn gzip_brotli_and_zstd_are_given_to_who_takes_them() {
    let app = App::small();
    let plain = app.get(WATER);
    assert_eq!(plain.header("content-encoding"), "");
    for (asked, given, magic) in [
        ("gzip", "gzip", &b"\x1f\x8b"[..]),
        ("zstd", "zstd", &b"\x28\xb5\x2f\xfd"[..]),
        ("br", "br", &b""[..]),
        ("gzip;q=0.1, br;q=1", "br", &b""[..]),
        ("identity;q=1, gzip;q=0", "", &b"{"[..]),
        ("x-unknown", "", &b"{"[..]),
    ] {
        let reply = app.with_headers(WATER, &[("accept-encoding", asked)]);
        assert_eq!(
            (reply.status, reply.header("content-encoding")),
            (200, given),
            "{asked}"
        );
        assert!(reply.body.starts_with(magic), "{asked}");
        assert!(
            given.is_empty() || reply.body.len() < plain.body.len(),
            "{asked}: {}",
            reply.body.len()
        );
        let vary: Vec<&str> = (reply.headers.get_all("vary").iter())
            .map(|v| v.to_str().expect("text"))
            .collect();
        assert!(
            vary.join(",").to_ascii_lowercase().contains("accept-encoding"),
            "{asked}: {vary:?}"
        );
        // One weak tag covers every coding.
        assert_eq!(reply.header("etag"), plain.header("etag"));
    }
    let mut unpacked = String::new();
    let packed = app.with_headers(WATER, &[("accept-encoding", "gzip")]).body;
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain.text());
    // What has no body has no coding.
    let tag = plain.header("etag").to_owned();
    let known = app.with_headers(WATER, &[("accept-encoding", "gzip"), ("if-none-match", &tag)]);
    assert_eq!(
        (known.status, known.header("content-encoding"), known.body.len()),
        (304, "", 0)
    );
    let rows = app.request(
        &Method::POST,
        "/v1/chiefs/at",
        &[("content-type", "text/csv"), ("accept-encoding", "gzip")],
        Body::from("lon,lat\n109.1,21.561\n"),
    );
    assert_eq!(
        (rows.status, rows.header("content-encoding")),
        (200, "gzip"),
        "streams are packed too"
    );
}

#[test]
fn answers_are_json_and_an_accept_header_that_excludes_it_is_refused() {
    let app = App::small();
    for accept in ["application/json", "*/*", "application/*;q=0.1", "text/html, */*;q=0.8"] {
        let reply = app.with_headers(WATER, &[("accept", accept)]);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, "application/json"),
            "{accept}"
        );
    }
    for accept in [
        "text/html",
        "application/json;q=0",
        "nonsense",
        "application/json;q=NaN",
        "*/*;q=0",
    ] {
        let reply = app.with_headers(WATER, &[("accept", accept)]);
        assert_eq!(reply.status, 406, "{accept}");
        assert_eq!(reply.json()["allowed"][0], "application/json");
    }
}

#[test]
fn a_request_id_is_the_clients_own_where_that_is_plain() {
    let app = App::small();
    let id = |sent: &str| {
        app.with_headers("/healthz", &[("x-request-id", sent)])
            .header("x-request-id")
            .to_owned()
    };
    assert_eq!(id("abc-1_2.3"), "abc-1_2.3");
    for odd in ["a b", "109.1,21.5", "<script>", &"x".repeat(65)] {
        assert_ne!(id(odd), *odd);
    }
    let (first, second) = (app.get("/healthz"), app.get("/healthz"));
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}
