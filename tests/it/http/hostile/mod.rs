//! Hostile requests against the real binary: each a clear refusal, none a bug, and the server answers afterwards.
mod bodies;
mod protocol;
mod targets;

use super::server::{Server, status};

/// What is sent, and the statuses that would be right; 0 is a closed connection.
struct Attack {
    name: &'static str,
    bytes: Vec<u8>,
    expected: &'static [u16],
}

fn get(name: &'static str, target: &str, expected: &'static [u16]) -> Attack {
    let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    raw(name, request, expected)
}

/// A look-up with this query.
fn at(name: &'static str, query: &str) -> Attack {
    get(name, &format!("/v1/chiefs/at?{query}"), &[400])
}

fn raw(name: &'static str, bytes: impl Into<Vec<u8>>, expected: &'static [u16]) -> Attack {
    Attack {
        name,
        bytes: bytes.into(),
        expected,
    }
}

fn headed(name: &'static str, target: &str, headers: &str, expected: &'static [u16]) -> Attack {
    let request = format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n\r\n");
    raw(name, request, expected)
}

fn post(name: &'static str, target: &str, headers: &str, body: &[u8], expected: &'static [u16]) -> Attack {
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    raw(name, [head.as_bytes(), body].concat(), expected)
}

const BULK: &str = "/v1/chiefs/at";
const ALONG: &str = "/v1/chiefs/along";
const CSV: &str = "Content-Type: text/csv";
const NDJSON: &str = "Content-Type: application/x-ndjson";
const JSON: &str = "Content-Type: application/json";

#[test]
fn hostile_requests_are_refused_and_the_server_still_answers() {
    // Requests that never end are ended after a second.
    let server = Server::small(&["--idle-timeout", "1"]);
    let attacks: Vec<Attack> = [
        targets::coordinates(),
        targets::parameters(),
        targets::paths(),
        protocol::protocol(),
        bodies::bodies(),
    ]
    .into_iter()
    .flatten()
    .collect();
    assert!(attacks.len() >= 100, "{}", attacks.len());
    let before = server.memory_kib("VmRSS");
    let mut wrong = Vec::new();
    for Attack { name, bytes, expected } in &attacks {
        let answer = server.exchange(bytes);
        let code = status(&answer);
        let text = String::from_utf8_lossy(&answer[..answer.len().min(600)]).into_owned();
        if !expected.contains(&code) {
            wrong.push(format!("{name}: {code} instead of {expected:?}: {text}"));
        }
        // Refusals of our own say why; those of the protocol's parser have no body.
        let framed = answer
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .is_some_and(|at| answer.len() > at + 4);
        if framed && !text.contains("application/problem+json") {
            wrong.push(format!("{name}: not a problem document: {text}"));
        }
        let still = server.get("/v1/chiefs/at?lon=109.1&lat=21.561").0;
        assert_eq!(
            still,
            200,
            "{name}: the server doesn't answer any more:\n{}",
            server.log()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let growth = server.memory_kib("VmRSS").saturating_sub(before);
    assert!(growth < 150 * 1024, "{growth} KiB are kept");
    let log = server.stopped();
    assert!(!log.contains("forged"), "{log}");
}
