//! Pages of items: what is on them, in which order, in which coordinates, and what comes next.
use super::super::app::{App, DAY};
use super::{escaped, filtered, ids, link};
use axum::body::Body;
use axum::http::Method;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, V};
use serde_json::Value;
use std::collections::BTreeSet;

const HOST: &str = "http://127.0.0.1:8080";

/// All pages from a first one on.
fn pages(app: &App, target: &str) -> Vec<Value> {
    let mut target = target.to_owned();
    let mut pages = vec![];
    loop {
        let page = app.ok(&target);
        let next = link(&page, "next").map(|href| href.strip_prefix(HOST).expect("here").to_owned());
        pages.push(page);
        match next {
            Some(next) => target = next,
            None => return pages,
        }
        assert!(pages.len() < 100);
    }
}

#[test]
fn pages_hold_every_item_once_whatever_they_are_sorted_by() {
    let app = App::small();
    for collection in ["villages", "responsibilities", "posts", "reaches"] {
        let all = ids(&app.ok(&format!("/collections/{collection}/items?limit=1000")));
        let orders = ["", "&sortby=valid_from", "&sortby=-valid_to,%2Bvalid_from"];
        for (order, limit) in orders.iter().flat_map(|o| [1, 3, 7].map(|l| (o, l))) {
            if collection != "villages" && limit == 1 {
                continue;
            }
            let pages = pages(&app, &format!("/collections/{collection}/items?limit={limit}{order}"));
            let got: Vec<String> = pages.iter().flat_map(ids).collect();
            let each: BTreeSet<&String> = got.iter().collect();
            assert_eq!((got.len(), each.len()), (all.len(), all.len()), "{collection} {order}");
            for page in &pages {
                assert_eq!(page["numberMatched"], all.len());
                assert_eq!(page["numberReturned"], ids(page).len());
                assert!(ids(page).len() <= limit);
            }
        }
    }
    let names = |page: &Value| -> Vec<String> {
        let features = page["features"].as_array().expect("features");
        features.iter().map(|f| f["properties"]["name"].to_string()).collect()
    };
    let up = names(&app.ok("/collections/waters/items?sortby=name"));
    let mut down = names(&app.ok("/collections/waters/items?sortby=-name"));
    down.reverse();
    assert!(up.is_sorted() && up.len() > 3);
    assert_eq!(up, down);
}

#[test]
fn the_next_page_is_of_the_same_edition_and_day() {
    let app = App::small();
    let page = app.ok("/collections/villages/items?limit=2&properties=name&sortby=name");
    let next = link(&page, "next").expect("a next page");
    let today = app.state.world.today().to_string();
    for part in [
        "edition=1",
        &format!("datetime={today}"),
        "properties=name",
        "sortby=name",
        "limit=2",
    ] {
        assert!(next.contains(part), "{next}: {part}");
    }
    // Another edition isn't mixed in: the link says so instead.
    let gone = next.strip_prefix(HOST).expect("here").replace("edition=1", "edition=2");
    assert_eq!(app.get(&gone).status, 404);
    let bad = app.get("/collections/villages/items?after=0.none");
    assert_eq!((bad.status, bad.json()["parameter"].as_str()), (400, Some("after")));
}

