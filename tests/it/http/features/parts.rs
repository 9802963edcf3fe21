//! FlatGeobuf and GeoParquet are read in parts: by ranges, from a file that is made once, within a bound.
use super::super::app::{App, DAY};
use super::super::server::Server;
use super::ids;
use riverchief::http::Limits;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const FGB: &str = "/collections/villages/items?f=fgb";

#[test]
fn ranges_of_a_file_are_the_file() {
    let app = App::small();
    for format in ["fgb", "parquet"] {
        let target = format!("/collections/villages/items?datetime={DAY}&f={format}");
        let whole = app.get(&target);
        assert_eq!(
            (whole.status, whole.header("accept-ranges")),
            (200, "bytes"),
            "{format}"
        );
        let length = whole.body.len();
        assert_eq!(whole.header("content-length"), length.to_string());
        let etag = whole.header("etag").to_owned();
        assert!(etag.starts_with('"'), "a strong tag: {etag}");
        let range = |value: &str, more: &[(&str, &str)]| {
            let headers = [&[("range", value), ("accept-encoding", "gzip")], more].concat();
            app.with_headers(&target, &headers)
        };
        for (asked, from, to) in [
            ("bytes=0-7".to_owned(), 0, 7),
            ("bytes=100-".to_owned(), 100, length - 1),
            ("bytes=-8".to_owned(), length - 8, length - 1),
            (format!("bytes=8-{}", length + 50), 8, length - 1),
        ] {
            let part = range(&asked, &[]);
            assert_eq!(part.status, 206, "{format} {asked}: {}", part.text());
            assert_eq!(part.header("content-range"), format!("bytes {from}-{to}/{length}"));
            assert_eq!(part.header("content-encoding"), "");
            assert!(part.body == whole.body[from..=to], "{format} {asked}");
            assert_eq!(part.header("etag"), etag);
            assert!(
                part.header("content-crs").contains("4490") && part.header("content-disposition").contains("villages")
            );
        }
        let beyond = range(&format!("bytes={length}-"), &[]);
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, format!("bytes */{length}").as_str())
        );
        assert_eq!(range("bytes=0-7", &[("if-range", &etag)]).status, 206);
        assert_eq!(range("bytes=0-7", &[("if-range", "\"other\"")]).status, 200);
        assert_eq!(range("bytes=0-7", &[("if-none-match", &etag)]).status, 304);
        // Several at once, and what can't be read, count as none.
        for odd in ["bytes=0-1,4-5", "bytes=x", "lines=1-2"] {
            assert_eq!(range(odd, &[]).status, 200, "{odd}");
        }
        let by_accept = app.with_headers(
            &format!("/collections/villages/items?datetime={DAY}"),
            &[("accept", whole.header("content-type")), ("range", "bytes=0-7")],
        );
        assert!(by_accept.status == 206 && by_accept.body == whole.body[..8]);
        let head = app.request(&axum::http::Method::HEAD, &target, &[], axum::body::Body::empty());
        assert_eq!(
            (head.status, head.header("content-length")),
            (200, length.to_string().as_str())
        );
    }
    // Others go out as they are made, whatever range is asked for.
    let stream = app.with_headers("/collections/villages/items?f=csv", &[("range", "bytes=0-7")]);
    assert!(stream.status == 200 && stream.header("accept-ranges").is_empty());
}

#[test]
fn selections_are_files_of_their_own_and_what_cannot_be_made_is_refused() {
    let app = App::small();
    let file = |query: &str| app.get(&format!("{FGB}&{query}")).body;
    let all = file("datetime=2026-06-01");
    // Two days of one epoch: the same file, whoever asks.
    assert!(file("datetime=2026-06-02") == all);
    for other in [
        "datetime=2026-06-01&limit=1",
        "datetime=2026-06-01&properties=code",
        "datetime=2026-06-01&filter=code%20%3D%20%27450521100001%27",
        "datetime=2026-06-01&bbox=109.01,21.51,109.02,21.52",
        "datetime=2026-06-01&crs=http://www.opengis.net/def/crs/EPSG/0/4545",
    ] {
        let found = file(other);
        assert!(found.starts_with(b"fgb") && found != all, "{other}");
    }
    for (query, parameter) in [
        ("filter=colour%3D1", "filter"),
        ("bbox=1,2", "bbox"),
        ("raw=true", "raw"),
    ] {
        let problem = app.refused(&format!("{FGB}&{query}"));
        assert_eq!(problem["parameter"], parameter, "{problem}");
    }
    assert_eq!(app.refused("/collections/posts/items?f=fgb")["parameter"], "f");
}

