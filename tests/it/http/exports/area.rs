//! Exports of a unit, of a box, of both: what lies there, and what is refused because nothing says where it lies.
use super::super::app::{App, DAY};
use super::{made, post};
use riverchief_fixtures::{COUNTY_A, COUNTY_B, T2, T3, V};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

/// Values of columns of the rows that an export has of a collection, joined by blanks.
#[track_caller]
fn rows(app: &App, collection: &str, columns: &[&str], area: &Value) -> BTreeSet<String> {
    let mut body =
        json!({"collections": [{"collection": collection, "properties": columns}], "format": "csv", "datetime": DAY});
    let members = body.as_object_mut().expect("an object");
    members.extend(area.as_object().expect("an object").clone());
    let (_, bytes) = made(app, &body);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut file = zip.by_name(&format!("{collection}.csv")).expect("the file");
    let mut text = String::new();
    file.read_to_string(&mut text).expect("UTF-8");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let names = table.headers().expect("a heading").clone();
    let places: Vec<usize> = (columns.iter())
        .map(|column| names.iter().position(|name| name == *column).expect("a column"))
        .collect();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.expect("a row");
        places
            .iter()
            .map(|at| row[*at].to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    table.records().map(row).collect()
}

fn set<const N: usize>(rows: [&str; N]) -> BTreeSet<String> {
    rows.map(str::to_owned).into()
}

#[test]
fn s28_a_unit_takes_what_lies_in_it_or_along_its_border_and_nothing_that_only_touches_it() {
    let app = App::small();
    let [south, north] = V[2];
    let of = |unit: &str, collection: &str, columns: &[&str]| rows(&app, collection, columns, &json!({"unit": unit}));
    // Its neighbours share its border and its corners; what is above it has all of it.
    assert_eq!(of(south, "villages", &["code"]), set([south]));
    assert_eq!(of(T3, "villages", &["code"]), set([south, north]));
    assert_eq!(of(south, "townships", &["code"]), set([T3]));
    assert_eq!(of(south, "counties", &["code"]), set([COUNTY_B]));
    // The canal ends at its border on the other side; the border stream belongs to both.
    let segments = |unit: &str| of(unit, "segments_village", &["water", "unit"]);
    let stream = [south, north].map(|unit| format!("BH {unit}"));
    let mut here = BTreeSet::from(stream.clone());
    here.insert(format!("QH {south}"));
    assert_eq!(segments(south), here);
    let mut there = BTreeSet::from(stream);
    there.insert(format!("NLJ {north}"));
    assert_eq!(segments(north), there);
    // A section stands on the border of both.
    for unit in [T2, T3] {
        let sections = of(unit, "sections", &["water", "above", "below"]);
        let here = format!("QH {COUNTY_A} {COUNTY_B}");
        assert!(sections.contains(&here), "{unit}: {sections:?}");
    }
    assert_eq!(of(south, "water_areas", &["id"]), set(["A-LK"]));
    assert_eq!(of(north, "water_areas", &["id"]), set([]));
    // What has no place goes by its unit.
    assert_eq!(of(north, "posts", &["unit"]), set([north]));
    assert_eq!(of(T3, "posts", &["unit"]), set([T3, north]));
    assert!(!of(COUNTY_A, "posts", &["unit"]).contains(COUNTY_B));
    // Both hold.
    let both = json!({"unit": T3, "bbox": [109.07, 21.51, 109.1, 21.52]});
    assert_eq!(rows(&app, "villages", &["code"], &both), set([south]));
    let filtered = json!({"collections": [{"collection": "waters", "filter": "kind = 'lake'"}], "format": "csv",
        "datetime": DAY, "unit": south});
    let (found, _) = made(&app, &filtered);
    assert_eq!(found["collections"][0]["features"], 0);
    assert_eq!(
        found["remarks"],
        json!(["waters: 1 features are left out because they have no location"]),
        "a lake without a centreline has no place in this collection"
    );
}

#[test]
fn an_area_that_cannot_choose_is_refused_with_what_to_do() {
    let app = App::small();
    let body = |collection: &str, area: Value| {
        let mut body =
            json!({"collections": [{"collection": "villages"}, {"collection": collection}], "format": "csv"});
        body.as_object_mut()
            .expect("an object")
            .extend(area.as_object().expect("an object").clone());
        body
    };
    let boxed = json!({"bbox": [109.0, 21.5, 109.1, 21.6]});
    for (body, member, words) in [
        (
            body("posts", boxed.clone()),
            "collections[1].collection",
            "leave out bbox, or select by unit",
        ),
        (body("tenures", boxed), "collections[1].collection", "leave out bbox."),
        (
            body("tenures", json!({"unit": T3})),
            "collections[1].collection",
            "leave out unit.",
        ),
        (
            body("posts", json!({"unit": "450599"})),
            "unit",
            "There is no unit “450599” on this day",
        ),
        (
            body("posts", json!({"unit": ""})),
            "unit",
            "the codes are those in cities",
        ),
    ] {
        let reply = post(&app, &body);
        assert_eq!(reply.status, 400, "{body}: {}", reply.text());
        let problem = reply.json();
        assert_eq!(problem["parameter"], member, "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|d| d.contains(words)),
            "{problem}"
        );
    }
    assert_eq!(app.state.exports.load(), (0, 0, 0));
    // The same stands where the collections are listed.
    let by = |id: &str| app.ok(&format!("/collections/{id}?f=json"))["exportBy"].clone();
    assert_eq!(by("villages"), json!(["bbox", "unit"]));
    assert_eq!(by("posts"), json!(["unit"]));
    assert_eq!(by("tenures"), json!([]));
}