#[test]
fn coordinates_are_in_the_order_of_their_authority() {
    let app = App::small();
    let of = |crs: &str| {
        let reply = app.get(&format!(
            "/collections/counties/items/{COUNTY_A}?datetime={DAY}&crs={}",
            escaped(crs)
        ));
        assert_eq!(reply.header("content-crs"), format!("<{crs}>"));
        let place = reply.json()["geometry"]["coordinates"][0][0][0].clone();
        (place[0].as_f64().expect("x"), place[1].as_f64().expect("y"))
    };
    let epsg = |code: u32| format!("http://www.opengis.net/def/crs/EPSG/0/{code}");
    let (lon, lat) = of("http://www.opengis.net/def/crs/OGC/1.3/CRS84");
    assert!((109.0..109.1).contains(&lon) && (21.4..21.6).contains(&lat));
    for code in [4326, 4490] {
        assert_eq!(
            of(&epsg(code)),
            (lat, lon),
            "latitude comes first, and not a bit is lost"
        );
    }
    let (x, y) = of(&epsg(3857));
    assert!(
        (x - lon.to_radians() * 6_378_137.0).abs() < 1e-3 && y > 2.4e6,
        "{x} {y}"
    );
    for code in [4545, 4546, 4508] {
        let (north, east) = of(&epsg(code));
        assert!(
            (2.3e6..2.5e6).contains(&north) && (2e5..1e6).contains(&east),
            "{code}: {north} {east}"
        );
    }
    let wrong = app.get("/collections/counties/items?crs=http://www.opengis.net/def/crs/EPSG/0/2000");
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["allowed"].as_array().is_some_and(|a| a.len() == 7));
}

#[test]
fn a_box_means_the_same_in_every_crs() {
    let app = App::small();
    let villages = |query: &str| ids(&app.ok(&format!("/collections/villages/items?datetime={DAY}&{query}")));
    // Inside one village; on the common edge of two; on the corner of four.
    assert_eq!(villages("bbox=109.01,21.51,109.02,21.52"), [V[0][0]]);
    assert_eq!(villages("bbox=109.01,21.54,109.02,21.54").len(), 2);
    assert_eq!(villages("bbox=109.04,21.54,109.04,21.54").len(), 4);
    assert_eq!(villages("bbox=109.01,21.51,0,109.02,21.52,100"), [V[0][0]]);
    assert_eq!(
        villages("bbox=170,-10,109.03,21.52"),
        [V[0][0]],
        "over the antimeridian"
    );
    let uri = |code: u32| escaped(&format!("http://www.opengis.net/def/crs/EPSG/0/{code}"));
    assert_eq!(
        villages(&format!("bbox=21.51,109.01,21.52,109.02&bbox-crs={}", uri(4326))),
        [V[0][0]]
    );
    assert_eq!(
        villages(&format!(
            "bbox=12135000,2452000,12135100,2452100&bbox-crs={}",
            uri(3857)
        ))
        .len(),
        1
    );
    for bad in [
        "bbox=1,2,3",
        "bbox=1,2,3,x",
        "bbox=109,22,110,21",
        "bbox=0,100,1,101",
        "bbox=nan,0,1,1",
        &format!("bbox=109.01,21.51,109.02,21.52&bbox-crs={}", uri(4326)),
    ] {
        let reply = app.get(&format!("/collections/villages/items?{bad}"));
        assert_eq!(reply.json()["parameter"], "bbox", "{bad}");
    }
    assert_eq!(
        ids(&app.ok("/collections/posts/items?bbox=0,0,180,90")).len(),
        0,
        "no place, no box"
    );
}

#[test]
fn the_day_chooses_the_law() {
    let app = App::small();
    let holder = |when: &str| {
        let page = app.ok(&format!("/collections/tenures/items?limit=1000{when}"));
        page["numberMatched"].as_u64().expect("a number")
    };
    let all = holder("");
    assert!(all > 0);
    assert_eq!(holder("&datetime=../.."), all);
    assert_eq!(holder("&datetime=1900-01-01"), 0);
    assert_eq!(holder("&datetime=../1900-01-01T00:00:00Z"), 0);
    let posts = |when: &str| app.ok(&format!("/collections/posts/items?limit=1000&datetime={when}"));
    let now = posts(DAY)["numberMatched"].as_u64().expect("a number");
    assert!(now > 10);
    assert_eq!(posts("1900-01-01")["numberMatched"], 0);
    assert_eq!(posts("2017-05-31T15:59:59Z")["numberMatched"], 0, "31 May in Shanghai");
    assert_eq!(
        posts("2017-05-31T16:00:00Z")["numberMatched"],
        now,
        "1 June in Shanghai"
    );
    // An interval holds everything once, as it was last, on however many pages.
    let during = posts("1900-01-01/2100-01-01");
    let versions: BTreeSet<String> = (during["features"].as_array().expect("features").iter())
        .map(ToString::to_string)
        .collect();
    assert_eq!(during["numberMatched"], versions.len());
    assert_eq!(ids(&during).into_iter().collect::<BTreeSet<_>>().len(), versions.len());
    assert!(versions.len() as u64 >= now);
    let paged = pages(&app, "/collections/posts/items?limit=20&datetime=1900-01-01/..");
    assert_eq!(paged.iter().flat_map(ids).count(), versions.len());
    for bad in [
        "2018",
        "2018-02-30",
        "2019-01-01/2018-01-01",
        "a/b",
        "2018-01-01/2019-01-01/2020-01-01",
    ] {
        let reply = app.get(&format!("/collections/counties/items?datetime={bad}"));
        assert_eq!(
            (reply.status, reply.json()["parameter"].as_str()),
            (400, Some("datetime")),
            "{bad}"
        );
    }
}

