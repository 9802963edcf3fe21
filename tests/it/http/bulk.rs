//! `POST /v1/chiefs/at`: formats, order, bad lines in their place, and memory that doesn't grow with the input.
use super::app::{App, DAY};
use super::server::Server;
use axum::body::Body;
use axum::http::Method;
use riverchief_rows::bulk::COLUMNS;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read};
use std::time::Instant;

const CSV: &str = "text/csv";
const NDJSON: &str = "application/x-ndjson";
const GEOJSON: &str = "application/geo+json";

/// Good and bad records in turn: the good ones are one of each status that a small world can give.
const PLACES: [(&str, &str, &str, &str); 8] = [
    ("a", "109.10", "21.561", "CHANNEL"),
    ("b", "109.10", "abc", "ERROR"),
    ("c", "109.04", "21.56", "WATER_ZONE"),
    ("d", "500", "21.5", "ERROR"),
    ("e", "109.14", "21.55", "MARINE"),
    ("f", "NaN", "21.5", "ERROR"),
    ("g", "109.005", "21.505", "GENERAL_ONLY"),
    ("h", "109.05", "21.59", "OUT_OF_JURISDICTION"),
];

fn body_of(kind: &str) -> String {
    match kind {
        CSV => {
            let rows = PLACES.map(|(id, lon, lat, _)| format!("{id},{lat},x,{lon}\n"));
            format!("id,lat,other,lon\n{}", rows.concat())
        }
        NDJSON => PLACES
            .map(|(id, lon, lat, _)| format!("{{\"id\":\"{id}\",\"lon\":\"{lon}\",\"lat\":\"{lat}\"}}\n"))
            .concat(),
        _ => {
            let quoted = |n: &str| {
                if n.parse::<f64>().is_ok_and(f64::is_finite) {
                    n.to_owned()
                } else {
                    format!("\"{n}\"")
                }
            };
            let features = PLACES.map(|(id, lon, lat, _)| {
                let at = format!("[{},{}]", quoted(lon), quoted(lat));
                format!("{{\"type\":\"Feature\",\"id\":\"{id}\",\"properties\":{{}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":{at}}}}}")
            });
            format!(
                "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
                features.join(",")
            )
        }
    }
}

/// Id, status and error of every row, whatever the format.
fn rows_of(kind: &str, text: &str) -> Vec<(String, String, bool)> {
    let cells = |row: &Value| {
        let text = |name: &str| row[name].as_str().unwrap_or("").to_owned();
        (text("id"), text("status"), !text("error").is_empty())
    };
    match kind {
        CSV => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let at = |name: &str| COLUMNS.iter().position(|c| *c == name).expect(name);
            let found: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
            found
                .iter()
                .map(|r| {
                    (
                        r[at("id")].to_owned(),
                        r[at("status")].to_owned(),
                        !r[at("error")].is_empty(),
                    )
                })
                .collect()
        }
        NDJSON => text
            .lines()
            .map(|l| cells(&serde_json::from_str(l).expect(l)))
            .collect(),
        _ => {
            let collection: Value = serde_json::from_str(text).expect("a collection");
            collection["features"]
                .as_array()
                .expect("features")
                .iter()
                .map(|f| cells(&f["properties"]))
                .collect()
        }
    }
}

