//! Addresses that lead nowhere: each is a problem document that says what there is, and none makes a tile.
use super::app::{App, COUNTIES};
use riverchief_fixtures::COUNTY_A;
use riverchief_tiles::LAYERS;

#[test]
fn an_unknown_layer_is_not_found_and_the_known_ones_are_named() {
    let app = App::small();
    for target in [
        "/rivers/3/6/3",
        "/counties,rivers/3/6/3",
        "/rivers",
        "/Counties/3/6/3",
        "/counties,/3/6/3",
        "/%E6%B2%B3/3/6/3",
    ] {
        let reply = app.get(target);
        assert_eq!(reply.status, 404, "{target}");
        let problem = reply.json();
        assert_eq!(problem["parameter"], "layers", "{target}: {problem}");
        let allowed: Vec<_> = problem["allowed"].as_array().expect("a list").iter().collect();
        assert_eq!(allowed.len(), LAYERS.len());
        assert!(problem["detail"].as_str().expect("words").contains("segments_village"));
    }
    assert_eq!(
        app.get("/counties,counties/3/6/3").status,
        400,
        "a tile holds a layer once"
    );
}

#[test]
fn a_zoom_that_is_not_there_is_not_found_and_the_zooms_are_named() {
    let app = App::small();
    for z in ["15", "99", "300", "-1", "99999999999999999999"] {
        let reply = app.get(&format!("/counties/{z}/0/0"));
        assert_eq!(reply.status, 404, "{z}");
        let problem = reply.json();
        assert_eq!(problem["parameter"], "z");
        assert!(
            problem["detail"].as_str().expect("words").contains("zoom 0 to 14"),
            "{problem}"
        );
    }
}

#[test]
fn a_column_or_row_beyond_the_world_is_not_found() {
    let app = App::small();
    for (target, at_fault) in [
        ("/counties/3/8/0", "x"),
        ("/counties/3/0/8", "y"),
        ("/counties/0/0/1", "y"),
        ("/counties/3/-1/0", "x"),
        ("/counties/3/4294967296/0", "x"),
        ("/counties/14/16384/0", "x"),
    ] {
        let reply = app.get(target);
        assert_eq!(
            (reply.status, &reply.json()["parameter"]),
            (404, &at_fault.into()),
            "{target}"
        );
    }
    assert_eq!(app.get("/counties/3/7/7").status, 204, "the last one exists");
}

#[test]
fn what_is_no_number_is_a_bad_request() {
    let app = App::small();
    for target in [
        "/counties/a/0/0",
        "/counties/3/../0",
        "/counties/3/%2e%2e/0",
        "/counties/3/0/.pbf",
        "/counties/3/0x1/0",
        "/counties/3/1e1/0",
        "/counties/03/0/0",
        "/counties/3/+1/0",
        "/counties/3/1.5/0",
        "/counties/3/%00/0",
        "/counties/3/%ff/0",
        "/counties/3/１/0",
        "/counties/--3/0/0",
    ] {
        let target = target.replace('１', "%EF%BC%91");
        assert_eq!(app.get(&target).status, 400, "{target}");
    }
}

#[test]
fn paths_that_are_meant_for_something_else_find_no_layer() {
    let app = App::small();
    for target in [
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/.git/config/a/b",
        "/v1/tiles/3/4",
        "/e1/1/counties",
        "/e1/1/counties/3/6",
        "/counties/3/0/",
        "/x1/1/counties/3/6/3",
        "/assets",
        "/e1",
    ] {
        assert_eq!(app.get(target).status, 404, "{target}");
    }
    let many = ["counties"; 800].join(",");
    assert_eq!(app.get(&format!("/{many}/3/6/3")).status, 400);
    let too_many = "a,".repeat(1_000_000);
    // The whole target is over the limit before its layers are counted. (http's own URI type refuses still longer ones.)
    assert_eq!(app.get(&format!("/{}/3/6/3", &too_many[..60_000])).status, 414);
}

#[test]
fn editions_and_epochs_that_are_not_there_are_not_found() {
    let app = App::small();
    let today = app.get("/counties").json()["world"]["epoch"]["number"]
        .as_u64()
        .expect("a number");
    let tile = |edition: &str, epoch: &str| app.get(&format!("/{edition}/{epoch}{COUNTIES}"));
    assert_eq!(tile("e1", &today.to_string()).status, 200);
    assert_eq!(
        tile("e1", "0").status,
        200,
        "the time before the first change has tiles too"
    );
    for (edition, epoch) in [
        ("e2", "1"),
        ("e0", "1"),
        ("e01", "1"),
        ("e-1", "1"),
        ("e99999999999", "1"),
        ("e", "1"),
        ("E1", "1"),
        ("e1", "999"),
        ("e1", "-1"),
        ("e1", "01"),
        ("e1", "today"),
        ("e1", ""),
    ] {
        assert_eq!(tile(edition, epoch).status, 404, "{edition}/{epoch}");
    }
    let other = app.get(&format!("/e1/{today}{COUNTIES}?v=00000000"));
    assert_eq!(other.status, 404, "an address of another world");
    assert!(
        other.json()["type"]
            .as_str()
            .expect("a type")
            .ends_with("/unknown-edition")
    );
}

#[test]
fn parameters_are_checked_like_everywhere_else() {
    let app = App::small();
    for (query, status) in [
        (format!("unit={COUNTY_A}"), 200),
        ("unit=999999".to_owned(), 400),
        ("unit=".to_owned(), 400),
        ("unit=450512'--".to_owned(), 400),
        (format!("unit={}", "4".repeat(500)), 400),
        (format!("unit={COUNTY_A}&unit={COUNTY_A}"), 400),
        ("as_of=2026-02-30".to_owned(), 400),
        ("as_of=-9999-01-01".to_owned(), 400),
        ("as_of=0001-01-01".to_owned(), 204),
        ("as_of=9999-12-31".to_owned(), 200),
        ("edition=1".to_owned(), 200),
        ("edition=2".to_owned(), 404),
        ("edition=0".to_owned(), 400),
        ("layers=counties".to_owned(), 400),
        ("v=00000000".to_owned(), 400),
    ] {
        let reply = app.get(&format!("{COUNTIES}?{query}"));
        assert!(
            reply.status == status || (query.starts_with("as_of=0001") && reply.status == 200),
            "{query}: {}",
            reply.status
        );
        if reply.status >= 400 {
            assert_eq!(reply.header("content-type"), "application/problem+json", "{query}");
            assert_eq!(reply.header("cache-control"), "no-store");
        }
    }
    // The epoch stands in the path already.
    let fixed = format!("/e1/1{COUNTIES}");
    assert_eq!(app.get(&format!("{fixed}?as_of=2026-01-01")).status, 400);
    assert_eq!(app.get(&format!("{fixed}?unit=999999")).status, 400);
}

#[test]
fn an_ending_leads_to_the_address_without_it() {
    let app = App::small();
    let reply = app.get(&format!("{COUNTIES}.pbf?unit={COUNTY_A}"));
    assert_eq!(reply.status, 301);
    assert_eq!(
        reply.header("location"),
        format!("http://127.0.0.1:8080{COUNTIES}?unit={COUNTY_A}")
    );
    assert_eq!(app.get("/e1/1/counties/10/822/449.mvt").status, 301);
    assert_eq!(app.get("/counties/10/822/449.png").status, 400);
}
