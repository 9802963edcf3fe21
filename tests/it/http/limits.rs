//! Clients that leave, stall or don't read hold nothing: neither a place among the bulk requests, nor a file, nor a thread.
use super::server::{Server, status, unchunked};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

const BULK: &str = "POST /v1/chiefs/at HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\n";

/// Waits until a bulk request is taken again.
#[track_caller]
fn taken_again(server: &Server, within: Duration) {
    let begun = Instant::now();
    loop {
        let answer = server.exchange(format!("{BULK}Content-Length: 12\r\n\r\nlon,lat\n1,2\n").as_bytes());
        if status(&answer) == 200 {
            return;
        }
        assert_eq!(status(&answer), 503, "{}", String::from_utf8_lossy(&answer));
        assert!(begun.elapsed() < within, "its place is still held");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_bulk_client_that_leaves_stalls_or_does_not_read_frees_its_place_and_its_files() {
    let server = Server::small(&[
        "--max-bulk-requests",
        "1",
        "--idle-timeout",
        "1",
        "--request-timeout",
        "2",
    ]);
    taken_again(&server, Duration::from_secs(5));
    let files = server.open_files();

    // It leaves in the middle.
    let mut leaving = server.connect();
    write!(
        leaving,
        "{BULK}Content-Length: 9999\r\n\r\nlon,lat\n{}",
        "109.1,21.561\n".repeat(600)
    )
    .expect("sent");
    let mut head = [0; 64];
    leaving.read_exact(&mut head).expect("the answer has begun");
    drop(leaving);
    taken_again(&server, Duration::from_secs(3));

    // It stops sending, but stays: it is told so in a last row, or as a problem where nothing was answered yet.
    for (sent, expected) in [("lon,lat\n109.1,21.561\n", 200), ("lon,", 408)] {
        let mut stalling = server.connect();
        write!(stalling, "{BULK}Content-Length: 9999\r\n\r\n{sent}").expect("sent");
        let mut answer = Vec::new();
        // A broken chunked body is an unexpected end to this plain reader, which is as good.
        let _ = stalling.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer).into_owned();
        assert_eq!(status(&answer), expected, "{text}");
        assert!(text.contains("too long to arrive"), "{text}");
        assert!(!text.ends_with("0\r\n\r\n"), "not to be taken for complete");
        taken_again(&server, Duration::from_secs(3));
    }

    // It sends a lot and reads nothing. Its time begins somewhere within the sending, so it is counted from before.
    let since = Instant::now();
    let mut deaf = server.connect();
    // Rows that cost nothing and fill the socket's buffers many times over.
    let rows = format!("{},1\n", "x".repeat(80)).repeat(100_000);
    write!(deaf, "{BULK}Content-Length: {}\r\n\r\nlon,lat\n{rows}", rows.len() + 8).expect("sent");
    // Looked at, not taken: the answer has begun.
    deaf.peek(&mut [0]).expect("an answer");
    let busy = server.exchange(format!("{BULK}Content-Length: 12\r\n\r\nlon,lat\n1,2\n").as_bytes());
    assert_eq!(status(&busy), 503, "the one place is taken");
    taken_again(&server, Duration::from_secs(40));
    let had = since.elapsed();
    assert!(had > Duration::from_millis(500), "it had its time: {had:?}");
    let begun = Instant::now();
    while server.open_files() > files {
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{} files open, {files} before",
            server.open_files()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(deaf);
    server.stopped();
}

#[test]
fn a_client_that_sends_all_before_it_reads_gets_all_however_long_that_takes() {
    let server = Server::small(&["--idle-timeout", "1"]);
    let batch = format!("{},1\n", "x".repeat(80)).repeat(12_000);
    let mut stream = server.connect();
    write!(
        stream,
        "{BULK}Content-Length: {}\r\n\r\nlon,lat\n",
        8 + 10 * batch.len()
    )
    .expect("sent");
    for _ in 0..10 {
        stream.write_all(batch.as_bytes()).expect("still taken");
        std::thread::sleep(Duration::from_millis(300));
    }
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    let (body, whole) = unchunked(&answer);
    let rows = body.split(|byte| *byte == b'\n').count() - 2;
    assert_eq!((rows, whole), (120_000, true));
    server.stopped();
}

#[test]
fn a_head_or_a_body_that_drips_is_ended() {
    let server = Server::small(&["--idle-timeout", "0.5", "--request-timeout", "1.5"]);
    let begun = Instant::now();
    let mut slow = server.connect();
    slow.write_all(b"GET /v1/inventory HTTP/1.1\r\nHo").expect("sent");
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(
        [0, 408].contains(&status(&answer)),
        "{}",
        String::from_utf8_lossy(&answer)
    );

    // Never silent, and slower than the least rate.
    let mut drip = server.connect();
    drip.write_all(format!("{BULK}Content-Length: 9999\r\n\r\n").as_bytes())
        .expect("sent");
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        if drip.write_all(b" ").is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut answer = Vec::new();
    let _ = drip.read_to_end(&mut answer);
    assert_eq!(status(&answer), 408, "{}", String::from_utf8_lossy(&answer));
    let line = "POST /v1/chiefs/along HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let answer = server.exchange(format!("{line}Content-Length: 99\r\n\r\n").as_bytes());
    assert!(
        [400, 408].contains(&status(&answer)),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    server.stopped();
}

#[test]
fn connections_wait_where_there_is_no_room_for_them() {
    let server = Server::small(&["--max-concurrency", "1", "--max-connections", "2"]);
    let line = "POST /v1/chiefs/along HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let mut first = server.connect();
    let body = "{\"type\":\"LineString\",\"coordinates\":[[109.01,21.51],[109.02,21.51]]}";
    write!(first, "{line}Content-Length: {}\r\n\r\n", body.len()).expect("sent");
    let mut second = server.connect_from("127.0.0.2");
    second
        .write_all(b"GET /v1/inventory HTTP/1.1\r\nHost: x\r\n\r\n")
        .expect("sent");
    let mut head = [0; 12];
    second.read_exact(&mut head).expect("answered, and kept open");
    assert_eq!(&head, b"HTTP/1.1 200", "a body that isn't there yet takes no place");
    let mut third = server.connect_from("127.0.0.3");
    third
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .expect("sent");
    third.set_read_timeout(Some(Duration::from_millis(300))).expect("set");
    assert!(third.read(&mut [0; 12]).is_err(), "it waits for a place");
    first.write_all(body.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    first.read_to_end(&mut answer).expect("read");
    assert_eq!(status(&answer), 200);
    drop(first);
    third.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    let mut answer = Vec::new();
    third.read_to_end(&mut answer).expect("read");
    assert_eq!(status(&answer), 200);
    drop(second);
    server.stopped();
}
