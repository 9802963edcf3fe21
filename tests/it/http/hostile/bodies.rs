//! Bodies: too deep, too large, packed, mislabelled, or shapes that are none.
use super::{ALONG, Attack, BULK, CSV, JSON, NDJSON, post};
use std::fmt::Write as _;

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

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn bodies() -> Vec<Attack> {
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
