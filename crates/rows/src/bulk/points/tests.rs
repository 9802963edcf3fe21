//! Reading of points, format by format.
#![allow(clippy::float_cmp, reason = "coordinates are read back as they were written")]
use super::error::PointsError;
use super::point::{Point, PointRecord, RowError};
use super::reader::PointReader;
use super::record::LONGEST_RECORD;
use crate::bulk::format::PointFormat;
use crate::bulk::rows::row::Id;

/// A point or an error that borrows nothing.
type Read = Result<Point<'static>, Box<RowError>>;

fn owned(record: PointRecord<'_>) -> Read {
    record.map(|point| Point {
        id: point.id.map(Id::into_owned),
        x: point.x,
        y: point.y,
        in_degrees: point.in_degrees,
        x_text: point.x_text.into_owned().into(),
        y_text: point.y_text.into_owned().into(),
    })
}

/// What the records of a text hold. Blocks of any size give the same.
fn read(format: PointFormat, text: &[u8]) -> Vec<Read> {
    let in_blocks = |most: usize| -> Vec<Read> {
        let mut reader = PointReader::new(format, text).unwrap();
        let (mut pending, mut all) = (reader.records(), Vec::new());
        loop {
            let more = reader.read_into(&mut pending);
            if pending.is_full(most) || !more {
                let block = pending.take();
                assert_eq!(block.before(), all.len() as u64);
                all.extend(block.iter().map(owned));
            }
            if !more {
                return all;
            }
        }
    };
    let whole = in_blocks(usize::MAX);
    assert_eq!(whole, in_blocks(1));
    assert_eq!(whole, in_blocks(3));
    whole
}

fn places(format: PointFormat, text: &str) -> Vec<(Option<Id<'static>>, f64, f64)> {
    read(format, text.as_bytes())
        .into_iter()
        .map(|p| p.unwrap())
        .map(|p| (p.id, p.x, p.y))
        .collect()
}

#[expect(clippy::unnecessary_wraps, reason = "compared with what a reader found")]
fn id(text: &str) -> Option<Id<'static>> {
    Some(Id::of_text(text.to_owned()))
}

/// An id from its JSON text.
fn json(text: &str) -> Option<Id<'static>> {
    let raw = serde_json::value::RawValue::from_string(text.to_owned()).unwrap();
    Id::of_json(&raw).map(Id::into_owned)
}

#[test]
fn csv_with_bom_crlf_quotes_and_other_columns() {
    let text = "\u{feff}name,LAT,\"lon\",id\r\n\"a, \"\"b\"\"\r\nc\",21.5,109.1,p1\r\n\r\nd,-1.5e0,-109.25,\r\n";
    assert_eq!(
        places(PointFormat::Csv, text),
        [(id("p1"), 109.1, 21.5), (None, -109.25, -1.5)]
    );
    assert_eq!(places(PointFormat::Csv, "经度;纬度\n1;2\n"), [(None, 1.0, 2.0)]);
    assert_eq!(
        places(PointFormat::Csv, "lon\tlat\n1\t2"),
        [(None, 1.0, 2.0)],
        "no last line feed"
    );
}

#[test]
fn degrees_minutes_and_seconds_are_read_and_what_is_ambiguous_is_an_error() {
    let text = "经度,纬度\n109°21′36″,北纬21度28分48秒\n１０９．３６,21 28 48 N\n";
    let expected = (None, 109.36, 21.48);
    assert_eq!(places(PointFormat::Csv, text), [expected.clone(), expected.clone()]);
    let line = "{\"lon\":\"E109°21′36″\",\"lat\":21.48}\n";
    assert_eq!(places(PointFormat::Ndjson, line), [expected]);
    let marks: Vec<bool> = read(PointFormat::Csv, "lon,lat\n109.36,21.48\n109.36,21.48N\n".as_bytes())
        .into_iter()
        .map(|p| p.unwrap().in_degrees)
        .collect();
    assert_eq!(marks, [false, true]);
    let refused = read(
        PointFormat::Csv,
        "lon,lat\n109 21,21.48\n109°61′,21\n21N,109E\n".as_bytes(),
    );
    for (row, word) in refused.into_iter().zip(["two numbers", "below 60", "hemisphere"]) {
        let error = row.unwrap_err();
        assert!(
            error.message.starts_with("lon ") && error.message.contains(word),
            "{}",
            error.message
        );
    }
}

#[test]
fn bad_csv_lines_are_errors_in_their_place() {
    let rows = read(
        PointFormat::Csv,
        b"id,lon,lat\n1,abc,2\n2,NaN,2\n3,1e309,2\n4,1\n5,,2\n\xff,1,2\n7,1,2\n",
    );
    let good: Vec<bool> = rows.iter().map(Result::is_ok).collect();
    assert_eq!(good, [false, false, false, false, false, false, true]);
    let first = rows[0].as_ref().unwrap_err();
    assert_eq!((first.record, first.id.clone(), first.last), (1, id("1"), false));
    assert!(first.message.contains("abc"), "{}", first.message);
}

#[test]
fn a_header_without_coordinates_is_refused() {
    assert!(matches!(
        PointReader::new(PointFormat::Csv, &b""[..]),
        Err(PointsError::Empty)
    ));
    let missing = PointReader::new(PointFormat::Csv, &b"id,lon\n"[..]).err().unwrap();
    assert!(missing.to_string().contains("`lat`"), "{missing}");
    let twice = PointReader::new(PointFormat::Csv, &b"lon,lat,lat\n"[..]).err().unwrap();
    assert!(matches!(twice, PointsError::Twice("lat")));
}