#[test]
fn filters_come_as_text_as_json_and_as_a_body() {
    let app = App::small();
    assert_eq!(filtered(&app, "counties", &format!("code = '{COUNTY_A}'")), [COUNTY_A]);
    let json = r#"{"op":"=","args":[{"property":"code"},"CODE"]}"#.replace("CODE", COUNTY_B);
    let target = format!(
        "/collections/counties/items?datetime={DAY}&filter-lang=cql2-json&filter={}",
        escaped(&json)
    );
    assert_eq!(ids(&app.ok(&target)), [COUNTY_B]);
    let posted = app.post(
        &format!("/collections/counties/items?datetime={DAY}"),
        "application/json",
        json.clone(),
    );
    assert_eq!((posted.status, ids(&posted.json())), (200, vec![COUNTY_B.to_owned()]));
    let alias = format!(
        "/collections/counties/items?datetime={DAY}&filter-lang=cql-text&filter={}",
        escaped("level LIKE 'coun%'")
    );
    assert_eq!(ids(&app.ok(&alias)).len(), 2);
    assert_eq!(
        ids(&app.ok(&format!(
            "/collections/counties/items?datetime={DAY}&code={COUNTY_A}&level=county"
        ))),
        [COUNTY_A]
    );
    // The next page of a body is an ordinary address.
    let every = r#"{"op":"isNull","args":[{"property":"general_chief_phone"}]}"#;
    let every = format!(r#"{{"op":"or","args":[{every},{{"op":"not","args":[{every}]}}]}}"#);
    let posted = app.post(
        &format!("/collections/villages/items?datetime={DAY}&limit=4"),
        "application/json",
        every,
    );
    let page = posted.json();
    assert_eq!(page["numberMatched"], 6);
    let next = link(&page, "next")
        .expect("a next page")
        .strip_prefix(HOST)
        .expect("here");
    assert_eq!(ids(&app.ok(next)).len(), 2);
    let wrong = app.post(
        "/collections/villages/items",
        "application/json",
        "{\"op\":\"nonsense\",\"args\":[]}",
    );
    assert_eq!(wrong.json()["type"], format!("{HOST}/problems/bad-body"));
    let method = app.request(&Method::PUT, "/collections/villages/items", &[], Body::empty());
    assert_eq!(method.status, 405);
}

#[test]
fn answers_are_conditional_and_negotiated() {
    let app = App::small();
    let target = format!("/collections/counties/items?datetime={DAY}");
    let first = app.get(&target);
    assert_eq!(first.header("content-type"), "application/geo+json");
    let tag = first.header("etag").to_owned();
    let again = app.with_headers(&target, &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let html = app.with_headers(&target, &[("accept", "text/html"), ("if-none-match", &tag)]);
    assert_eq!(html.status, 200, "another representation has another tag");
    let json = app.with_headers(&target, &[("accept", "application/json")]);
    assert_eq!(json.header("content-type"), "application/json");
    assert_eq!(app.with_headers(&target, &[("accept", "image/png")]).status, 406);
    assert_eq!(app.get("/collections/counties/items?f=xml").status, 400);
}
