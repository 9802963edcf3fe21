//! Hostile requests against the real binary: each a clear refusal, none a bug, and the server answers afterwards.
use super::server::{Server, status};
use std::fmt::Write as _;

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

fn coordinates() -> Vec<Attack> {
    vec![
        at("not a number", "lon=NaN&lat=21.5"),
        at("infinite", "lon=109.1&lat=inf"),
        at("minus infinite", "lon=-Infinity&lat=21.5"),
        at("huge", "lon=1e308&lat=21.5"),
        at("beyond doubles", "lon=1e309&lat=21.5"),
        at("hexadecimal", "lon=0x6D&lat=21.5"),
        at("decimal comma", "lon=109,1&lat=21.5"),
        at("full-width digits", "lon=%EF%BC%91%EF%BC%90%EF%BC%99&lat=21.5"),
        at("empty", "lon=&lat=21.5"),
        at("axes swapped", "lon=21.5&lat=109.1"),
        at("no latitude", "lon=109.1"),
        at("nothing at all", ""),
        at("unknown CRS", "lon=109.1&lat=21.5&crs=EPSG:0"),
        at(
            "a CRS as a PROJ string",
            "lon=109.1&lat=21.5&crs=%2Bproj%3Dlonglat%20%2Bnadgrids%3D%2Fetc%2Fpasswd",
        ),
        at("a CRS as a path", "lon=109.1&lat=21.5&crs=..%2F..%2Fetc%2Fpasswd"),
        at("a CRS as WKT", "lon=109.1&lat=21.5&crs=GEOGCS%5B%22x%22%5D"),
        at("a vertical CRS", "lon=109.1&lat=21.5&crs=EPSG:5773"),
        at("a geocentric CRS", "lon=109.1&lat=21.5&crs=EPSG:4978"),
        at(
            "a code of twenty digits",
            "lon=109.1&lat=21.5&crs=EPSG:99999999999999999999",
        ),
        at("out of the CRS's range", "lon=1e20&lat=1e20&crs=EPSG:4545"),
        at("off the Earth in Mercator", "lon=1e30&lat=0&crs=EPSG:3857"),
        at("180 degrees and a bit", "lon=180.0000001&lat=0"),
    ]
}

fn parameters() -> Vec<Attack> {
    let good = "lon=109.1&lat=21.5";
    let many = format!("{good}{}", "&lon=1".repeat(500));
    vec![
        at("twice", "lon=109.1&lon=109.2&lat=21.5"),
        at("twice, once escaped", "lon=109.1&%6Con=109.2&lat=21.5"),
        at("five hundred times", &many),
        at("unknown", &format!("{good}&verbose=1")),
        at("in capitals", "LON=109.1&LAT=21.5"),
        at("as an array", "lon[]=109.1&lat[]=21.5"),
        at("a nameless one", &format!("{good}&=1")),
        at("NUL", &format!("{good}&concern=%00")),
        at(
            "a line break for the log",
            &format!("{good}&concern=a%0d%0aINFO%20forged"),
        ),
        at("bad UTF-8", &format!("{good}&concern=%ff%fe")),
        at("an overlong slash", &format!("{good}&concern=%c0%af")),
        at("a surrogate", &format!("{good}&concern=%ed%a0%80")),
        at("half an escape", &format!("{good}&concern=%e6%b")),
        at("no escape", &format!("{good}&concern=%zz")),
        at("a long value", &format!("{good}&concern={}", "x".repeat(600))),
        at("a semicolon for an ampersand", "lon=109.1;lat=21.5"),
        at("30 February", &format!("{good}&as_of=2018-02-30")),
        at("29 February of a common year", &format!("{good}&as_of=1900-02-29")),
        at("year 10000", &format!("{good}&as_of=10000-01-01")),
        at("a moment for a day", &format!("{good}&as_of=2018-06-30T00:00:00Z")),
        at("edition zero", &format!("{good}&edition=0")),
        at("a negative edition", &format!("{good}&edition=-1")),
        get(
            "an edition to come",
            &format!("{BULK}?{good}&edition=4294967295"),
            &[404],
        ),
        at(
            "more editions than a counter holds",
            &format!("{good}&edition=4294967296"),
        ),
        at("yes for true", &format!("{good}&explain=yes")),
        get(
            "an endless distance",
            "/v1/segments/S-NLJ-V11/upstream?distance_km=1e9",
            &[400],
        ),
        get(
            "a negative distance",
            "/v1/segments/S-NLJ-V11/upstream?distance_km=-1",
            &[400],
        ),
        get("a limit of everything", "/v1/search?q=a&limit=4294967295", &[400]),
        get("blank words", "/v1/search?q=%20%09", &[400]),
    ]
}

