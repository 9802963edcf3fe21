//! One client takes all that it can get, in every way that costs it nothing: those at another address notice nothing.
use super::server::{Server, status};
use h2::client::SendRequest;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Longest time that a look-up of somebody else may take.
const LONGEST: Duration = Duration::from_secs(1);
/// Somebody else.
const OTHER: &str = "127.0.0.2";

const LINE: &str = "POST /v1/chiefs/along HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const BULK: &str = "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n";
const TWO_ROWS: &str = "lon,lat\n109.1,21.561\n";

fn answer(mut stream: TcpStream, request: &str) -> (u16, Duration, String) {
    let begun = Instant::now();
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    (
        status(&answer),
        begun.elapsed(),
        String::from_utf8_lossy(&answer).into_owned(),
    )
}

/// Look-ups from another address, for a while.
#[track_caller]
fn others_are_served(server: &Server, during: Duration) {
    let begun = Instant::now();
    let mut asked = 0;
    while begun.elapsed() < during || asked < 5 {
        let target = ["/v1/chiefs/at?lon=109.1&lat=21.561", "/v1/search?q=NLJ", "/readyz"][asked % 3];
        let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let (code, took, text) = answer(server.connect_from(OTHER), &request);
        assert_eq!(code, 200, "{text}");
        assert!(took < LONGEST, "{target} took {took:?}");
        asked += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    let line = "{\"type\":\"LineString\",\"coordinates\":[[109.01,21.51],[109.02,21.51]]}";
    for (head, body) in [(LINE, line), (BULK, TWO_ROWS)] {
        let request = format!(
            "{head}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let (code, took, text) = answer(server.connect_from(OTHER), &request);
        assert_eq!(code, 200, "{text}");
        assert!(took < LONGEST, "{took:?}");
    }
}

#[test]
fn promised_bodies_and_silence_hold_nothing() {
    let server = Server::small(&["--idle-timeout", "3"]);
    let mut silent: Vec<TcpStream> = (0..256)
        .map(|n| {
            let mut stream = server.connect();
            let head = if n % 8 == 0 { BULK } else { LINE };
            write!(stream, "{head}Content-Length: 1000\r\n\r\n").expect("sent");
            stream
        })
        .collect();
    others_are_served(&server, Duration::from_secs(2));
    // Nor from anybody who sits at the same address.
    assert_eq!(server.get("/v1/inventory").0, 200);
    let mut answer = Vec::new();
    silent[0].read_to_end(&mut answer).expect("an answer");
    assert_eq!(status(&answer), 408, "{}", String::from_utf8_lossy(&answer));
    server.stopped();
}

#[test]
fn behind_a_trusted_proxy_clients_are_told_apart() {
    let options = [
        "--trusted-proxy",
        "127.0.0.1",
        "--max-concurrency",
        "8",
        "--max-bulk-requests",
        "4",
    ];
    let server = Server::small(&options);
    let bulk = |client: &str| {
        let mut stream = server.connect();
        write!(
            stream,
            "{BULK}X-Forwarded-For: {client}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        .expect("sent");
        // Two rows in a chunk that is whole, and no end.
        write!(stream, "{:x}\r\n{TWO_ROWS}\r\n", TWO_ROWS.len()).expect("sent");
        let mut head = [0; 12];
        stream.read_exact(&mut head).expect("an answer");
        (status(&[&head[..], b"\r"].concat()), stream)
    };
    let first: Vec<_> = (0..4).map(|_| bulk("203.0.113.7")).collect();
    assert_eq!(
        first.iter().map(|(code, _)| *code).collect::<Vec<_>>(),
        [200, 200, 200, 503]
    );
    let second = bulk("203.0.113.8");
    assert_eq!(second.0, 200);
    assert_eq!(bulk("203.0.113.9").0, 503, "all are taken now");
    drop((first, second));
    server.stopped();
}

#[test]
fn rows_that_drip_are_ended_and_never_hold_all_of_bulk() {
    let server = Server::small(&["--idle-timeout", "2"]);
    let mut dripping: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "{BULK}Content-Length: 100000\r\n\r\n{TWO_ROWS}").expect("sent");
            stream.set_read_timeout(Some(Duration::from_millis(20))).expect("set");
            stream
        })
        .collect();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(4) {
        others_are_served(&server, Duration::from_millis(300));
        for stream in &mut dripping {
            // Who writes on after the end is reset, and then can't read why.
            let mut seen = vec![0; 1 << 16];
            let length = stream.peek(&mut seen).unwrap_or(0);
            if !String::from_utf8_lossy(&seen[..length]).contains("too long to arrive") {
                let _ = stream.write_all(b"109.1,21.561\n");
            }
        }
    }
    let mut codes: Vec<u16> = dripping
        .iter_mut()
        .map(|stream| {
            let mut head = [0; 64];
            let length = stream.peek(&mut head).unwrap_or(0);
            status(&head[..length])
        })
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, [200, 200, 200, 503]);
    let log = server.stopped();
    assert_eq!(log.matches("the body took too long to arrive").count(), 3, "{log}");
}

/// A connection of HTTP/2 with this window for each stream.
async fn connected(server: &Server, window: u32) -> SendRequest<axum::body::Bytes> {
    let stream = tokio::net::TcpStream::connect(server.address).await.expect("accepted");
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(window);
    let (sender, connection) = builder.handshake(stream).await.expect("HTTP/2");
    tokio::spawn(connection);
    sender.ready().await.expect("room")
}

