//! What proxies say is believed from the operator's own alone, and only where it can be read in one way.
use super::app::App;
use super::server::Server;
use riverchief::http::{Limits, Network, Proxies, ServiceOptions};
use riverchief::world::Clock;
use std::io::{Read as _, Write as _};

const OWN: &str = "http://127.0.0.1:8080";

fn app(links: bool) -> App {
    let networks: Vec<Network> = ["10.0.0.0/8", "::1"]
        .iter()
        .map(|n| n.parse().expect("a network"))
        .collect();
    let front = ServiceOptions {
        proxies: Proxies::new(&networks, links),
        ..ServiceOptions::default()
    };
    App::behind(front, OWN, Limits::default(), Clock::system())
}

/// The base of an answer's links.
fn base(app: &App, peer: &str, headers: &[(&str, &str)]) -> String {
    let reply = app.asked_by(peer, "/v1/waters/NLJ", headers);
    let links = reply.json()["links"].as_array().cloned().expect("links");
    let link = links
        .iter()
        .find(|l| l["rel"] == "self")
        .and_then(|l| l["href"].as_str())
        .expect("a link")
        .to_owned();
    link.strip_suffix("/v1/waters/NLJ").expect("the path").to_owned()
}

const X_FAMILY: [(&str, &str); 4] = [
    ("x-forwarded-for", "203.0.113.7"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "river.example"),
    ("x-forwarded-prefix", "/beihai"),
];

#[test]
fn without_a_public_url_links_follow_a_trusted_proxy_and_nobody_else() {
    let app = app(true);
    assert_eq!(base(&app, "10.1.2.3", &X_FAMILY), "https://river.example/beihai");
    assert_eq!(base(&app, "::ffff:10.1.2.3", &X_FAMILY), "https://river.example/beihai");
    assert_eq!(base(&app, "192.0.2.9", &X_FAMILY), OWN);
    let forwarded = [("forwarded", "for=203.0.113.7;proto=https;host=river.example")];
    assert_eq!(base(&app, "::1", &forwarded), "https://river.example");
    assert_eq!(base(&app, "192.0.2.9", &forwarded), OWN);
    let problem = app.asked_by("10.1.2.3", "/v1/waters/none", &X_FAMILY).json();
    assert_eq!(
        (&problem["type"], &problem["instance"]),
        (
            &"https://river.example/beihai/problems/not-found".into(),
            &"/beihai/v1/waters/none".into()
        )
    );
    for target in [
        "/",
        "/openapi.json",
        "/styles/print",
        "/counties",
        "/fonts",
        "/catalog",
        "/v1/page-config",
        "/v1/search?q=NLJ",
    ] {
        let reply = app.asked_by("10.1.2.3", target, &X_FAMILY);
        assert!(reply.text().contains("https://river.example/beihai"), "{target}");
        assert!(!reply.text().contains(OWN), "{target}: {}", reply.text());
    }
    let moved = app.asked_by("10.1.2.3", "/counties/10/822/449.pbf", &X_FAMILY);
    assert_eq!(
        moved.header("location"),
        "https://river.example/beihai/counties/10/822/449"
    );
}

#[test]
fn an_answer_under_another_address_has_another_tag() {
    let app = app(true);
    let direct = app.asked_by("10.1.2.3", "/v1/waters/NLJ", &[]);
    let proxied = app.asked_by("10.1.2.3", "/v1/waters/NLJ", &X_FAMILY);
    assert_ne!(direct.header("etag"), proxied.header("etag"));
}

#[test]
fn with_a_public_url_no_link_follows_anybody() {
    assert_eq!(base(&app(false), "10.1.2.3", &X_FAMILY), OWN);
}

#[test]
fn what_can_be_read_in_two_ways_or_is_no_address_is_passed_over() {
    let app = app(true);
    // A proxy writes one of the two and passes on the other as a visitor sent it.
    let both = [
        &X_FAMILY[..],
        &[("forwarded", "for=1.2.3.4;proto=https;host=evil.example")],
    ]
    .concat();
    assert_eq!(base(&app, "10.1.2.3", &both), OWN);
    let with = |name: &'static str, value: &'static str| -> Vec<(&str, &str)> {
        let rest = X_FAMILY.iter().filter(|(n, _)| *n != name).copied();
        rest.chain([(name, value)]).collect()
    };
    for headers in [
        with("x-forwarded-host", "evil.example/path"),
        with("x-forwarded-host", "user@evil.example"),
        with("x-forwarded-host", "a b"),
        with("x-forwarded-proto", "javascript"),
        with("x-forwarded-prefix", "//evil.example"),
        with("x-forwarded-prefix", "/a\"><script>"),
        with("x-forwarded-prefix", "no-slash"),
    ] {
        assert_eq!(base(&app, "10.1.2.3", &headers), OWN, "{headers:?}");
    }
}

