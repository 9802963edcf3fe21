//! A base map of another host: told to the page, fetched for it where there is a key, bounded, never beside our layers.
use super::app::App;
use riverchief::http::{BaseMap, BaseMapOptions, Datum, Key, Limits, ServiceOptions};
use riverchief::world::Clock;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

/// A host of tiles: answers by path, and tells which targets it was asked for.
fn host() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (told, asked) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(stream.try_clone().expect("cloned"))
                .lines()
                .map_while(Result::ok);
            let target = lines
                .next()
                .and_then(|l| l.split(' ').nth(1).map(str::to_owned))
                .unwrap_or_default();
            let rest: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let body: Vec<u8> = match () {
                () if target.starts_with("/0/") => PNG.to_vec(),
                () if target.starts_with("/1/") => b"<html>no such key</html>".to_vec(),
                () if target.starts_with("/2/") => [PNG, &vec![0; 2 << 20]].concat(),
                () => Vec::new(),
            };
            let status = match () {
                () if target.starts_with("/3/") => "404 Not Found",
                () if target.starts_with("/4/") => "302 Found\r\nLocation: /0/0/0",
                () if target.starts_with("/5/") => "403 Forbidden",
                () => "200 OK",
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            // Told first: with the answer the client goes on, and counts.
            let _ = told.send(format!("{target} {}", rest.join(" | ").to_lowercase()));
            // Who has heard enough closes.
            let mut stream = stream;
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    (address, asked)
}

fn options(url: String) -> BaseMapOptions {
    BaseMapOptions {
        urls: vec![url],
        datum: Datum::Cgcs2000,
        attribution: "国家地理信息公共服务平台（天地图）".to_owned(),
        approval: Some("GS（2024）0650号".to_owned()),
        max_zoom: 5,
        key: None,
        proxied: false,
    }
}

fn app(options: BaseMapOptions) -> App {
    let front = ServiceOptions {
        base_map: Some(BaseMap::new(options).expect("a base map")),
        ..ServiceOptions::default()
    };
    App::behind(
        front,
        "https://river.example/beihai",
        Limits::default(),
        Clock::system(),
    )
}

#[test]
fn the_page_is_told_of_the_installation_it_runs_on() {
    let plain = App::with("https://river.example/beihai", Limits::default()).ok("/v1/page-config");
    assert_eq!(
        (&plain["public_url"], &plain["events"], plain.get("base_map")),
        (
            &json!("https://river.example/beihai"),
            &json!("https://river.example/beihai/v1/events"),
            Some(&json!(null))
        )
    );
    assert_eq!(
        (&plain["world"]["schematic"], &plain["world"]["edition"]),
        (&json!(true), &json!(1))
    );
    let direct = app(options("https://tiles.example/{z}/{x}/{y}.png".to_owned()));
    assert_eq!(
        direct.ok("/v1/page-config")["base_map"],
        json!({
            "tiles": ["https://tiles.example/{z}/{x}/{y}.png"], "tile_size": 256, "datum": "cgcs2000",
            "attribution": "国家地理信息公共服务平台（天地图）", "approval_number": "GS（2024）0650号", "max_zoom": 5,
            "origin": "https://tiles.example"
        })
    );
    let policy = |app: &App| {
        let page = app.with_headers("/", &[("accept", "text/html")]);
        page.header("content-security-policy").to_owned()
    };
    let strict = policy(&App::with("https://river.example/beihai", Limits::default()));
    assert!(!strict.contains("https:"), "{strict}");
    let widened = policy(&direct);
    assert_eq!(
        widened.replace(" https://tiles.example", ""),
        strict,
        "widened by that origin and nothing else"
    );
    assert_eq!(widened.matches("https://tiles.example").count(), 2, "{widened}");
    let refused = direct.get("/v1/base-map/0/0/0/0");
    assert_eq!(
        refused.status, 404,
        "tiles that browsers fetch themselves don't come through us"
    );
}

#[test]
fn tiles_with_a_key_come_through_us_and_the_key_goes_nowhere_else() {
    let (host, asked) = host();
    let app = app(BaseMapOptions {
        key: Some(Key::new("s3cret".to_owned())),
        ..options(format!("{host}/{{z}}/{{x}}/{{y}}?tk={{key}}"))
    });
    let config = app.get("/v1/page-config");
    let told = config.json()["base_map"].clone();
    assert_eq!(
        told["tiles"],
        json!(["https://river.example/beihai/v1/base-map/0/{z}/{x}/{y}"])
    );
    assert_eq!(told["origin"], json!(null));
    assert!(!config.text().contains("s3cret") && !config.text().contains(&host));

    let visitor = [
        ("cookie", "mine=1"),
        ("referer", "https://river.example/?place=1"),
        ("user-agent", "a browser"),
    ];
    for _ in 0..2 {
        let tile = app.with_headers("/v1/base-map/0/0/0/0", &visitor);
        assert_eq!(
            (tile.status, tile.header("content-type"), &tile.body[..]),
            (200, "image/png", PNG)
        );
        assert_eq!(tile.header("cache-control"), "public, max-age=86400");
        assert_eq!(tile.header("x-content-type-options"), "nosniff");
    }
    let request = asked.recv().expect("asked");
    assert!(request.starts_with("/0/0/0?tk=s3cret "), "{request}");
    for private in ["mine", "river.example", "a browser"] {
        assert!(!request.contains(private), "{request}");
    }
    assert!(asked.try_recv().is_err(), "the second came from memory");

    for (target, status) in [
        ("/v1/base-map/0/1/1/1", 502), // a page instead of a picture
        ("/v1/base-map/0/2/0/0", 502), // more bytes than a tile has
        ("/v1/base-map/0/3/0/0", 404), // the host has none
        ("/v1/base-map/0/4/0/0", 502), // a redirect isn't followed
        ("/v1/base-map/0/5/0/0", 502), // refused
        ("/v1/base-map/0/6/0/0", 404), // beyond its greatest zoom
        ("/v1/base-map/1/0/0/0", 404), // there is one layer
        ("/v1/base-map/0/1/2/0", 404), // beyond the last column
        ("/v1/base-map/0/1/-1/0", 400),
        ("/v1/base-map/0/1/x/0", 400),
    ] {
        let reply = app.get(target);
        assert_eq!(reply.status, status, "{target}: {}", reply.text());
        assert!(
            !reply.text().contains("s3cret") && !reply.text().contains(&host),
            "{target}"
        );
    }
    assert_eq!(
        asked.try_iter().count(),
        5,
        "what can't be there isn't asked for, and redirects end here"
    );
}

#[test]
fn a_host_that_is_down_is_a_bad_gateway_and_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let app = app(BaseMapOptions {
        proxied: true,
        ..options(format!("http://{address}/{{z}}/{{x}}/{{y}}"))
    });
    for _ in 0..2 {
        let reply = app.get("/v1/base-map/0/0/0/0");
        assert_eq!(reply.status, 502);
        assert!(
            reply.json()["type"]
                .as_str()
                .is_some_and(|t| t.ends_with("/problems/bad-gateway"))
        );
    }
}