fn request(method: &str, target: &str) -> axum::http::Request<()> {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(format!("http://x{target}"));
    request
        .header("content-type", "application/json")
        .body(())
        .expect("a request")
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("a runtime")
}

#[test]
fn streams_of_http_2_that_are_open_or_not_read_hold_nothing_from_others() {
    let runtime = runtime();
    let page = "/collections/villages/items?limit=10000";
    for (window, method, target) in [
        (65_535, "POST", "/v1/chiefs/along"),
        (0, "GET", page),
        (0, "GET", "/v1/events"),
        (0, "GET", "/collections/villages/items?f=gpkg"),
    ] {
        let server = Server::default_world(&["--idle-timeout", "3"]);
        let held = runtime.block_on(async {
            let mut held = vec![];
            for _ in 0..3 {
                let mut sender = connected(&server, window).await;
                for _ in 0..100 {
                    held.push(
                        sender
                            .send_request(request(method, target), method == "GET")
                            .expect("a stream"),
                    );
                    sender = sender.ready().await.expect("room");
                }
                // Kept open with the streams.
                tokio::spawn(async move {
                    let _sender = sender;
                    std::future::pending::<()>().await;
                });
            }
            held
        });
        others_are_served(&server, Duration::from_secs(2));
        drop(held);
    }
}

#[test]
fn who_takes_less_than_the_least_rate_is_given_up_and_who_takes_more_gets_all() {
    let server = Server::default_world(&["--idle-timeout", "1", "--max-concurrency", "1"]);
    let target = "/collections/villages/items?limit=10000";
    let read = |window: u32, pause: Duration| {
        runtime().block_on(async {
            let mut sender = connected(&server, window).await;
            let (response, _) = sender.send_request(request("GET", target), true).expect("a stream");
            let mut body = response.await.expect("an answer").into_body();
            let begun = Instant::now();
            let mut taken = 0;
            while let Some(part) = body.data().await {
                let Ok(part) = part else {
                    return (taken, begun.elapsed());
                };
                taken += part.len();
                tokio::time::sleep(pause).await;
                let window = body.flow_control();
                let _ = window.release_capacity(part.len());
                assert!(begun.elapsed() < Duration::from_secs(20), "it goes on for ever");
            }
            (taken, begun.elapsed())
        })
    };
    // Some 250 bytes a second.
    let (some, took) = read(100, Duration::from_millis(400));
    assert!(some < 10_000, "{some} bytes in {took:?}");
    let (all, took) = read(65_535, Duration::ZERO);
    assert!(all > 400_000, "{all} bytes in {took:?}");
}

#[test]
fn a_connection_that_never_speaks_is_closed() {
    let server = Server::small(&["--idle-timeout", "0.5"]);
    let mut mute = server.connect();
    mute.set_read_timeout(Some(Duration::from_secs(5))).expect("set");
    assert_eq!(mute.read(&mut [0]).expect("its end"), 0);
    server.stopped();
}

#[test]
fn one_address_leaves_connections_and_listeners_to_others() {
    let server = Server::small(&["--max-connections", "16", "--max-event-listeners", "4"]);
    let mut listening = vec![];
    for _ in 0..20 {
        let mut stream = server.connect();
        let asked = write!(stream, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
        let mut head = [0; 12];
        if asked.is_ok() && stream.read_exact(&mut head).is_ok() {
            listening.push((status(&[&head[..], b"\r"].concat()), stream));
        }
    }
    let codes: Vec<u16> = listening.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes.len(), 12, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 200).count(), 3, "{codes:?}");
    others_are_served(&server, Duration::from_millis(500));
    let mut other = server.connect_from(OTHER);
    write!(other, "GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    let mut head = [0; 12];
    other.read_exact(&mut head).expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 200");
    server.stopped();
}

#[test]
fn what_is_kept_of_a_body_is_counted_in_bytes() {
    let options = ["--max-all-bodies-bytes", "1000000", "--max-body-bytes", "500000"];
    let server = Server::small(&options);
    let half = format!("{LINE}Content-Length: 500000\r\n\r\n{}", " ".repeat(400_000));
    let mut waiting: Vec<TcpStream> = (0..3)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(half.as_bytes()).expect("sent");
            stream
        })
        .collect();
    let refused = waiting.iter_mut().any(|stream| {
        stream.set_read_timeout(Some(Duration::from_secs(1))).expect("set");
        let mut head = [0; 12];
        stream.read_exact(&mut head).is_ok() && &head == b"HTTP/1.1 503"
    });
    assert!(refused, "1.2 MB are more than three quarters of 1 MB");
    others_are_served(&server, Duration::from_millis(200));
    drop(waiting);
    server.stopped();
}

#[test]
fn many_ordinary_requests_at_once_are_served() {
    let server = Server::small(&[]);
    let codes = runtime().block_on(async {
        let mut set = JoinSet::new();
        let mut sender = connected(&server, 65_535).await;
        for _ in 0..80 {
            let (response, _) = sender
                .send_request(request("GET", "/v1/chiefs/at?lon=109.1&lat=21.561"), true)
                .expect("a stream");
            set.spawn(async move { response.await.expect("an answer").status().as_u16() });
            sender = sender.ready().await.expect("room");
        }
        set.join_all().await
    });
    assert!(codes.iter().all(|code| *code == 200), "{codes:?}");
    server.stopped();
}