#[test]
fn every_format_in_and_out_keeps_the_order_and_answers_bad_records_in_their_place() {
    let app = App::small();
    let expected: Vec<(String, String, bool)> = (PLACES.iter())
        .map(|(id, _, _, status)| ((*id).to_owned(), (*status).to_owned(), *status == "ERROR"))
        .collect();
    let epoch = app.ok(&format!("/v1/coverage?as_of={DAY}"))["world"]["epoch"]["number"].clone();
    let expected_header = format!(
        "edition=1, version=\"0000000000000000\", epoch={epoch}, as_of=\"{DAY}\", schematic=?1, input_crs=\"CRS84\", crs_defaulted=?1"
    );
    for sent in [CSV, NDJSON, GEOJSON] {
        for wanted in [CSV, NDJSON, GEOJSON] {
            let headers = [("content-type", sent), ("accept", wanted)];
            let reply = app.request(
                &Method::POST,
                &format!("/v1/chiefs/at?as_of={DAY}"),
                &headers,
                body_of(sent).into(),
            );
            assert_eq!(
                (reply.status, reply.whole),
                (200, true),
                "{sent} to {wanted}: {}",
                reply.text()
            );
            assert!(
                reply.header("content-type").starts_with(wanted),
                "{}",
                reply.header("content-type")
            );
            assert_eq!(
                rows_of(wanted, &reply.text()),
                expected,
                "{sent} to {wanted}:\n{}",
                reply.text()
            );
            let stands_on = reply.header("riverchief-answer");
            assert_eq!(stands_on, expected_header, "{sent} to {wanted}");
        }
        let same = app.post("/v1/chiefs/at", sent, body_of(sent));
        assert!(
            same.header("content-type").starts_with(sent),
            "without a wish, what was sent"
        );
    }
    let collection = app.post("/v1/chiefs/at?crs=GCJ02", GEOJSON, "{\"features\":[]}").json();
    assert_eq!(
        (&collection["input_crs"], &collection["crs_defaulted"]),
        (&json!("GCJ-02"), &json!(false))
    );
    assert!(collection["world"]["notice"].is_string() && collection["thresholds"]["tolerance_m"].is_number());
    assert_eq!(collection["features"], json!([]));
}

