//! What is refused, by which name; and every bound, with the number that it says.
use super::super::app::{App, DAY};
use super::{escaped, filtered, ids};
use riverchief_fixtures::{COUNTY_A, V};
use riverchief_rows::query::{LONGEST_FILTER, MOST_NESTING, MOST_TERMS, MOST_VERTICES};

#[test]
fn every_route_is_strict() {
    let app = App::small();
    for path in [
        "/conformance",
        "/api",
        "/collections",
        "/collections/counties",
        "/collections/counties/schema",
        "/collections/counties/queryables",
        "/collections/counties/items",
        &format!("/collections/counties/items/{COUNTY_A}"),
    ] {
        let reply = app.get(&format!("{path}?nonsense=1"));
        assert_eq!(
            (reply.status, reply.json()["parameter"].as_str()),
            (400, Some("nonsense")),
            "{path}"
        );
        assert_eq!(app.get(&format!("{path}?f=json&f=json")).status, 400, "{path}");
        assert_eq!(app.get(&format!("{path}?f=json")).status, 200, "{path}");
    }
    for path in [
        "/collections/none",
        "/collections/none/items",
        "/collections/none/schema",
        "/collections/counties/items/none",
    ] {
        assert_eq!(app.get(path).status, 404, "{path}");
    }
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("properties=nonsense", "properties"),
        ("sortby=nonsense", "sortby"),
        ("sortby=name,-name", "sortby"),
        ("filter-lang=sql", "filter-lang"),
        ("filter-crs=nonsense", "filter-crs"),
        ("after=x", "after"),
        ("lang=fr", "lang"),
        ("area_m2=large", "area_m2"),
        ("valid_from=yesterday", "valid_from"),
    ] {
        let reply = app.get(&format!("/collections/counties/items?{query}"));
        assert_eq!(
            (reply.status, reply.json()["parameter"].as_str()),
            (400, Some(parameter)),
            "{query}"
        );
    }
    assert_eq!(
        ids(&app.ok("/collections/counties/items?limit=99999999999999999999")).len(),
        2,
        "no error (Part 1)"
    );
}

#[test]
fn filters_that_make_no_sense_say_why() {
    let app = App::small();
    for (filter, words) in [
        ("nonsense = 1", "There is no property “nonsense”"),
        ("level = 1", "a text can't be compared in this way with a number"),
        ("area_m2 LIKE 'x'", "A text is expected"),
        ("nonsense(level) = 1", "There is no function or operator “nonsense”"),
        ("level", "A condition is expected"),
        ("level = NULL", "IS NULL"),
        ("S_INTERSECTS(level, POINT(0 0))", "A geometry is expected"),
        ("S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", "not valid"),
        (
            "S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 0)))",
            "A ring needs four points",
        ),
        ("S_INTERSECTS(geometry, LINESTRING(1 1,1 1))", "two different points"),
        ("S_INTERSECTS(geometry, POINT(1000 0))", "out of range"),
        ("S_INTERSECTS(geometry, BBOX(1,2,3))", "four numbers"),
        ("valid_from > DATE('2018-02-30')", "neither a day"),
        (
            "T_AFTER(valid_from, INTERVAL('2019-01-01','2018-01-01'))",
            "ends before it begins",
        ),
        ("level IN (1)", "can't be in a list"),
        ("level = ", "isn't CQL2"),
        ("level = 'a' nonsense", "isn't CQL2"),
        ("area_m2 = 1e999", "too large"),
        ("area_m2 = 1 / 0", "can't be calculated"),
    ] {
        let reply = app.get(&format!("/collections/counties/items?filter={}", escaped(filter)));
        let detail = reply.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(reply.status, 400, "{filter}");
        assert!(detail.contains(words), "{filter}: {detail}");
    }
    let fine = format!("S_INTERSECTS(geometry, POINT({} 109.01))", 21.51);
    let crs = escaped("http://www.opengis.net/def/crs/EPSG/0/4326");
    let target = format!(
        "/collections/villages/items?datetime={DAY}&filter-crs={crs}&filter={}",
        escaped(&fine)
    );
    assert_eq!(ids(&app.ok(&target)), [V[0][0]], "latitude first in this CRS");
}

#[test]
fn each_bound_answers_with_its_number() {
    let app = App::small();
    let refused = |filter: String| {
        let reply = app.post("/collections/counties/items", "application/json", filter);
        assert_eq!(
            reply.json()["type"],
            "http://127.0.0.1:8080/problems/filter-too-large",
            "{}",
            reply.text()
        );
        reply.json()["detail"].as_str().expect("words").to_owned()
    };
    assert!(refused(format!("\"{}\"", "x".repeat(LONGEST_FILTER))).contains(&LONGEST_FILTER.to_string()));
    let nested = format!("{}true{}", r#"{"op":"not","args":["#.repeat(100), "]}".repeat(100));
    assert!(refused(nested).contains(&format!("{}", MOST_NESTING + 1)));
    assert!(refused(format!("[{}1]", "1,".repeat(2 * MOST_VERTICES + 1))).contains("values"));
    let text = |filter: &str| {
        let reply = app.get(&format!("/collections/counties/items?filter={}", escaped(filter)));
        assert_eq!(reply.status, 400, "{}", reply.text());
        reply.json()["detail"].as_str().expect("words").to_owned()
    };
    assert!(text(&format!("{}level = 'x'{}", "(".repeat(33), ")".repeat(33))).contains(&MOST_NESTING.to_string()));
    assert!(text(&format!("area_m2 IN ({}1)", "1,".repeat(1_100))).contains(&MOST_TERMS.to_string()));
}

/// Absent values are neither equal nor unequal, and what is neither true nor false does not pass.
#[test]
fn logic_has_three_values() {
    let app = App::small();
    let count = |filter: &str| filtered(&app, "posts", filter).len();
    let (all, with) = (count("id IS NOT NULL"), count("water IS NOT NULL"));
    assert!(with > 0 && with < all);
    assert_eq!(count("water = 'NLJ'") + count("water <> 'NLJ'"), with);
    assert_eq!(count("NOT water = 'NLJ'"), count("water <> 'NLJ'"));
    assert_eq!(count("water = 'NLJ' OR water <> 'NLJ'"), with);
    assert_eq!(count("water = 'NLJ' OR TRUE"), all);
    assert_eq!(count("water = 'NLJ' AND FALSE"), 0);
    assert_eq!(count("NOT (water = 'NLJ' AND FALSE)"), all);
    assert_eq!(count("(water = 'NLJ') IS NULL"), all - with);
    assert_eq!(
        count("water NOT IN ('NLJ','BH')") + count("water IN ('NLJ','BH')"),
        with
    );
    assert_eq!(count("water NOT LIKE 'N%'") + count("water LIKE 'N%'"), with);
    assert_eq!(count("capacity / (capacity - capacity) = 1"), 0, "no number");
}
