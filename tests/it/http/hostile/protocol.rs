//! Request lines, headers and framing that are none, or lie.
use super::{ALONG, Attack, BULK, CSV, JSON, headed, raw};
use std::fmt::Write as _;

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn protocol() -> Vec<Attack> {
    let wide = format!("x-wide: {}", "x".repeat(20_000));
    let many = (0..200).fold(String::new(), |mut all, n| {
        let _ = write!(all, "x-{n}: 1\r\n");
        all
    });
    vec![
        raw(
            "an unknown method",
            "BREW /v1/inventory HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[405],
        ),
        raw(
            "DELETE",
            "DELETE /v1/waters/NLJ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[405],
        ),
        raw(
            "TRACE",
            "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[405],
        ),
        raw(
            "CONNECT",
            "CONNECT x:80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            &[400, 404, 405],
        ),
        raw("a method of symbols", "G@T / HTTP/1.1\r\nHost: x\r\n\r\n", &[400]),
        raw("garbage", &b"\x00\x01\x02\x16\x03\x01 not http\r\n\r\n"[..], &[400, 0]),
        raw(
            "a TLS hello",
            &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
            &[400, 0],
        ),
        raw("HTTP 9", "GET / HTTP/9.9\r\nHost: x\r\n\r\n", &[400, 0]),
        raw(
            "HTTP/1.0, and a bad parameter",
            "GET /v1/inventory?x=1 HTTP/1.0\r\n\r\n",
            &[400],
        ),
        raw(
            "a space in the target",
            "GET /v1/search?q=a b HTTP/1.1\r\nHost: x\r\n\r\n",
            &[400],
        ),
        raw("a header without a colon", "GET / HTTP/1.1\r\nHost x\r\n\r\n", &[400]),
        raw(
            "a header with NUL",
            &b"GET / HTTP/1.1\r\nHost: x\r\nx-a: b\0c\r\n\r\n"[..],
            &[400],
        ),
        headed("wide headers", "/healthz", &wide, &[431]),
        headed("many headers", "/healthz", many.trim_end(), &[431]),
        raw(
            "a head that never fits",
            format!("GET / HTTP/1.1\r\nHost: x\r\nx-a: {}", "y".repeat(300_000)),
            &[431, 0],
        ),
        headed(
            "an Accept that takes nothing",
            "/v1/inventory",
            "Accept: image/png;q=1",
            &[406],
        ),
        headed("an Accept of garbage", "/v1/inventory", "Accept: ;;;,,,/", &[406]),
        headed(
            "an Accept that isn't text",
            "/v1/waters/none",
            "Accept: \u{ff}\u{fe}",
            &[404, 406],
        ),
        headed(
            "an endless If-None-Match",
            "/v1/waters/none",
            &format!("If-None-Match: {}", "\"a\",".repeat(3000)),
            &[404],
        ),
        raw(
            "garbage after a request",
            "GET /v1/waters/none HTTP/1.1\r\nHost: x\r\n\r\n\x01\x02garbage\r\n\r\n",
            &[404],
        ),
        raw(
            "a body longer than promised, the rest as the next request",
            format!(
                "POST {BULK} HTTP/1.1\r\nHost: x\r\n{CSV}\r\nContent-Length: 3\r\n\r\na,b\r\nGET /evil HTTP/1.1\r\n\r\n"
            ),
            &[400],
        ),
        raw(
            "a body shorter than promised",
            format!(
                "POST {ALONG} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{JSON}\r\nContent-Length: 999\r\n\r\n{{}}"
            ),
            &[408],
        ),
        raw(
            "two lengths",
            format!("POST {BULK} HTTP/1.1\r\nHost: x\r\n{CSV}\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
            &[400],
        ),
        raw(
            "a length that isn't one",
            format!("POST {BULK} HTTP/1.1\r\nHost: x\r\n{CSV}\r\nContent-Length: -1\r\n\r\n"),
            &[400],
        ),
        raw(
            "chunks that aren't",
            format!("POST {BULK} HTTP/1.1\r\nHost: x\r\n{CSV}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nlon"),
            &[400, 0],
        ),
        raw(
            "an expectation",
            "GET /v1/waters/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 200-maybe\r\n\r\n",
            &[404, 417],
        ),
    ]
}
