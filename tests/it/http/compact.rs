//! Compact answers (`view=compact`): they agree with the full ones seat by seat, are small, and hide no doubt.
use super::app::App;
use super::server::Server;
use riverchief_fixtures::T1;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A seat of a full answer, as a compact one with this first contact has it.
fn expected(seat: &Value, contact: Option<&Value>) -> Value {
    let mut compact = json!({"level": seat["level"], "state": seat["state"], "direct": seat["direct"]});
    for (full, short) in [("post", "post"), ("post_name", "name"), ("phone", "phone")] {
        if let Some(value) = seat.get(full) {
            compact[short] = value.clone();
        }
    }
    let holders = seat["holders"].as_array().expect("holders");
    let names: Vec<&str> = holders.iter().map(|h| h["name"].as_str().expect("a name")).collect();
    if !names.is_empty() {
        compact["holder"] = names.join("、").into();
    }
    if let Some(id) = contact {
        compact["first"] = (!id.is_null() && seat.get("post") == Some(id)).into();
    }
    compact
}

fn all(seats: &Value, contact: Option<&Value>) -> Value {
    let none = Vec::new();
    let seats = seats.as_array().unwrap_or(&none);
    seats.iter().map(|seat| expected(seat, contact)).collect()
}

/// Compares chain and general chiefs; the general chiefs may be absent only if the chain says whom to call.
fn compare_chains(full: &Value, compact: &Value, about: &str) {
    let contact = &full["first_contact"]["id"];
    assert_eq!(compact["chain"], all(&full["chain"], Some(contact)), "{about}");
    let general = all(&full["general_chiefs"], Some(contact));
    if let Some(found) = compact.get("general_chiefs") {
        assert_eq!(*found, general, "{about}");
    } else {
        let called = |s: &Value| s["first"] == true || s["direct"] == true;
        let called = general.as_array().expect("seats").iter().any(called);
        assert!(!called && compact["chain"] != json!([]), "{about}: {full:#}");
    }
}

fn compare(full: &Value, compact: &Value, about: &str) {
    compare_chains(full, compact, about);
    let contact = &full["first_contact"]["id"];
    assert_eq!(compact["world"], full["world"]["version"], "{about}");
    assert_eq!(compact["as_of"], full["world"]["as_of"], "{about}");
    for member in ["status", "confidence", "rule", "segment", "zone", "distance_m"] {
        assert_eq!(compact.get(member), full.get(member), "{member} of {about}");
    }
    assert_eq!(compact["water"], full["water"]["code"], "{about}");
    let units = ["city", "county", "township", "village"].map(|level| full["units"][level]["code"].clone());
    assert_eq!(compact["units"], json!(units), "{about}");
    let others = full["units"]["others"].as_array().into_iter().flatten();
    let others: Vec<&Value> = others.map(|unit| &unit["code"]).collect();
    assert_eq!(
        compact.get("other_units").cloned().unwrap_or_else(|| json!([])),
        json!(others),
        "{about}"
    );
    let other_bank = compact.get("co_responsible").cloned().unwrap_or_else(|| json!([]));
    assert_eq!(other_bank, all(&full["co_responsible"], Some(contact)), "{about}");
    let exact = full["confidence"] == "EXACT";
    let near = full["alternatives"].as_array().expect("alternatives").iter();
    let near: Vec<Value> = near.filter(|_| !exact).map(across).collect();
    let found = compact["alternatives"].as_array().cloned().unwrap_or_default();
    let found: Vec<Value> = found
        .iter()
        .map(|a| {
            json!([
                a["key"],
                a["distance_m"],
                a["status"],
                a["direct"],
                a["first"]["post"],
                a["first"]["phone"],
                a["first"]["state"]
            ])
        })
        .collect();
    assert_eq!(found, near, "{about}");
    let notes = |answer: &Value| -> BTreeSet<String> {
        let notes = answer["notes"].as_array().into_iter().flatten();
        notes.map(|n| n.as_str().expect("a code").to_owned()).collect()
    };
    let elsewhere = ["layer_absent:", "fallback_used", "units_differ", "W_REGISTERED"];
    let kept = |n: &String| !elsewhere.iter().any(|start| n.starts_with(start));
    let wanted: BTreeSet<String> = notes(full).into_iter().filter(kept).collect();
    assert_eq!(notes(compact), wanted, "{about}");
}

/// What a compact answer has to say about an alternative.
fn across(a: &Value) -> Value {
    let direct = a["direct_responsible"].as_array().expect("posts").iter();
    let direct: Vec<&Value> = direct.map(|post| &post["id"]).collect();
    let first = &a["first_contact"];
    json!([
        a["key"],
        a["distance_m"],
        a["status"],
        direct,
        first["id"],
        first["phone"],
        first["state"]
    ])
}

