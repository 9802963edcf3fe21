//! Bodies that aren't taken, clients that say no more, and no room for what an answer needs: each is told.
use super::app::App;
use super::server::{Server, status, unchunked};
use riverchief::http::Limits;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::time::{Duration, Instant};

/// Sends all before it reads anything, as many clients do.
fn sent_whole(server: &Server, head: &str, bytes: usize) -> (u16, String) {
    let mut stream = server.connect();
    write!(stream, "{head}Content-Length: {bytes}\r\n\r\n").expect("sent");
    let part = vec![b' '; 1 << 20];
    for _ in 0..bytes / part.len() {
        stream.write_all(&part).expect("the body is taken in");
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer, and no reset");
    (status(&answer), String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn whoever_sends_a_body_that_is_refused_reads_why() {
    let server = Server::small(&[]);
    let post = |target: &str, kind: &str| {
        format!("POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\n")
    };
    for (head, expected, says) in [
        (post("/v1/chiefs/along", "application/json"), 413, "larger than"),
        (post("/v1/chiefs/along", "image/png"), 415, "content-type"),
        (post("/v1/chiefs/at", "image/png"), 415, "content-type"),
        (post("/v1/chiefs/at?x=1", "text/csv"), 400, "unknown-parameter"),
        (post("/v1/inventory", "text/csv"), 405, "method-not-allowed"),
        (post("/no/such/path", "text/csv"), 404, "not-found"),
        (post("/collections/none/items", "application/json"), 404, "not-found"),
    ] {
        let (code, text) = sent_whole(&server, &head, 24 << 20);
        assert_eq!(code, expected, "{head}: {text}");
        assert!(text.contains(says), "{head}: {text}");
    }
    // A client that asks first is told before it sends, and isn't waited for.
    let mut stream = server.connect();
    let head = post("/v1/chiefs/along", "image/png");
    write!(stream, "{head}Expect: 100-continue\r\nContent-Length: 999\r\n\r\n").expect("sent");
    let begun = Instant::now();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    assert_eq!(status(&answer), 415);
    assert!(begun.elapsed() < Duration::from_secs(5));
    // What doesn't end is taken in to a bound alone.
    let mut stream = server.connect();
    write!(stream, "{head}Content-Length: 1000000000\r\n\r\n").expect("sent");
    let part = vec![b' '; 1 << 20];
    let taken = (0..300).take_while(|_| stream.write_all(&part).is_ok()).count();
    assert!((64..200).contains(&taken), "{taken} MiB were taken in");
    server.stopped();
}

#[test]
fn a_client_that_has_said_all_and_closes_its_side_is_answered() {
    let server = Server::small(&[]);
    let rows = "109.1,21.561\n".repeat(5000);
    let bulk = format!(
        "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: {}\r\n\r\nlon,lat\n{rows}",
        rows.len() + 8
    );
    for request in [
        "GET /v1/inventory?f=pdf HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /collections/villages/items?f=gpkg HTTP/1.1\r\nHost: x\r\n\r\n",
        &bulk,
    ] {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        stream.shutdown(Shutdown::Write).expect("closed");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let head = &request[..40];
        assert_eq!(status(&answer), 200, "{head}");
        if answer
            .windows(26)
            .any(|w| w.eq_ignore_ascii_case(b"transfer-encoding: chunked"))
        {
            assert!(unchunked(&answer).1, "{head}: not whole");
        }
    }
    server.stopped();
}

#[test]
fn no_room_for_temporary_files_is_told_before_the_first_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let gone = folder.path().join("gone");
    let server = Server::in_environment(&[("TMPDIR", gone.to_str().expect("text"))], &[]);
    let items = |f: &str| server.get(&format!("/collections/villages/items?f={f}"));
    for format in ["gpkg", "shp", "xlsx", "fgb", "parquet"] {
        let (code, text) = items(format);
        assert_eq!(code, 507, "{format}: {text}");
        assert!(
            text.contains("no-room") && text.to_lowercase().contains("retry-after"),
            "{text}"
        );
    }
    for format in ["geojson", "csv", "kml"] {
        assert_eq!(items(format).0, 200, "{format}");
    }
    assert_eq!(server.get("/v1/inventory?f=pdf").0, 200);
    assert_eq!(server.get("/v1/inventory?f=xlsx").0, 200);
    // Rows that can't wait on disk wait for their client.
    let rows = "109.1,21.561\n".repeat(20_000);
    let head = "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\n";
    let bulk = format!("{head}Content-Length: {}\r\n\r\nlon,lat\n{rows}", rows.len() + 8);
    let (body, whole) = unchunked(&server.exchange(bulk.as_bytes()));
    assert_eq!((body.split(|b| *b == b'\n').count(), whole), (20_002, true));
    server.stopped();

    // A disk that is full soon.
    let server = Server::with_short_files(2, &["--log", "error"]);
    for format in ["gpkg", "shp", "xlsx"] {
        let (code, text) = server.get(&format!("/collections/villages/items?f={format}"));
        assert_eq!(code, 507, "{format}: {text}");
    }
    let log = server.stopped();
    assert!(!log.contains("ERROR"), "{log}");
}

#[test]
fn documents_for_print_count_as_files() {
    let limits = Limits {
        exports: 0,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", limits);
    for target in ["/v1/inventory?f=pdf", "/v1/inventory?f=xlsx", "/v1/roster?f=xlsx"] {
        let reply = app.get(target);
        assert_eq!((reply.status, reply.header("retry-after")), (503, "1"), "{target}");
    }
    for target in ["/v1/inventory", "/v1/roster"] {
        assert_eq!(app.get(target).status, 200, "{target}");
    }
}