#[test]
fn the_columns_are_those_of_the_contract_and_a_row_agrees_with_the_single_answer() {
    const CONTRACT: &str = "id,lon,lat,status,city,county,township,village,water,segment,zone,bank,measure_m,distance_m,direct_posts,\
        first_contact_post,accountable_post,alternatives,rule,error";
    let app = App::small();
    let reply = app.post("/v1/chiefs/at", CSV, "lon,lat\n109.10,21.561\n");
    let text = reply.text();
    assert!(text.starts_with(CONTRACT), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let row = reader.records().next().expect("a row").expect("sound");
    let cell = |name: &str| &row[names.iter().position(|n| n == name).expect(name)];
    let single = app.ok("/v1/chiefs/at?lon=109.10&lat=21.561");
    for (column, pointer) in [
        ("status", "/status"),
        ("city", "/units/city/code"),
        ("village", "/units/village/code"),
        ("water", "/water/code"),
        ("segment", "/segment"),
        ("bank", "/stationing/bank"),
        ("first_contact_post", "/first_contact/id"),
        ("accountable_post", "/accountable/id"),
        ("rule", "/rule"),
    ] {
        assert_eq!(
            Some(cell(column)),
            single.pointer(pointer).and_then(Value::as_str),
            "{column}"
        );
    }
    let direct: Vec<&str> = (single["direct_responsible"].as_array().expect("posts").iter())
        .filter_map(|p| p["id"].as_str())
        .collect();
    assert_eq!(cell("direct_posts"), direct.join(";"));
    assert_eq!(
        (cell("lon"), cell("lat"), cell("id")),
        ("109.10", "21.561", ""),
        "as they were sent"
    );
}

#[test]
fn chosen_columns_come_in_the_order_in_which_they_were_asked_and_others_are_refused() {
    let app = App::small();
    let path = format!("/v1/chiefs/at?as_of={DAY}&columns=village,id,%20error");
    let sent = "id,lon,lat\na,109.10,21.561\nb,109.10,x\nc,109.05,21.59\n";
    let accepting = |media: &str| {
        let headers = [("content-type", CSV), ("accept", media)];
        app.request(&Method::POST, &path, &headers, sent.into()).text()
    };
    let village = app.ok("/v1/chiefs/at?lon=109.10&lat=21.561")["units"]["village"]["code"].clone();
    let village = village.as_str().expect("a village");
    assert_eq!(
        accepting(CSV),
        format!("village,id,error\n{village},a,\n,b,lat is not a finite number: x\n,c,\n")
    );
    assert_eq!(
        accepting(NDJSON),
        format!(
            "{{\"village\":\"{village}\",\"id\":\"a\",\"error\":null}}\n\
             {{\"village\":null,\"id\":\"b\",\"error\":\"lat is not a finite number: x\"}}\n\
             {{\"village\":null,\"id\":\"c\",\"error\":null}}\n"
        )
    );
    let collection: Value = serde_json::from_str(&accepting(GEOJSON)).expect("a collection");
    let first = &collection["features"][0];
    assert_eq!(
        (&first["geometry"]["coordinates"], &first["id"]),
        (&json!([109.1, 21.561]), &json!("a"))
    );
    let members: Vec<&String> = first["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(members, ["village", "id", "error"]);
    for (columns, says) in [
        ("id,ort", "there is no column “ort”"),
        ("id,,village", "there is no column “”"),
        ("", "there is no column “”"),
        ("id,village,id", "the column “id” is named twice"),
    ] {
        let reply = app.post(&format!("/v1/chiefs/at?columns={columns}"), CSV, sent);
        let problem = reply.json();
        assert_eq!(
            (reply.status, &problem["parameter"]),
            (400, &json!("columns")),
            "{problem}"
        );
        assert!(
            problem["detail"].as_str().is_some_and(|d| d.contains(says)),
            "{problem}"
        );
        assert_eq!(problem["allowed"], json!(COLUMNS[..]), "{problem}");
    }
}

#[test]
fn what_cannot_be_begun_is_a_problem_and_what_breaks_off_later_is_a_row_and_a_broken_end() {
    let app = App::small();
    for (kind, body, status, says) in [
        (CSV, "", 400, "empty"),
        (CSV, "a,b\n1,2\n", 400, "lon"),
        (CSV, "lon,lat,lat\n1,2,3\n", 400, "more than once"),
        (GEOJSON, "", 400, "ends too early"),
        (GEOJSON, "[1]", 400, "unexpected"),
        (GEOJSON, "{\"features\":[", 400, "ends too early"),
        (
            GEOJSON,
            "{\"crs\":{\"properties\":{\"name\":\"EPSG:4547\"}},\"features\":[]}",
            400,
            "EPSG:4547",
        ),
        ("text/plain", "lon,lat\n1,2\n", 415, "Content-Type"),
        ("text/csv; charset=latin1", "lon,lat\n1,2\n", 415, "charset=gbk"),
        ("", "lon,lat\n1,2\n", 415, "Content-Type"),
    ] {
        let reply = app.post("/v1/chiefs/at", kind, body);
        assert_eq!(reply.status, status, "{kind}: {body}");
        assert!(
            reply.json()["detail"].as_str().is_some_and(|d| d.contains(says)),
            "{}",
            reply.text()
        );
    }
    let packed = [("content-type", CSV), ("content-encoding", "gzip")];
    let reply = app.request(&Method::POST, "/v1/chiefs/at", &packed, Body::from("x"));
    assert_eq!((reply.status, reply.header("accept-encoding")), (415, "identity"));
    let picky = [("content-type", CSV), ("accept", "image/png")];
    assert_eq!(
        app.request(&Method::POST, "/v1/chiefs/at", &picky, Body::from("lon,lat\n"))
            .status,
        406
    );
    // The right CRS in the collection is no contradiction.
    let named = "{\"crs\":{\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4545\"}},\"features\":[]}";
    assert_eq!(app.post("/v1/chiefs/at?crs=EPSG:4545", GEOJSON, named).status, 200);

    let point = "{\"type\":\"Point\",\"coordinates\":[109.1,21.561]}";
    for tail in ["", "]", "],\"a\":", "]}x"] {
        let reply = app.post("/v1/chiefs/at", GEOJSON, format!("{{\"features\":[{point}{tail}"));
        assert_eq!((reply.status, reply.whole), (200, false), "{tail}: {}", reply.text());
        assert!(
            reply.text().contains("\"CHANNEL\"") && reply.text().contains("\"ERROR\""),
            "{}",
            reply.text()
        );
    }
    let odd = [
        &b"lon,lat\n109.1,21.561\n\xff\xfe,1\n\"109.1\",\"21.561\"\n1\n"[..],
        &vec![b'9'; 300_000],
        b",1\n109.1,21.561\n",
    ]
    .concat();
    let reply = app.post("/v1/chiefs/at", CSV, odd);
    let rows = rows_of(CSV, &reply.text());
    let statuses: Vec<&str> = rows.iter().map(|(_, status, _)| status.as_str()).collect();
    assert_eq!(statuses, ["CHANNEL", "ERROR", "CHANNEL", "ERROR", "ERROR", "CHANNEL"]);
}

/// Rows of a CSV made as they are read, over the whole small world and beyond.
struct Points {
    next: u64,
    count: u64,
    pending: Vec<u8>,
}

impl Read for Points {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.pending.len() < 8192 && self.next < self.count {
            let n = self.next;
            let (x, y) = (n.wrapping_mul(7919) % 20_000, n.wrapping_mul(104_729) % 10_000);
            self.pending
                .extend(format!("{n},109.{:05},21.{:05}\n", x, 50_000 + y).bytes());
            self.next += 1;
        }
        let taken = buffer.len().min(self.pending.len());
        buffer[..taken].copy_from_slice(&self.pending[..taken]);
        self.pending.drain(..taken);
        Ok(taken)
    }
}

/// Sends points, reads every row, checks their order; gives the growth of the server's memory in KiB.
fn streamed(server: &Server, count: u64) -> u64 {
    let url = format!("http://{}/v1/chiefs/at?as_of={DAY}", server.address);
    let send = |count: u64| {
        let points = Points {
            next: 0,
            count,
            pending: b"id,lon,lat\n".to_vec(),
        };
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let reply = agent
            .post(&url)
            .content_type(CSV)
            .send(ureq::SendBody::from_owned_reader(points))
            .expect("an answer");
        assert_eq!(reply.status(), 200);
        let mut lines = BufReader::new(reply.into_body().into_reader()).lines();
        lines.next().expect("a header").expect("read");
        let mut seen = 0_u64;
        for line in lines {
            let line = line.expect("a whole answer");
            let id = line.split(',').next().expect("an id");
            assert_eq!(id, seen.to_string(), "in order");
            assert!(!line.contains(",ERROR,"), "{line}");
            seen += 1;
        }
        assert_eq!(seen, count);
    };
    // Law, index, PROJ and the allocator's pools are there before it is measured.
    send(5_000);
    let before = server.memory_kib("VmRSS");
    server.forget_peak();
    send(count);
    server.memory_kib("VmHWM").saturating_sub(before)
}

#[test]
fn a_hundred_thousand_points_pass_in_order_and_in_little_memory() {
    let server = Server::small(&[]);
    let files = server.open_files();
    let growth = streamed(&server, 100_000);
    assert!(growth < 40 * 1024, "the peak grew by {growth} KiB");
    assert!(server.open_files() <= files + 2, "the file of unread rows is closed");
    server.stopped();
}

#[test]
#[ignore = "deep: a million points"]
fn a_million_points_pass_in_order_and_in_little_memory() {
    for server in [Server::small(&[]), Server::default_world(&[])] {
        let begun = Instant::now();
        let growth = streamed(&server, 1_000_000);
        println!(
            "1,000,000 points: {:?}, peak +{growth} KiB over {} KiB",
            begun.elapsed(),
            server.memory_kib("VmRSS")
        );
        assert!(growth < 48 * 1024, "the peak grew by {growth} KiB");
        server.stopped();
    }
}
