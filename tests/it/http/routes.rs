//! Every route once, with an answer that can only come from this world, and strict about its parameters.
use super::app::{App, DAY, document};
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, T1, V};
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
        (400, json!(["crs", "bom", "columns", "as_of", "edition", "version"]))
    );
    assert_eq!(app.post("/v1/chiefs/along?x=1", "application/json", "{}").status, 400);
}
