//! Points and rows as spreadsheets and programs write and read them: GBK, a byte order mark, workbooks, ids as they were sent,
//! lists as lists.
use super::app::{App, DAY, Reply};
use axum::body::Body;
use axum::http::Method;
use encoding_rs::GB18030;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";
const GEOJSON: &str = "application/geo+json";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn post(app: &App, query: &str, kind: &str, accept: &str, body: impl Into<Body>) -> Reply {
    let headers = [("content-type", kind), ("accept", accept)];
    app.request(
        &Method::POST,
        &format!("/v1/chiefs/at?as_of={DAY}{query}"),
        &headers,
        body.into(),
    )
}

#[test]
fn points_in_gbk_are_read_and_come_back_in_utf_8() {
    let app = App::small();
    // 㘵 has four bytes in GB18030 and none in GBK.
    let text = "编号,经度,纬度,地点\r\n㘵心村,109.10,21.561,合浦县\r\n\"廉州,镇\",109.04,21.56,汀\r\n";
    let (bytes, _, unmapped) = GB18030.encode(text);
    assert!(!unmapped);
    for charset in ["gbk", "GBK", "gb2312", "gb18030", "\"gb18030\"", "cp936"] {
        let kind = format!("text/csv; charset={charset}");
        let reply = post(&app, "", &kind, CSV, bytes.to_vec());
        assert_eq!((reply.status, reply.whole), (200, true), "{charset}: {}", reply.text());
        let rows: Vec<String> = reply.text().lines().skip(1).map(str::to_owned).collect();
        assert!(rows[0].starts_with("㘵心村,109.10,21.561,CHANNEL,"), "{rows:?}");
        assert!(rows[1].starts_with("\"廉州,镇\",109.04,21.56,WATER_ZONE,"), "{rows:?}");
    }
    let lines = "{\"id\":\"北海\",\"lon\":109.1,\"lat\":21.561}\n";
    let reply = post(
        &app,
        "",
        "application/x-ndjson; charset=gbk",
        NDJSON,
        GB18030.encode(lines).0.to_vec(),
    );
    assert_eq!(first(&reply)["id"], "北海");
    // Bytes that are no text are an error in their place; those of other rows are read.
    let torn = [&b"id,lon,lat\na\xff,109.1,21.561\n"[..], b"b,109.1,21.561\n"].concat();
    let reply = post(&app, "", "text/csv; charset=gbk", CSV, torn);
    let text = reply.text();
    let rows: Vec<&str> = text.lines().skip(1).collect();
    assert!(
        rows[0].contains(",ERROR,") && rows[1].starts_with("b,109.1,21.561,CHANNEL"),
        "{text}"
    );
    // A mark says more than the header.
    let marked = "\u{feff}编号,lon,lat\n汀,109.1,21.561\n";
    let reply = post(&app, "", "text/csv; charset=gbk", CSV, marked);
    assert!(reply.text().contains("\n汀,109.1,"), "{}", reply.text());
    for (target, kind) in [
        ("/v1/chiefs/along", "application/json; charset=gbk"),
        ("/v1/exports", "application/json; charset=gbk"),
    ] {
        assert_eq!(app.post(target, kind, "{}").status, 415, "{target}");
    }
}

#[test]
fn points_that_excel_saved_in_gbk_are_read() {
    let app = App::small();
    for name in ["ascii_head_gbk.csv", "cn_head_gbk.csv"] {
        let Some(path) = riverchief_repository::shared(&format!("data/faults/csv/{name}")) else {
            continue;
        };
        let bytes = std::fs::read(path).expect("the file is read");
        let reply = post(&app, "", "text/csv; charset=gbk", CSV, bytes);
        assert_eq!((reply.status, reply.whole), (200, true), "{name}: {}", reply.text());
        assert!(
            reply.text().contains("\np1,109.3558,21.8099,"),
            "{name}: {}",
            reply.text()
        );
    }
}