fn paths() -> Vec<Attack> {
    let long = "x".repeat(9000);
    vec![
        get("traversal", "/../../etc/passwd", &[404]),
        get("escaped traversal", "/v1/units/..%2f..%2f..%2fetc%2fpasswd", &[404]),
        get("twice escaped traversal", "/v1/units/%252e%252e%252f", &[404]),
        get("an empty id", "/v1/segments//chiefs", &[404, 400]),
        get("a slash at the end", "/v1/inventory/", &[404]),
        get("two slashes", "//v1/inventory", &[404]),
        get("capitals", "/V1/INVENTORY", &[404]),
        get("NUL in an id", "/v1/units/4505%00", &[400]),
        get("bad UTF-8 in an id", "/v1/units/%ff", &[400]),
        get("a huge id", &format!("/v1/segments/{}", "9".repeat(4000)), &[400]),
        get("a target over the limit", &format!("/v1/units/{long}"), &[414]),
        get("SQL in an id", "/v1/posts/x'%20OR%20'1'='1", &[404]),
        get("a bare percent sign", "/v1/units/%", &[404, 400]),
        get("another site", "http://evil.example/v1/none", &[404]),
        get("an asterisk", "*", &[400, 404]),
    ]
}

fn protocol() -> Vec<Attack> {
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

/// A ring of so many vertices.
fn ring(vertices: u32) -> String {
    let mut text = String::from("{\"type\":\"Polygon\",\"coordinates\":[[");
    for n in 0..vertices {
        let turn = std::f64::consts::TAU * f64::from(n) / f64::from(vertices);
        let _ = write!(
            text,
            "[{:.9},{:.9}],",
            109.05 + 0.03 * turn.cos(),
            21.54 + 0.03 * turn.sin()
        );
    }
    text.push_str("[109.08,21.54]]]}");
    text
}

fn bodies() -> Vec<Attack> {
    let nested = [b"{\"a\":".to_vec(), vec![b'['; 10_000_000]].concat();
    let bomb = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut gzip, &vec![b' '; 50_000_000]).expect("in memory");
        gzip.finish().expect("in memory")
    };
    let bow_tie = b"{\"type\":\"Polygon\",\"coordinates\":[[[109,21],[110,22],[110,21],[109,22],[109,21]]]}";
    let many = format!(
        "{{\"type\":\"MultiLineString\",\"coordinates\":[{}[[1,2],[3,4]]]}}",
        "[[1,2],[3,4]],".repeat(500)
    );
    vec![
        post("no body", ALONG, JSON, b"", &[400]),
        post("no points", BULK, CSV, b"", &[400]),
        post("no type", BULK, "X-A: b", b"lon,lat\n1,2\n", &[415]),
        post(
            "the wrong type",
            BULK,
            "Content-Type: multipart/form-data; boundary=x",
            b"--x--",
            &[415],
        ),
        post(
            "XML",
            ALONG,
            "Content-Type: application/xml",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
            &[415],
        ),
        post("CSV that says JSON", BULK, JSON, b"lon,lat\n1,2\n", &[400]),
        post(
            "a gzip bomb",
            BULK,
            &format!("{CSV}\r\nContent-Encoding: gzip"),
            &bomb,
            &[415],
        ),
        post("a gzip bomb without saying so", BULK, CSV, &bomb, &[400]),
        post("10 MB of nesting, points", BULK, JSON, &nested, &[400]),
        post("10 MB of nesting, lines", ALONG, JSON, &nested, &[400, 413]),
        post(
            "200 levels of collections",
            ALONG,
            JSON,
            nested_collections(200).as_bytes(),
            &[400],
        ),
        post("UTF-16", ALONG, JSON, b"\xff\xfe{\0}\0", &[400]),
        post(
            "a point to be cut",
            ALONG,
            JSON,
            b"{\"type\":\"Point\",\"coordinates\":[109.1,21.5]}",
            &[400],
        ),
        post(
            "a line of one place",
            ALONG,
            JSON,
            b"{\"type\":\"LineString\",\"coordinates\":[[109,21],[109,21]]}",
            &[400],
        ),
        post(
            "a line beyond the Earth",
            ALONG,
            JSON,
            b"{\"type\":\"LineString\",\"coordinates\":[[109,21],[1e308,21]]}",
            &[400],
        ),
        post(
            "a place of words",
            ALONG,
            JSON,
            b"{\"type\":\"LineString\",\"coordinates\":[[\"109\",21],[1,2]]}",
            &[400],
        ),
        post(
            "an open ring",
            ALONG,
            JSON,
            b"{\"type\":\"Polygon\",\"coordinates\":[[[109,21],[110,21],[110,22]]]}",
            &[400],
        ),
        post(
            "an empty polygon",
            ALONG,
            JSON,
            b"{\"type\":\"Polygon\",\"coordinates\":[]}",
            &[400],
        ),
        post("a self-intersecting polygon", ALONG, JSON, bow_tie, &[400]),
        post("a million vertices", ALONG, JSON, ring(1_000_000).as_bytes(), &[413]),
        post("sixty thousand vertices", ALONG, JSON, ring(60_000).as_bytes(), &[413]),
        post("five hundred shapes", ALONG, JSON, many.as_bytes(), &[413]),
        post("columns twice", BULK, CSV, b"lon,LON,lat\n1,2,3\n", &[400]),
        post(
            "an unknown CRS for all",
            &format!("{BULK}?crs=none"),
            CSV,
            b"lon,lat\n1,2\n",
            &[400],
        ),
        post(
            "a parameter that only GET has",
            &format!("{BULK}?lon=1"),
            CSV,
            b"lon,lat\n1,2\n",
            &[400],
        ),
        post(
            "rows in a form nobody makes",
            BULK,
            &format!("{CSV}\r\nAccept: application/vnd.ms-excel"),
            b"lon,lat\n1,2\n",
            &[406],
        ),
        post(
            "NDJSON as form data",
            BULK,
            "Content-Type: application/x-www-form-urlencoded",
            b"lon=1&lat=2",
            &[415],
        ),
        post(
            "a charset nobody reads",
            BULK,
            &format!("{NDJSON}; charset=utf-7"),
            b"{}",
            &[415],
        ),
    ]
}

fn nested_collections(depth: usize) -> String {
    let open = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(depth);
    format!("{open}{}", "]}".repeat(depth))
}

#[test]
fn hostile_requests_are_refused_and_the_server_still_answers() {
    // Requests that never end are ended after a second.
    let server = Server::small(&["--idle-timeout", "1"]);
    let attacks: Vec<Attack> = [coordinates(), parameters(), paths(), protocol(), bodies()]
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
        if server.get("/v1/chiefs/at?lon=109.1&lat=21.561").0 != 200 {
            panic!("{name}: the server doesn't answer any more:\n{}", server.log());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let growth = server.memory_kib("VmRSS").saturating_sub(before);
    assert!(growth < 150 * 1024, "{growth} KiB are kept");
    let log = server.stopped();
    assert!(!log.contains("forged"), "{log}");
}
