//! Taking the file: whole, from where it broke off, or not at all.
use super::super::app::App;
use super::{app, over, started, two};
use axum::body::Body;
use axum::http::Method;
use riverchief::jobs::Bounds;
use riverchief::world::Clock;

#[test]
fn a_transfer_can_go_on_where_it_broke_off() {
    let app = App::small();
    let place = started(&app, &two());
    let found = over(&app, &place);
    let file = format!("{place}/file");
    assert_eq!(found["links"][1]["href"], format!("http://127.0.0.1:8080{file}"));
    let whole = app.with_headers(&file, &[("accept-encoding", "gzip, br, zstd")]);
    let (bytes, tag) = (whole.body.clone(), whole.header("etag").to_owned());
    assert_eq!(whole.header("content-length"), bytes.len().to_string());
    assert_eq!(whole.header("content-type"), "application/zip");
    assert_eq!(whole.header("content-encoding"), "", "it goes out as it is");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let name = found["file"]["name"].as_str().expect("a name");
    assert_eq!(
        whole.header("content-disposition"),
        format!("attachment; filename=\"{name}\"")
    );
    assert!(tag.starts_with('"'), "strong: {tag}");
    let head = app.request(&Method::HEAD, &file, &[], Body::empty());
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, bytes.len().to_string().as_str())
    );
    let last = bytes.len() - 1;
    for (range, from, to) in [
        ("bytes=100-".to_owned(), 100, last),
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=-5".to_owned(), last - 4, last),
    ] {
        let part = app.with_headers(&file, &[("range", &range), ("if-range", &tag)]);
        assert_eq!(part.status, 206, "{range}: {}", part.text());
        assert!(part.body == bytes[from..=to], "{range}");
        assert_eq!(
            part.header("content-range"),
            format!("bytes {from}-{to}/{}", bytes.len())
        );
    }
    let beyond = app.with_headers(&file, &[("range", &format!("bytes={}-", bytes.len()))]);
    assert_eq!(
        (beyond.status, beyond.header("content-range")),
        (416, format!("bytes */{}", bytes.len()).as_str())
    );
    for headers in [
        [("range", "bytes=1-2"), ("if-range", "\"another\"")],
        [("range", "bytes=1-2,4-5"), ("if-range", &tag)],
        [("range", "lines=1-2"), ("if-range", &tag)],
    ] {
        let reply = app.with_headers(&file, &headers);
        assert!(reply.status == 200 && reply.body == bytes, "{headers:?}");
    }
    assert_eq!(app.with_headers(&file, &[("if-none-match", &tag)]).status, 304);
    assert_eq!(app.get(&format!("{file}?f=x")).status, 400);
    // Who has begun to take it gets all of it, though it is removed meanwhile.
    let open = app.open(&file, &[]);
    assert_eq!(app.request(&Method::DELETE, &place, &[], Body::empty()).status, 204);
    let rest = app.rest(open.into_body());
    assert!(rest == bytes);
    assert_eq!(app.get(&file).status, 404);
}

#[test]
fn a_file_that_is_not_ready_is_refused_with_when_to_come_back() {
    let bounds = Bounds {
        workers: 0,
        ..Bounds::default()
    };
    let app = app(bounds, &Clock::system());
    let place = started(&app, &two());
    let reply = app.get(&format!("{place}/file"));
    assert_eq!(reply.status, 409, "{}", reply.text());
    assert_ne!(reply.header("retry-after"), "");
}