#[test]
fn csv_begins_with_a_byte_order_mark_where_that_is_asked_for() {
    let app = App::small();
    let points = "lon,lat\n109.1,21.561\n";
    let plain = post(&app, "", CSV, CSV, points).body;
    assert!(!plain.starts_with(b"\xef\xbb\xbf"));
    let marked = post(&app, "&bom=true", CSV, CSV, points).body;
    assert_eq!(marked, [&b"\xef\xbb\xbf"[..], &plain].concat());
    assert_eq!(post(&app, "&bom=false", CSV, CSV, points).body, plain);
    for accept in [NDJSON, GEOJSON, XLSX] {
        let refused = post(&app, "&bom=true", CSV, accept, points);
        assert_eq!(
            (refused.status, refused.json()["parameter"].as_str()),
            (400, Some("bom")),
            "{accept}"
        );
    }
    assert_eq!(post(&app, "&bom=yes", CSV, CSV, points).status, 400);
}

#[test]
fn a_byte_order_mark_is_passed_over_however_its_bytes_come() {
    let app = App::small();
    let bytes = "\u{feff}lon,lat\n109.1,21.561\n".as_bytes();
    let frames = bytes.iter().map(|byte| Ok::<_, std::io::Error>(vec![*byte]));
    let body = Body::from_stream(futures_util::stream::iter(frames.collect::<Vec<_>>()));
    let reply = post(&app, "", CSV, CSV, body);
    assert!(reply.text().contains(",CHANNEL,"), "{}", reply.text());
}

/// The cells of a sheet: by row and column, as text; numbers by what they are.
fn sheet(book: &[u8], number: usize) -> Vec<BTreeMap<String, (String, bool)>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a zip");
    let mut xml = String::new();
    let name = format!("xl/worksheets/sheet{number}.xml");
    zip.by_name(&name)
        .expect("a sheet")
        .read_to_string(&mut xml)
        .expect("XML");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let rows = document.descendants().filter(|n| n.has_tag_name("row"));
    let cell = |c: roxmltree::Node<'_, '_>| {
        let column = c
            .attribute("r")
            .expect("a place")
            .trim_end_matches(|c: char| c.is_ascii_digit());
        let text: String = c
            .descendants()
            .filter_map(|n| if n.is_text() { n.text() } else { None })
            .collect();
        (column.to_owned(), (text, c.attribute("t").is_none()))
    };
    rows.map(|row| row.children().filter(|n| n.has_tag_name("c")).map(cell).collect())
        .collect()
}

#[test]
fn rows_come_as_a_workbook_with_numbers_as_numbers_and_a_sheet_of_what_they_stand_on() {
    let app = App::small();
    let points = "id,lon,lat\n007,109.10,21.561\n=1+1,abc,21\n,109.14,21.55\n";
    let reply = post(&app, "", CSV, XLSX, points);
    assert_eq!((reply.status, reply.whole), (200, true), "{}", reply.text());
    assert_eq!(reply.header("content-type"), XLSX);
    assert!(reply.header("content-disposition").contains("answers.xlsx"));
    assert!(reply.header("riverchief-answer").starts_with("edition=1"));
    let rows = sheet(&reply.body, 1);
    assert_eq!(rows.len(), 4);
    let text = |row: usize, column: &str| rows[row].get(column).map_or("", |(text, _)| text.as_str());
    assert_eq!((text(0, "A"), text(0, "D")), ("id", "status"));
    assert_eq!((text(1, "A"), text(1, "B"), text(1, "D")), ("007", "109.1", "CHANNEL"));
    assert!(rows[1]["B"].1 && !rows[1]["A"].1, "a number, and a text: {:?}", rows[1]);
    assert_eq!((text(2, "A"), text(2, "B"), text(2, "D")), ("=1+1", "abc", "ERROR"));
    assert_eq!(text(3, "D"), "MARINE");
    let stands_on = sheet(&reply.body, 2);
    let names: Vec<&str> = stands_on.iter().map(|row| row["A"].0.as_str()).collect();
    assert_eq!(names, ["world", "input_crs", "crs_defaulted", "thresholds"]);
    let xml = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(!xml.contains("<f>"), "no cell is a formula");
    let chosen = sheet(&post(&app, "&columns=lat,id", CSV, XLSX, points).body, 1);
    let text = |row: usize, column: &str| chosen[row].get(column).map_or("", |(text, _)| text.as_str());
    assert_eq!((text(0, "A"), text(0, "B"), text(0, "C")), ("lat", "id", ""));
    assert_eq!((text(1, "A"), text(1, "B"), text(2, "B")), ("21.561", "007", "=1+1"));
    // Many batches in order.
    let many: Vec<String> = (0..3000).map(|n| format!("{n},109.1,21.561")).collect();
    let reply = post(&app, "", CSV, XLSX, format!("id,lon,lat\n{}\n", many.join("\n")));
    let ids: Vec<String> = sheet(&reply.body, 1)[1..]
        .iter()
        .map(|row| row["A"].0.clone())
        .collect();
    assert!(ids.iter().enumerate().all(|(n, id)| *id == n.to_string()) && ids.len() == 3000);
}