#[test]
fn an_open_quote_costs_bounded_memory_and_reading_goes_on() {
    let mut text = b"lon,lat\n\"".to_vec();
    text.extend(std::iter::repeat_n(b'x', 2 * LONGEST_RECORD));
    text.extend(b"\n3,4\n");
    let rows = read(PointFormat::Csv, &text);
    assert!(rows[0].as_ref().unwrap_err().message.contains("quote"));
    assert_eq!(rows[1].as_ref().unwrap().x, 3.0);
    assert_eq!(rows.len(), 2);
}

#[test]
fn ndjson_objects_features_and_points() {
    let text = concat!(
        "{\"lon\":109.1,\"lat\":21.5,\"id\":7}\n\n",
        "\u{1e}{\"type\":\"Feature\",\"properties\":{\"id\":\"q\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2,3]}}\n",
        "{\"type\":\"Point\",\"coordinates\":[5,6]}"
    );
    assert_eq!(
        places(PointFormat::Ndjson, text),
        [(json("7"), 109.1, 21.5), (json("\"q\""), 1.0, 2.0), (None, 5.0, 6.0)]
    );
    let rows = read(
        PointFormat::Ndjson,
        b"[1,2]\n{\"lon\":null,\"lat\":1}\n{\"type\":\"LineString\",\"coordinates\":[]}\nnonsense\n",
    );
    assert!(rows.iter().all(|r| r.as_ref().is_err_and(|e| !e.last)));
    assert_eq!(rows.len(), 4);
}

#[test]
fn geojson_is_read_feature_by_feature() {
    let text = concat!(
        "{ \"type\": \"FeatureCollection\", \"bbox\": [1,2,3,4], \"name\": \"a ] } \\\" b\",\n \"features\": [\n",
        "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":null,\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.5,2]}},\n",
        "{\"type\":\"Feature\",\"id\":2,\"properties\":{\"x\":\"},{\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]}}",
        " ], \"tail\": 1 }"
    );
    assert_eq!(
        places(PointFormat::GeoJson, text),
        [(json("\"a\""), 1.5, 2.0), (json("2"), 3.0, 4.0)]
    );
    assert_eq!(places(PointFormat::GeoJson, "{\"features\":[]}"), []);
    let lone = "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]},\"properties\":{}}";
    assert_eq!(places(PointFormat::GeoJson, lone), [(None, 3.0, 4.0)]);
}

#[test]
fn broken_geojson_says_so_and_ends() {
    for text in [
        "",
        "[",
        "{",
        "nonsense",
        "{\"features\":[",
        "{\"features\":[{}",
        "{\"features\":[{\"a\":[}",
        "{\"features\" 1}",
        "{,}",
    ] {
        let rows = read(PointFormat::GeoJson, text.as_bytes());
        assert!(
            rows.last().is_some_and(|r| r.as_ref().is_err_and(|e| e.last)),
            "{text}: {rows:?}"
        );
        assert!(rows.len() <= 2, "{text}");
    }
    let shifted =
        "{\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4545\"}},\"features\":[{}]}";
    let rows = read(PointFormat::GeoJson, shifted.as_bytes());
    assert!(rows[0].as_ref().unwrap_err().message.contains("4545"));
}

#[test]
fn ten_megabytes_of_nesting_are_one_bad_feature() {
    let mut text = b"{\"features\":[".to_vec();
    text.extend(std::iter::repeat_n(b'[', 5_000_000));
    text.extend(std::iter::repeat_n(b']', 5_000_000));
    text.extend(b",{\"type\":\"Point\",\"coordinates\":[1,2]}]}");
    let rows = read(PointFormat::GeoJson, &text);
    assert!(rows[0].is_err() && rows[1].is_ok());
    let deep = format!("{{\"features\":[{}{}]}}", "[".repeat(1000), "]".repeat(1000));
    assert!(
        read(PointFormat::GeoJson, deep.as_bytes())[0]
            .as_ref()
            .unwrap_err()
            .message
            .contains("deeper")
    );
}

#[test]
fn ids_and_coordinates_of_json_are_kept_as_they_were_written() {
    for written in [
        "12345678901234567890123",
        "1.0",
        "-0",
        "1e2",
        "\"007\"",
        "\"\\u5317 \\\"a\"",
        "true",
        "[1]",
    ] {
        for text in [
            format!("{{\"id\":{written},\"lon\":109.10,\"lat\":21.50000000000000000001}}"),
            format!(
                "{{\"type\":\"Feature\",\"id\":{written},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[109.10,21.50000000000000000001]}}}}"
            ),
        ] {
            let rows = [
                read(PointFormat::Ndjson, text.as_bytes()),
                if text.contains("Feature") {
                    read(PointFormat::GeoJson, text.as_bytes())
                } else {
                    vec![]
                },
            ]
            .concat();
            for row in rows {
                let point = row.unwrap();
                assert_eq!(point.id, json(written), "{text}");
                assert_eq!((&*point.x_text, &*point.y_text), ("109.10", "21.50000000000000000001"));
            }
        }
    }
    let none = read(PointFormat::Ndjson, b"{\"id\":null,\"lon\":1,\"lat\":2}");
    assert_eq!(none[0].as_ref().unwrap().id, None);
}