#[test]
fn a_file_beyond_the_bound_comes_whole_and_a_place_is_needed_only_while_one_is_made() {
    let limits = Limits {
        kept_file_bytes: 0,
        exports: 1,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", limits);
    let reply = app.with_headers(FGB, &[("range", "bytes=0-7")]);
    assert_eq!((reply.status, reply.header("accept-ranges")), (200, ""));
    assert!(reply.body.len() > 8);
    let app = App::with(
        "http://127.0.0.1:8080",
        Limits {
            exports: 1,
            ..Limits::default()
        },
    );
    let held = app
        .state
        .files
        .try_take(riverchief::http::ClientKey::default())
        .expect("a place");
    assert_eq!(app.get(FGB).status, 503);
    drop(held);
    assert_eq!(app.get(FGB).status, 200);
    let _held = app
        .state
        .files
        .try_take(riverchief::http::ClientKey::default())
        .expect("a place");
    assert_eq!(app.get(FGB).status, 200, "it is there");
}

const BOX: [&str; 4] = ["109.37", "21.81", "109.38", "21.82"];

#[test]
fn npms_flatgeobuf_reads_a_box_out_of_a_collection() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    if !folder.join("node_modules").exists() {
        assert!(std::env::var_os("CI").is_none(), "{} has no packages", folder.display());
        riverchief_repository::skipped("tests/clients/node_modules is absent");
        return;
    }
    let server = Server::default_world(&[]);
    let at = format!("http://{}", server.address);
    let text = |target: &str| {
        let mut reply = ureq::get(format!("{at}{target}")).call().expect("an answer");
        reply.body_mut().read_to_string().expect("text")
    };
    let expected: Value = serde_json::from_str(&text(&format!(
        "/collections/segments_village/items?datetime={DAY}&limit=10000&bbox={}",
        BOX.join(",")
    )))
    .expect("JSON");
    let expected = ids(&expected);
    assert!(!expected.is_empty());
    let run = Command::new("node")
        .arg(folder.join("box.js"))
        .arg(format!("{at}/collections/segments_village/items?datetime={DAY}&f=fgb"))
        .args(BOX)
        .output()
        .expect("node runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let found: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let read: Vec<&str> = found["ids"]
        .as_array()
        .expect("ids")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    // The index knows boxes of features, which may meet where their lines don't.
    let missing: Vec<_> = expected.iter().filter(|id| !read.contains(&id.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?} of {read:?}");
    let mut reply = ureq::get(format!("{at}/collections/segments_village/items?datetime={DAY}&f=fgb"))
        .call()
        .expect("an answer");
    let whole = reply
        .body_mut()
        .with_config()
        .limit(1 << 30)
        .read_to_vec()
        .expect("bytes")
        .len() as u64;
    let bytes = found["bytes"].as_u64().expect("bytes");
    println!(
        "{} features in {bytes} of {whole} bytes, {} requests",
        read.len(),
        found["requests"]
    );
    assert!(bytes < whole / 2, "{bytes} of {whole}");
    server.stopped();
}

#[test]
fn gdal_reads_a_box_over_vsicurl() {
    let server = Server::small(&[]);
    let source = format!(
        "/vsicurl/http://{}/collections/villages/items?datetime={DAY}&f=fgb",
        server.address
    );
    let run = Command::new("ogrinfo")
        .args(["-ro", "-al", "-so", "-spat", "109.01", "21.51", "109.02", "21.52"])
        .arg(&source)
        .output()
        .expect("ogrinfo runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(
        said.contains("Feature Count: 1\n"),
        "{said}\n{}",
        String::from_utf8_lossy(&run.stderr)
    );
    server.stopped();
}