#[test]
fn a_workbook_has_its_place_among_what_is_made_in_temporary_files() {
    let none = riverchief::http::Limits {
        exports: 0,
        ..riverchief::http::Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", none);
    let points = "lon,lat\n109.1,21.561\n";
    assert_eq!(post(&app, "", CSV, XLSX, points).status, 503);
    assert_eq!(post(&app, "", CSV, CSV, points).status, 200);
    assert_eq!(post(&App::small(), "", CSV, XLSX, points).status, 200);
}

fn first(reply: &Reply) -> Value {
    let text = reply.text();
    let line = text.lines().next().unwrap_or_default();
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn ids_come_back_as_they_were_written() {
    let app = App::small();
    for id in [
        "7",
        "12345678901234567890123",
        "1.0",
        "-0",
        "1e2",
        "\"007\"",
        "\"=1\"",
        "\"北\\\"\"",
        "true",
        "null",
    ] {
        for record in [
            format!("{{\"id\":{id},\"lon\":109.10,\"lat\":21.561}}"),
            format!(
                "{{\"type\":\"Feature\",\"id\":{id},\"properties\":null,\"geometry\":{{\"type\":\"Point\",\"coordinates\":[109.10,21.561]}}}}"
            ),
            format!(
                "{{\"type\":\"Feature\",\"properties\":{{\"id\":{id}}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[109.10,21.561]}}}}"
            ),
            format!("{{\"id\":{id},\"lon\":\"x\",\"lat\":21}}"),
        ] {
            let rows = post(&app, "", NDJSON, NDJSON, record.clone()).text();
            assert!(rows.starts_with(&format!("{{\"id\":{id},\"lon\":")), "{record}: {rows}");
            let features = post(&app, "", NDJSON, GEOJSON, record.clone()).text();
            let own = !matches!(id, "true" | "null");
            assert_eq!(
                features.contains(&format!("}},\"id\":{id}}}")),
                own,
                "{record}: {features}"
            );
            if record.contains("Feature") {
                let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{record}]}}");
                let rows = post(&app, "", GEOJSON, NDJSON, collection).text();
                assert!(
                    rows.starts_with(&format!("{{\"id\":{id},\"lon\":109.10,\"lat\":21.561,")),
                    "{record}: {rows}"
                );
                let alone = post(&app, "", GEOJSON, NDJSON, record.clone()).text();
                assert!(
                    alone.starts_with(&format!("{{\"id\":{id},\"lon\":109.10,")),
                    "{record}: {alone}"
                );
            }
        }
    }
    let text = post(&app, "", CSV, NDJSON, "id,lon,lat\n007,109.10,21.561\n").text();
    assert!(text.starts_with("{\"id\":\"007\",\"lon\":109.10,"), "{text}");
    let text = post(&app, "", NDJSON, CSV, "{\"id\":\"a\\\"b\",\"lon\":1,\"lat\":2}").text();
    assert!(text.contains("\n\"a\"\"b\",1,2,"), "{text}");
}

