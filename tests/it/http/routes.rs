//! Every route once, with an answer that can only come from this world, and strict about its parameters.
use super::app::{App, DAY, document};
use crate::small_world::{CITY, COUNTY_A, COUNTY_B, T1, V};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A route's path in the description, a target that it answers, members of the answer by JSON pointer.
type Case = (&'static str, String, Vec<(&'static str, Value)>);

fn case(route: &'static str, target: &str, members: Vec<(&'static str, Value)>) -> Case {
    let day = if target.contains('?') { '&' } else { '?' };
    (route, format!("{target}{day}as_of={DAY}"), members)
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn lookups() -> Vec<Case> {
    let village = V[2][1];
    vec![
        case(
            "/v1/chiefs/at",
            "/v1/chiefs/at?lon=109.10&lat=21.561",
            vec![
                ("/status", json!("CHANNEL")),
                ("/water/name", json!("大流江")),
                ("/units/village/code", json!(village)),
                ("/segment", json!("S-NLJ-V21")),
                ("/first_contact/id", json!(format!("RC-{village}-NLJ"))),
                ("/accountable/id", json!(format!("RC-{CITY}-NLJ"))),
                ("/rule", json!("N4a")),
            ],
        ),
        case(
            "/v1/segments/{id}",
            "/v1/segments/S-NLJ-B",
            vec![
                ("/registered", json!(true)),
                ("/water/code", json!("NLJ")),
                ("/level", json!("county")),
            ],
        ),
        case(
            "/v1/segments",
            &format!("/v1/segments?unit={COUNTY_A}&level=village&state=UNFILLED&limit=1"),
            vec![
                ("/offset", json!(0)),
                ("/rows/0/level", json!("village")),
                ("/rows/0/path/1", json!("甲县")),
            ],
        ),
        case(
            "/v1/segments/{id}/chiefs",
            "/v1/segments/S-NLJ-B/chiefs",
            vec![("/segment", json!("S-NLJ-B"))],
        ),
        case(
            "/v1/segments/{id}/notice-board",
            "/v1/segments/S-NLJ-V21/notice-board",
            vec![
                ("/path", json!(["小市", "乙区", "三镇", "村21"])),
                ("/water/name", json!("大流江")),
                ("/boards/0/id", json!("B-S-NLJ-V21")),
                ("/stretch/start/text", json!("村11—村21交界")),
                ("/stretch/start/path", json!(["小市"])),
                ("/stretch/end/text", json!("村21（入海口）")),
                ("/water/description", json!(null)),
            ],
        ),
        case(
            "/v1/roster",
            &format!("/v1/roster?unit={COUNTY_A}&kind=general_chief&limit=2&sort=unit"),
            vec![
                ("/total", json!(3)),
                ("/rows/0/post", json!(format!("GC-{COUNTY_A}"))),
                ("/rows/1/post", json!(format!("GC-{T1}"))),
                ("/rows/1/path", json!(["小市", "甲县", "一镇"])),
            ],
        ),
        case(
            "/v1/segments/{id}/upstream",
            "/v1/segments/S-NLJ-V11/upstream?distance_km=2",
            vec![
                ("/segments/0/what", json!("water_zone")),
                ("/segments/0/segment", json!("Z-XJK-W")),
                ("/segments/0/seat/post", json!("KC-XJK")),
                ("/segments/0/seat/kind", json!("reservoir_chief")),
                ("/segments/0/seat/phone", json!("0779-0000000")),
                ("/segments/1/segment", json!("S-NLJ-V01")),
                ("/distance_km", json!(2.0)),
            ],
        ),
        case(
            "/v1/segments/{id}/downstream",
            "/v1/segments/S-NLJ-V11/downstream?distance_km=0",
            vec![("/segments/0/segment", json!("S-NLJ-V21"))],
        ),
        case(
            "/v1/segments/{id}/downstream",
            "/v1/segments/Z-XJK-W/downstream?distance_km=0&level=township",
            vec![
                ("/segment", json!("Z-XJK-W")),
                ("/segments/0/segment", json!("S-NLJ-T2")),
                ("/segments/0/first_contact/id", json!("RC-450521101-NLJ")),
            ],
        ),
        case(
            "/v1/downstream",
            "/v1/downstream?lon=109.038&lat=21.557&distance_km=20",
            vec![
                ("/status", json!("WATER_ZONE")),
                ("/zone", json!("Z-XJK-W")),
                ("/segments/0/segment", json!("Z-XJK-W")),
                ("/segments/0/distance_m", json!(0.0)),
                ("/segments/0/above/0/post", json!(format!("RC-{CITY}-NLJ"))),
                ("/segments/1/segment", json!("S-NLJ-V11")),
                ("/segments/1/above/1/level", json!("county")),
            ],
        ),
        case(
            "/v1/upstream",
            "/v1/upstream?lon=109.06&lat=21.562",
            vec![
                ("/status", json!("NEAR_WATER")),
                ("/segments", json!([])),
                ("/nearest/water/name", json!("大流江")),
            ],
        ),
        case(
            "/v1/segments/{id}/opposite-bank",
            "/v1/segments/S-NLJ-V11/opposite-bank",
            vec![("/opposite", json!([]))],
        ),
        case(
            "/v1/waters/{code}",
            "/v1/waters/NLJ",
            vec![
                ("/name", json!("大流江")),
                ("/city_level", json!(true)),
                ("/members/0/code", json!("XJK")),
                ("/tributaries/0/code", json!("XHX")),
            ],
        ),
        case(
            "/v1/waters/{code}/segments",
            "/v1/waters/NLJ/segments?level=county",
            vec![
                ("/segments/0/id", json!("S-NLJ-A1")),
                ("/segments/2/id", json!("S-NLJ-B")),
            ],
        ),
        case(
            "/v1/waters/{code}/conference",
            "/v1/waters/QH/conference",
            vec![("/applies", json!(true)), ("/conference/county/code", json!(COUNTY_B))],
        ),
        case(
            "/v1/units/{code}",
            &format!("/v1/units/{T1}"),
            vec![
                ("/parent/code", json!(COUNTY_A)),
                ("/path", json!(["小市", "甲县", "一镇"])),
            ],
        ),
        case(
            "/v1/units/{code}/chiefs",
            &format!("/v1/units/{T1}/chiefs"),
            vec![("/general_chiefs/0/post", json!(format!("GC-{T1}")))],
        ),
        case(
            "/v1/units/{code}/waters",
            &format!("/v1/units/{T1}/waters"),
            vec![("/waters/0/water/code", json!("NLJ"))],
        ),
        case(
            "/v1/posts/{id}",
            "/v1/posts/KC-XJK",
            vec![("/kind", json!("reservoir_chief")), ("/water/code", json!("XJK"))],
        ),
        case(
            "/v1/posts/{id}/responsibilities",
            &format!("/v1/posts/RC-{T1}-NLJ/responsibilities"),
            vec![("/segments/0", json!("S-NLJ-T1"))],
        ),
        case(
            "/v1/notice-boards/{id}",
            "/v1/notice-boards/B-S-NLJ-V21",
            vec![("/segment", json!("S-NLJ-V21"))],
        ),
        case(
            "/v1/search",
            "/v1/search?q=%E5%A4%A7%E6%B5%81&limit=1",
            vec![("/results/0/id", json!("NLJ"))],
        ),
        case(
            "/v1/concerns",
            "/v1/concerns",
            vec![(
                "/concerns/0",
                json!({"name": "非法采砂", "aliases": ["采砂"], "source": "T二.3"}),
            )],
        ),
        case(
            "/v1/coverage",
            "/v1/coverage",
            vec![("/milestones/0/rule", json!("M1"))],
        ),
        case(
            "/v1/inventory",
            "/v1/inventory",
            vec![("/rows/0/water/code", json!("NLJ"))],
        ),
    ]
}

#[test]
fn every_look_up_answers_from_this_world_and_says_on_what_it_stands() {
    let app = App::small();
    for (route, target, members) in lookups() {
        let answer = app.ok(&target);
        for (pointer, expected) in members {
            let found = answer.pointer(pointer).unwrap_or(&Value::Null);
            assert_eq!(*found, expected, "{route} {pointer}: {answer:#}");
        }
        let world = &answer["world"];
        assert_eq!(
            (&world["name"], &world["schematic"], &world["edition"], &world["as_of"]),
            (&json!("小世界"), &json!(true), &json!(1), &json!(DAY)),
            "{route}"
        );
        assert!(
            world["epoch"]["number"].is_u64() && world["notice"].is_string(),
            "{route}"
        );
    }
}

#[test]
fn every_described_route_is_tried() {
    let tried: BTreeSet<&str> = lookups().into_iter().map(|(route, _, _)| route).collect();
    // The rest have tests of their own.
    let elsewhere = [
        "/",
        "/openapi.json",
        "/healthz",
        "/readyz",
        "/metrics",
        "/problems/{kind}",
        "/v1/chiefs/along",
        "/v1/page-config",
        "/v1/events",
        "/v1/exports",
        "/v1/exports/{id}",
        "/v1/exports/{id}/file",
        "/v1/base-map/{layer}/{z}/{x}/{y}",
        "/catalog",
        "/{layers}",
        "/{layers}/{z}/{x}/{y}",
        "/e{edition}/{epoch}/{layers}/{z}/{x}/{y}",
        "/styles",
        "/styles/{file}",
        "/styles/{style}/legend.svg",
        "/styles/{style}/metadata",
        "/fonts",
        "/fonts/{stack}/{range}",
        "/api",
        "/conformance",
        "/collections",
        "/collections/{collectionId}",
        "/collections/{collectionId}/items",
        "/collections/{collectionId}/items/{featureId}",
        "/collections/{collectionId}/queryables",
        "/collections/{collectionId}/schema",
        "/collections/{collectionId}/tiles",
        "/collections/{collectionId}/tiles/{tileMatrixSetId}",
        "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
        "/tileMatrixSets",
        "/tileMatrixSets/{tileMatrixSetId}",
        "/tiles",
        "/tiles/{tileMatrixSetId}",
        "/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
    ];
    let described: BTreeSet<&str> = document()["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(described, tried.into_iter().chain(elsewhere).collect());
}

#[test]
fn an_unknown_parameter_is_refused_by_every_route_but_the_page() {
    let app = App::small();
    let operation = [
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/problems/not-found",
        "/v1/page-config",
        "/v1/events",
        "/v1/base-map/0/0/0/0",
    ]
    .map(str::to_owned);
    for target in lookups().into_iter().map(|(_, target, _)| target).chain(operation) {
        let mark = if target.contains('?') { '&' } else { '?' };
        let reply = app.get(&format!("{target}{mark}utm_source=x"));
        assert_eq!(reply.status, 400, "{target}");
        let problem = reply.json();
        assert_eq!(problem["parameter"], "utm_source", "{problem}");
        assert!(
            problem["type"]
                .as_str()
                .is_some_and(|t| t.ends_with("/problems/unknown-parameter"))
        );
    }
    assert_eq!(app.get("/?utm_source=x").status, 200);
    let post = app.post("/v1/chiefs/at?format=csv", "text/csv", "lon,lat\n1,2\n");
    assert_eq!(
        (post.status, post.json()["allowed"].clone()),
        (400, json!(["crs", "bom", "as_of", "edition"]))
    );
    assert_eq!(app.post("/v1/chiefs/along?x=1", "application/json", "{}").status, 400);
}

#[test]
fn an_answer_has_every_part_and_echoes_what_was_asked() {
    let app = App::small();
    let answer = app.ok(&format!(
        "/v1/chiefs/at?lon=109.10&lat=21.561&concern=%E9%87%87%E7%A0%82&as_of={DAY}"
    ));
    for part in [
        "matches",
        "chain",
        "general_chiefs",
        "direct_responsible",
        "first_contact",
        "accountable",
        "reporting",
        "supervision",
        "offices",
        "competence",
        "alternatives",
        "thresholds",
        "explanation",
        "units",
        "stationing",
        "notes",
        "boards",
        "confidence",
    ] {
        assert!(!answer[part].is_null(), "{part} is missing: {answer:#}");
    }
    assert_eq!(
        answer["competence"]["concern"], "非法采砂",
        "an alias leads to its concern"
    );
    let unit = |n: u32| json!({"code": format!("D0{n}"), "name": format!("市第{n}局"), "duty": format!("职责{n}")});
    assert_eq!(answer["competence"]["departments"], json!([unit(1), unit(2)]), "F6");
    let task = &answer["competence"]["task"];
    assert_eq!(
        (&task["id"], &task["lead"], &task["responsible"]),
        (&json!("T二.3"), &json!([unit(1)]), &json!([unit(2), unit(3)]))
    );
    assert_eq!(
        (&answer["input_crs"], &answer["crs_defaulted"]),
        (&json!("CRS84"), &json!(true))
    );
    assert_eq!(answer["input"], json!({"lon": 109.10, "lat": 21.561}));
    let step = &answer["explanation"][0];
    assert!(
        step["rule"].is_string() && step["basis"].is_string() && step["inputs"].is_object(),
        "{step}"
    );
    let quoted = |step: &Value| {
        step["quote"]
            .as_str()
            .is_some_and(|q| q.contains('江') || q.contains('河'))
    };
    assert!(answer["explanation"].as_array().expect("steps").iter().any(quoted));

    let short = app.ok("/v1/chiefs/at?lon=109.10&lat=21.561&explain=false&crs=EPSG:4490");
    assert!(short.get("explanation").is_none());
    assert_eq!(
        (&short["input_crs"], &short["crs_defaulted"]),
        (&json!("EPSG:4490"), &json!(false))
    );
    let canal = app.ok("/v1/chiefs/at?lon=109.10&lat=21.5197");
    assert_eq!(canal["conference"]["county"]["code"], COUNTY_B, "{canal:#}");
}

#[test]
fn a_place_is_the_same_in_every_crs_that_it_is_given_in() {
    let app = App::small();
    let plain = app.ok("/v1/chiefs/at?lon=109.10&lat=21.561");
    // EPSG:4545 is the 3° belt of 108°; GCJ-02 is some 500 m off here.
    for (crs, lon, lat) in [
        ("EPSG:4545", 613_939.8, 2_385_593.2),
        ("GCJ02", 109.1044, 21.5583),
        ("bd09", 109.111, 21.564),
    ] {
        let answer = app.ok(&format!("/v1/chiefs/at?lon={lon}&lat={lat}&crs={crs}"));
        let off = |member: &str, want: f64| (answer["at"][member].as_f64().expect("a number") - want).abs();
        assert!(
            off("lon", 109.10) < 2e-3 && off("lat", 21.561) < 2e-3,
            "{crs}: {}",
            answer["at"]
        );
        assert_eq!(answer["units"]["village"], plain["units"]["village"], "{crs}");
        assert_eq!(answer["crs_defaulted"], false);
    }
}

#[test]
fn no_owner_outside_and_sea_are_answers_and_a_likely_swap_is_pointed_out() {
    let app = App::small();
    for (lon, lat, status) in [
        (109.10, 21.515, "NEAR_WATER"),
        (109.005, 21.505, "GENERAL_ONLY"),
        (109.14, 21.55, "MARINE"),
        (109.05, 21.59, "OUT_OF_JURISDICTION"),
        (109.04, 21.56, "WATER_ZONE"),
        (109.034, 21.56, "LAND_ZONE"),
    ] {
        let answer = app.ok(&format!("/v1/chiefs/at?lon={lon}&lat={lat}"));
        assert_eq!(answer["status"], status, "{lon},{lat}");
        assert_eq!(answer["warnings"], json!([]));
    }
    let swapped = app.get("/v1/chiefs/at?lon=21.5&lat=109.1");
    assert_eq!(swapped.status, 400);
    assert!(swapped.json()["detail"].as_str().is_some_and(|d| d.contains("swapped")));
}

#[test]
fn lines_and_polygons_are_cut_by_owner() {
    let app = App::small();
    let line = r#"{"type":"Feature","id":"walk","geometry":{"type":"LineString","coordinates":[[109.01,21.51],[109.11,21.51]]}}"#;
    let reply = app.post(&format!("/v1/chiefs/along?as_of={DAY}"), "application/geo+json", line);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let shape = &answer["shapes"][0];
    assert_eq!((&shape["id"], &shape["kind"]), (&json!("walk"), &json!("line")));
    let parts = shape["parts"].as_array().expect("parts");
    let sum: f64 = parts.iter().filter_map(|p| p["length_m"].as_f64()).sum();
    assert!((sum - shape["length_m"].as_f64().expect("a length")).abs() < 1e-6);
    let villages: BTreeSet<&str> = parts
        .iter()
        .filter_map(|p| p["units"]["village"]["code"].as_str())
        .collect();
    assert_eq!(villages, [V[0][0], V[1][0], V[2][0]].into());
    assert_eq!(
        (&answer["world"]["as_of"], &answer["crs_defaulted"]),
        (&json!(DAY), &json!(true))
    );
    assert!(answer["thresholds"]["tolerance_m"].is_number());

    let polygon = r#"{"type":"Polygon","coordinates":[[[109.03,21.55],[109.05,21.55],[109.05,21.57],[109.03,21.57],[109.03,21.55]]]}"#;
    let reply = app.post(
        "/v1/chiefs/along?crs=EPSG:4490",
        "application/json; charset=utf-8",
        polygon,
    );
    let answer = reply.json();
    let statuses: BTreeSet<&str> = (answer["shapes"][0]["parts"].as_array().expect("parts").iter())
        .filter_map(|p| p["status"].as_str())
        .collect();
    assert!(
        statuses.is_superset(&["WATER_ZONE", "LAND_ZONE"].into()),
        "{statuses:?}"
    );
}

#[test]
fn the_landing_page_names_links_that_lead_somewhere() {
    let app = App::small();
    let landing = app.ok("/");
    for link in landing["links"].as_array().expect("links") {
        let href = link["href"].as_str().expect("an address");
        let target = href.strip_prefix("http://127.0.0.1:8080").expect("this service");
        assert_eq!(app.get(target).status, 200, "{href}");
    }
}

/// Where a post is named with its state and holders, it says what the chain's seat says.
#[test]
fn posts_that_are_named_carry_holder_state_and_phone_wherever_they_stand() {
    let app = App::small();
    let mut named = 0;
    let line = json!({"type": "LineString", "coordinates": [[109.03, 21.561], [109.10, 21.561]]});
    let target = format!("/v1/chiefs/along?as_of={DAY}");
    let along = app.post(&target, "application/geo+json", line.to_string()).json();
    let parts = along["shapes"][0]["parts"].as_array().expect("parts").clone();
    let answers = ["S-NLJ-B", "S-NLJ-V21"].map(|id| app.ok(&format!("/v1/segments/{id}/chiefs?as_of={DAY}")));
    let place = app.ok(&format!("/v1/chiefs/at?lon=109.10&lat=21.561&as_of={DAY}"));
    let seats: Vec<Value> = answers.iter().chain([&place]).flat_map(chain_and_general).collect();
    for answer in answers.iter().chain([&place]).chain(&parts) {
        let direct = answer["direct_responsible"].as_array().into_iter().flatten();
        let others = [&answer["first_contact"], &answer["accountable"]];
        for post in direct.chain(others.into_iter().filter(|p| !p.is_null())) {
            let Some(seat) = seats.iter().find(|s| s["post"] == post["id"]) else {
                continue;
            };
            named += 1;
            for member in ["state", "holders", "phone"] {
                assert_eq!(post[member], seat[member], "{member} of {post}");
            }
        }
    }
    assert!(named > 8, "{named}");
}

fn chain_and_general(answer: &Value) -> Vec<Value> {
    let list = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
    [list("chain"), list("general_chiefs")].concat()
}

#[test]
fn a_finger_on_a_map_becomes_a_distance_that_the_answer_states() {
    let app = App::small();
    let place = format!("/v1/chiefs/at?lon=109.01&lat=21.562&as_of={DAY}");
    let plain = app.ok(&place);
    assert_eq!(
        (&plain["status"], &plain["thresholds"]["tolerance_m"]),
        (&json!("NEAR_WATER"), &json!(50.0))
    );
    // 16 pixels at zoom 12: 16 · 2π · 6,378,137 m · cos 21.562° ÷ (512 · 2^12).
    let finger = app.ok(&format!("{place}&tolerance_px=16&zoom=12"));
    assert_eq!((&finger["status"], &finger["rule"]), (&json!("CHANNEL"), &json!("N4c")));
    assert_eq!(finger["confidence"], json!("SNAPPED"));
    let stated_m = finger["thresholds"]["tolerance_m"].as_f64().expect("a distance");
    assert!((stated_m - 284.352).abs() < 0.001, "{stated_m}");
    let of = |more: &str| app.ok(&format!("{place}&{more}"))["thresholds"]["tolerance_m"].clone();
    assert_eq!(
        of("tolerance_px=64&zoom=0"),
        json!(500.0),
        "never more than rule N4 allows"
    );
    assert_eq!(
        of("tolerance_px=16&zoom=22"),
        json!(50.0),
        "never less than the service's own"
    );
    for (more, parameter) in [
        ("tolerance_px=16", "zoom"),
        ("zoom=12", "tolerance_px"),
        ("tolerance_px=65&zoom=12", "tolerance_px"),
        ("tolerance_px=16&zoom=24.5", "zoom"),
        ("tolerance_px=-1&zoom=12", "tolerance_px"),
    ] {
        assert_eq!(
            app.refused(&format!("{place}&{more}"))["parameter"],
            json!(parameter),
            "{more}"
        );
    }
}

#[test]
fn segments_along_a_segment_come_in_the_order_of_the_river() {
    let app = App::small();
    let along = |query: &str| app.ok(&format!("/v1/segments?along={query}&as_of={DAY}"));
    let ids = |answer: &Value| -> Vec<String> {
        let rows = answer["rows"].as_array().expect("rows");
        rows.iter()
            .map(|row| row["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let villages = along("S-NLJ-city&level=village");
    assert_eq!(ids(&villages), ["S-NLJ-V01", "S-NLJ-V11", "S-NLJ-V21"]);
    let starts = villages["rows"].as_array().expect("rows").iter();
    assert!(starts.is_sorted_by_key(|row| row["from_m"].as_f64().map(f64::to_bits)));
    assert_eq!(ids(&along("S-NLJ-B&level=village")), ["S-NLJ-V21"]);
    assert_eq!(app.refused("/v1/segments?along=NOPE")["parameter"], json!("along"));
}