#[test]
fn the_log_has_the_visitors_address_from_the_trusted_proxy_and_the_peers_otherwise() {
    let ask = |server: &Server| {
        let mut stream = server.connect();
        let chain = "X-Forwarded-For: 198.51.100.1, 203.0.113.7, 127.0.0.1";
        write!(
            stream,
            "GET /healthz HTTP/1.1\r\nHost: x\r\n{chain}\r\nConnection: close\r\n\r\n"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    };
    // The last address that no trusted proxy has is the visitor's; what stands before it anybody may have written.
    for (options, wanted) in [
        (&["--trusted-proxy", "127.0.0.0/8"][..], "203.0.113.7"),
        (&["--trusted-proxy", "10.0.0.0/8,192.168.0.0/16"], "127.0.0.1"),
        (&[], "127.0.0.1"),
    ] {
        let server = Server::small(options);
        ask(&server);
        let log = server.stopped();
        let line = log
            .lines()
            .find(|line| line.contains("riverchief::access"))
            .expect("a line");
        assert!(line.contains(&format!("client=\"{wanted}\"")), "{options:?}: {line}");
    }
}

/// Listening on every address, without a public one.
fn everywhere() -> App {
    let front = ServiceOptions {
        proxies: Proxies::new(&["10.0.0.0/8".parse().expect("a network")], true),
        links_by_host: true,
        ..ServiceOptions::default()
    };
    App::behind(front, OWN, Limits::default(), Clock::system())
}

#[test]
fn links_of_a_service_on_every_address_name_the_host_that_was_asked_for() {
    let app = everywhere();
    for (host, wanted) in [
        ("river.example", "http://river.example"),
        ("river.example:8080", "http://river.example:8080"),
        ("192.0.2.1:8080", "http://192.0.2.1:8080"),
        ("[2001:db8::1]:8080", "http://[2001:db8::1]:8080"),
        ("localhost", "http://localhost"),
    ] {
        assert_eq!(base(&app, "192.0.2.9", &[("host", host)]), wanted);
    }
    let long = format!("{}.example", "x".repeat(300));
    for host in [
        "",
        "a b",
        "user@evil.example",
        "evil.example/path",
        "evil.example?x",
        "evil.example#x",
        "evil.example:0",
        "evil.example:99999",
        "evil.example:",
        "evil.example:80:80",
        ":80",
        "[::1",
        "\"><script>",
        long.as_str(),
    ] {
        assert_eq!(base(&app, "192.0.2.9", &[("host", host)]), OWN, "{host}");
    }
    let two = [("host", "a.example"), ("host", "b.example")];
    assert_eq!(base(&app, "192.0.2.9", &two), OWN);
    // A trusted proxy knows better.
    let told = [&X_FAMILY[..], &[("host", "inner:8080")]].concat();
    assert_eq!(base(&app, "10.1.2.3", &told), "https://river.example/beihai");
    let tags = ["a.example", "b.example"].map(|host| {
        let reply = app.asked_by("192.0.2.9", "/v1/waters/NLJ", &[("host", host)]);
        reply.header("etag").to_owned()
    });
    assert_ne!(tags[0], tags[1]);
}

#[test]
fn a_start_on_every_address_says_so_and_one_on_its_own_follows_nobody() {
    let asked = |server: &Server, host: &str| {
        let mut stream = server.connect();
        let request = format!("GET /v1/waters/NLJ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    let server = Server::small(&["--listen", "0.0.0.0:0"]);
    assert!(asked(&server, "river.example:81").contains("\"http://river.example:81/v1/waters/NLJ\""));
    let own = format!("\"http://127.0.0.1:{}/v1/waters/NLJ\"", server.address.port());
    assert!(asked(&server, "a/b").contains(&own), "the address that it came to");
    assert!(!asked(&server, "river.example").contains("0.0.0.0"));
    let log = server.stopped();
    assert!(log.contains("--public-url"), "{log}");
    let server = Server::small(&["--listen", "0.0.0.0:0", "--public-url", "https://river.example/x"]);
    assert!(asked(&server, "evil.example").contains("\"https://river.example/x/v1/waters/NLJ\""));
    assert!(!server.stopped().contains("--public-url"));
    let server = Server::small(&[]);
    let own = format!("\"http://{}/v1/waters/NLJ\"", server.address);
    assert!(asked(&server, "evil.example").contains(&own));
    server.stopped();
}