#[test]
fn what_may_be_several_is_a_list_in_json_and_joined_in_csv() {
    const LISTS: [&str; 7] = [
        "direct_posts",
        "direct_names",
        "direct_holders",
        "direct_phones",
        "alternatives",
        "first_contact_holder",
        "accountable_holder",
    ];
    let app = App::small();
    let points = "id,lon,lat\na,109.10,21.561\nb,109.0795,21.51\nc,abc,1\nd,109.14,21.55\n";
    let lines = post(&app, "", CSV, NDJSON, points).text();
    let rows: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect();
    let collection = post(&app, "", CSV, GEOJSON, points).json();
    let csv = post(&app, "", CSV, CSV, points).text();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().expect("a header").clone();
    for ((row, feature), record) in rows
        .iter()
        .zip(collection["features"].as_array().expect("features"))
        .zip(reader.records())
    {
        let record = record.expect("a record");
        assert_eq!(*row, feature["properties"]);
        for column in LISTS {
            let list = row[column].as_array().unwrap_or_else(|| panic!("{column}: {row}"));
            let joined: Vec<String> = (list.iter())
                .map(|value| match value {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
                .collect();
            let cell = &record[names.iter().position(|n| n == column).expect(column)];
            let one_post = matches!(column, "first_contact_holder" | "accountable_holder");
            assert_eq!(joined.join(if one_post { "," } else { ";" }), cell, "{column}");
        }
        let posts = row["direct_posts"].as_array().map(Vec::len);
        for column in ["direct_names", "direct_holders", "direct_phones"] {
            assert_eq!(row[column].as_array().map(Vec::len), posts, "{column}: {row}");
        }
    }
    assert!(
        rows[0]["direct_posts"]
            .as_array()
            .is_some_and(|posts| !posts.is_empty()),
        "{}",
        rows[0]
    );
    assert_eq!(rows[2]["direct_posts"], json!([]));
}

#[test]
fn along_takes_a_mark_and_names_the_feature_that_cannot_be_used() {
    let app = App::small();
    let along = |body: String| app.post("/v1/chiefs/along", GEOJSON, body);
    let line = r#"{"type":"LineString","coordinates":[[109.05,21.52],[109.06,21.53]]}"#;
    let marked = along(format!("\u{feff}{line}"));
    assert_eq!(marked.status, 200, "{}", marked.text());
    let feature =
        |id: &str, geometry: &str| format!(r#"{{"type":"Feature","id":{id},"properties":{{}},"geometry":{geometry}}}"#);
    for (second, says) in [
        (
            feature("\"s-2\"", "null"),
            "Feature 2 (id “s-2”): The feature has no geometry",
        ),
        (feature("12", "null"), "Feature 2 (id “12”): "),
        ("null".to_owned(), "Feature 2: It is null"),
        ("5".to_owned(), "Feature 2: "),
        (
            feature("\"x\"", r#"{"type":"Point","coordinates":[1,2]}"#),
            "Feature 2 (id “x”): Only lines",
        ),
        (
            feature("\"x\"", r#"{"type":"LineString","coordinates":[[1,2]]}"#),
            "Feature 2 (id “x”): ",
        ),
        (
            feature("\"x\"", r#"{"type":"LineString","coordinates":[[1,"a"],[2,3]]}"#),
            "Feature 2 (id “x”): ",
        ),
    ] {
        let body = format!(
            r#"{{"type":"FeatureCollection","features":[{},{second}]}}"#,
            feature("1", line)
        );
        let reply = along(body);
        assert_eq!(reply.status, 400, "{second}: {}", reply.text());
        let detail = reply.json()["detail"].as_str().expect("words").to_owned();
        assert!(detail.starts_with(says), "{second}: {detail}");
    }
    let ids = along(format!(
        r#"{{"type":"FeatureCollection","features":[{},{},{}]}}"#,
        feature("7", line),
        feature("\"7\"", line),
        line
    ))
    .json();
    let ids: Vec<&Value> = ids["shapes"]
        .as_array()
        .expect("shapes")
        .iter()
        .map(|s| &s["id"])
        .collect();
    assert_eq!(ids, [&json!(7), &json!("7"), &Value::Null]);
    for body in [
        r#"{"type":"FeatureCollection"}"#,
        r#"{"type":"FeatureCollection","features":1}"#,
        "null",
        "[]",
        "x",
    ] {
        assert_eq!(along(body.to_owned()).status, 400, "{body}");
    }
}
