//! What look-ups answer: every part of an answer, places in other systems, lines and polygons, posts, a finger on a map.
use super::app::{App, DAY};
use riverchief_fixtures::{COUNTY_B, V};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