#[test]
fn a_compact_answer_agrees_with_the_full_one_seat_by_seat() {
    let app = App::small();
    let (mut statuses, mut confidences) = (BTreeSet::new(), BTreeSet::new());
    let (mut vacant, mut other_bank) = (0, 0);
    let grid = (0..33).flat_map(|x| (0..23).map(move |y| (109.0 + 0.005 * f64::from(x), 21.5 + 0.005 * f64::from(y))));
    let known = [
        (109.038, 21.557),
        (109.10, 21.561),
        (109.10, 21.56),
        (109.06, 21.562),
        (109.05, 21.56),
        (108.0, 21.0),
    ];
    for (lon, lat) in grid.chain(known) {
        for day in ["2017-06-01", "2026-01-01"] {
            let place = format!("/v1/chiefs/at?lon={lon}&lat={lat}&as_of={day}");
            let (full, compact) = (app.ok(&place), app.ok(&format!("{place}&view=compact")));
            compare(&full, &compact, &place);
            statuses.insert(full["status"].to_string());
            confidences.insert(full["confidence"].to_string());
            let chain = full["chain"].as_array().expect("seats");
            vacant += usize::from(chain.iter().any(|seat| seat["state"] != "FILLED"));
            other_bank += usize::from(full.get("co_responsible").is_some());
        }
    }
    assert!(
        statuses.len() >= 5 && confidences.len() >= 4,
        "{statuses:?} {confidences:?}"
    );
    assert!(
        vacant > 0 && other_bank > 0,
        "{vacant} with an unfilled seat, {other_bank} with another bank"
    );
}

#[test]
fn the_chiefs_of_segments_units_waters_and_boards_are_the_same_in_both_views() {
    let app = App::small();
    let both = |target: &str| {
        (
            app.ok(&format!("{target}?view=full")),
            app.ok(&format!("{target}?view=compact")),
        )
    };
    for id in ["S-NLJ-V11", "S-NLJ-V21", "S-NLJ-T2", "S-NLJ-A1"] {
        let (full, compact) = both(&format!("/v1/segments/{id}/chiefs"));
        assert_eq!(compact["segment"], id);
        compare_chains(&full, &compact, id);
    }
    let (full, compact) = both(&format!("/v1/units/{T1}/chiefs"));
    for list in ["general_chiefs", "river_chiefs"] {
        assert_ne!(full[list], json!([]), "{list}");
        assert_eq!(compact[list], all(&full[list], None), "{list}");
    }
    let (full, compact) = both("/v1/waters/NLJ");
    assert_ne!(full["chiefs"], json!([]));
    assert_eq!(compact["chiefs"], all(&full["chiefs"], None));
    let (full, compact) = both("/v1/notice-boards/B-S-NLJ-V21");
    assert_ne!(full["chain"], json!([]));
    assert_eq!(compact["chain"], all(&full["chain"], None));
    assert_eq!(compact["segment"], full["segment"]);
}

#[test]
fn what_a_compact_answer_does_not_have_is_refused() {
    let app = App::small();
    let place = "/v1/chiefs/at?lon=109.10&lat=21.561";
    for (more, parameter) in [
        ("view=short", "view"),
        ("view=", "view"),
        ("view=compact&concern=%E9%87%87%E7%A0%82", "concern"),
        ("view=compact&explain=true", "explain"),
    ] {
        assert_eq!(
            app.refused(&format!("{place}&{more}"))["parameter"],
            parameter,
            "{more}"
        );
    }
    assert_eq!(
        app.refused("/v1/waters/NLJ?view=short")["allowed"],
        json!(["full", "compact"])
    );
    assert_eq!(
        app.ok(place),
        app.ok(&format!("{place}&view=full")),
        "full is the default"
    );
    app.ok(&format!("{place}&view=compact&explain=false"));
}

/// Middles of segments of the default world: where users ask.
#[test]
fn one_chain_takes_at_most_a_kilobyte() {
    let server = Server::default_world(&[]);
    let ask = |target: &str| {
        let (status, text) = server.get(target);
        assert_eq!(status, 200, "{target}: {text}");
        let (_, body) = text.split_once("\r\n\r\n").expect("headers, then the body");
        body.to_owned()
    };
    let parse = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let list = parse(&ask("/v1/segments?limit=200&level=village"));
    let rows = list["rows"].as_array().expect("segments");
    let mut measured = 0;
    for row in rows.iter().step_by(4) {
        let id = row["id"].as_str().expect("an id");
        let segment = parse(&ask(&format!("/v1/segments/{id}")));
        let middle = &segment["stretch"]["middle"];
        let (Some(lon), Some(lat)) = (middle["lon"].as_f64(), middle["lat"].as_f64()) else {
            continue;
        };
        let text = ask(&format!("/v1/chiefs/at?lon={lon}&lat={lat}&view=compact"));
        if parse(&text)["confidence"] == "EXACT" {
            measured += 1;
            assert!(text.len() <= 1000, "{} bytes: {text}", text.len());
        }
    }
    assert!(measured >= 5, "only {measured} places with one chain");
}
