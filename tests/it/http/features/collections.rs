//! Collections: every one has rows of the world as it is, described by what it says of itself.
use super::super::app::{App, DAY};
use super::{filtered, ids, link};
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::{Date, Validity};
use riverchief_core::index::Index;
use riverchief_core::snapshot::{Epoch, Law, Snapshot, checks};
use riverchief_fixtures::{self as small_world, CITY, COUNTY_A, COUNTY_B, T1, V};
use riverchief_gdal::world_file;
use riverchief_rows::collections::{COLLECTIONS, Cell, CollectionId, Row, table};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

#[test]
fn every_collection_of_the_default_world_has_rows_of_its_columns() {
    let file = riverchief_repository::default_world();
    let (snapshot, _) = Snapshot::build(world_file::read(&file).expect("the default world"));
    let (snapshot, day) = (Arc::new(snapshot), Date::constant(2026, 6, 1));
    let index = Index::new(Law::new(&snapshot, day, Thresholds::default()));
    let rows = |id: CollectionId| {
        let found = || checks::run(&snapshot, day, Thresholds::default()).into();
        table(id, &index, found)
    };
    for id in CollectionId::all() {
        let table = rows(id);
        let spec = id.spec();
        assert!(!table.rows().is_empty(), "{id} is empty");
        assert!(table.rows().windows(2).all(|w| w[0].id < w[1].id), "{id}");
        for row in table.rows() {
            assert_eq!(row.cells.len(), spec.columns().count());
            assert_eq!(
                row.cells[0],
                Cell::Text(row.id.clone()),
                "the first column of {id} is the id"
            );
        }
        // A column that is never filled is a mistake, but for those that this world has nothing for.
        let nothing = [
            "right_unit",
            "field",
            "scheme",
            "parent",
            "grade",
            "department",
            "content_version",
        ];
        for (at, column) in spec.columns().enumerate() {
            let filled = table.rows().iter().any(|r| r.cells[at] != Cell::Null);
            let open = ["valid_from", "valid_to", "vacant_since"].contains(&column.name);
            let of_chief = column.name.contains("general_chief") || column.name.ends_with("_state");
            assert!(
                filled || open || of_chief || nothing.contains(&column.name),
                "{id}.{} is empty",
                column.name
            );
        }
        let placed = table.rows().iter().filter(|r| r.geometry.is_some()).count();
        let everywhere = !["posts", "tenures", "findings", "waters"].contains(&spec.id);
        assert!(
            !everywhere || placed == table.rows().len(),
            "{id}: {placed} of {}",
            table.rows().len()
        );
    }
    let count = |id: &str| rows(id.parse().expect("a collection")).rows().len();
    assert_eq!(
        (
            count("cities"),
            count("counties"),
            count("townships"),
            count("villages")
        ),
        (1, 4, 30, 430)
    );
    let segments = ["city", "county", "township", "village"].map(|l| count(&format!("segments_{l}")));
    let all: usize = segments.iter().sum();
    // Nobody answers for what lies beyond the city limit (S40).
    let inside = |id: &str| {
        let table = rows(id.parse().expect("a collection"));
        let (column, _) = table.collection.spec().column("jurisdiction").expect("a column");
        let beyond = |row: &&Row| row.cells[column] == Cell::Text("outside".into());
        table.rows().len() - table.rows().iter().filter(beyond).count()
    };
    assert_eq!(
        count("responsibilities"),
        all + count("pieces") + inside("water_zones") + inside("land_zones")
    );
}

#[test]
fn a_row_says_what_the_resolver_says() {
    let app = App::small();
    let item = |collection: &str, id: &str| app.ok(&format!("/collections/{collection}/items/{id}?datetime={DAY}"));
    let segment = item("segments_village", "S-NLJ-V21")["properties"].clone();
    let row = item("responsibilities", "S-NLJ-V21")["properties"].clone();
    let chiefs = app.ok(&format!("/v1/segments/S-NLJ-V21/chiefs?as_of={DAY}"));
    let chain = chiefs["chain"].as_array().expect("a chain");
    assert_eq!(chain.len(), 4);
    for seat in chain {
        let level = seat["level"].as_str().expect("a level");
        assert_eq!(row[format!("{level}_post")], seat["post"], "{level}");
        assert_eq!(row[format!("{level}_phone")], seat["phone"], "{level}");
        assert_eq!(row[format!("{level}_holder")], seat["holders"][0]["name"], "{level}");
        if level == "village" {
            assert_eq!(
                (&segment["post"], &segment["post_name"]),
                (&seat["post"], &seat["post_name"])
            );
        }
    }
    let direct = chiefs["direct_responsible"].as_array().expect("posts");
    let direct: Vec<Value> = direct.iter().map(|post| post["id"].clone()).collect();
    assert_eq!(row["direct"], Value::from(direct));
    let answer = app.ok(&format!("/v1/chiefs/at?lon=109.10&lat=21.561&as_of={DAY}"));
    assert_eq!(answer["segment"], "S-NLJ-V21");
    for row in [&row, &segment] {
        assert_eq!(row["first_contact"], answer["first_contact"]["id"]);
        assert_eq!(row["accountable"], answer["accountable"]["id"]);
    }
    let county = item("counties", COUNTY_A);
    assert_eq!(county["properties"]["general_chief"], format!("GC-{COUNTY_A}"));
    assert_eq!(county["properties"]["parent"], CITY);
}

#[test]
fn items_are_those_of_the_collection() {
    let app = App::small();
    let page = |collection: &str| app.ok(&format!("/collections/{collection}/items?datetime={DAY}&limit=1000"));
    assert_eq!(ids(&page("counties")), [COUNTY_B, COUNTY_A]);
    let villages: BTreeSet<String> = V.iter().flatten().map(|v| (*v).to_owned()).collect();
    assert_eq!(ids(&page("villages")).into_iter().collect::<BTreeSet<_>>(), villages);
    assert_eq!(filtered(&app, "villages", &format!("parent = '{T1}'")).len(), 2);
    // The pieces of the lake add up to its surface, and nothing else.
    let area = |page: &Value| -> f64 {
        let features = page["features"].as_array().expect("features");
        features.iter().map(|f| shoelace(&f["geometry"]["coordinates"])).sum()
    };
    let lake = app.ok(&format!("/collections/water_areas/items?datetime={DAY}&water=LK"));
    let pieces = app.ok(&format!(
        "/collections/pieces/items?datetime={DAY}&water=LK&level=village"
    ));
    assert!(
        (area(&lake) - area(&pieces)).abs() < 1e-12,
        "{} {}",
        area(&lake),
        area(&pieces)
    );
}

/// Area of a multipolygon in square degrees.
fn shoelace(polygons: &Value) -> f64 {
    let mut sum = 0.0;
    for ring in polygons
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|p| p.as_array().into_iter().flatten())
    {
        let ring: Vec<(f64, f64)> = (ring.as_array().into_iter().flatten())
            .map(|c| (c[0].as_f64().expect("x"), c[1].as_f64().expect("y")))
            .collect();
        sum += ring.windows(2).map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1).sum::<f64>() / 2.0;
    }
    sum
}

#[test]
fn what_a_collection_says_of_itself_leads_everywhere() {
    let app = App::small();
    let landing = app.ok("/?f=json");
    for rel in ["service-desc", "service-doc", "conformance", "data", "self"] {
        let href = link(&landing, rel).unwrap_or_else(|| panic!("{rel}"));
        let path = href.strip_prefix("http://127.0.0.1:8080").expect("here");
        let reply = app.get(path);
        assert_eq!(reply.status, 200, "{href}");
        let said = landing["links"]
            .as_array()
            .expect("links")
            .iter()
            .find(|l| l["href"] == href)
            .expect("it");
        let media_type = said["type"].as_str().expect("a type");
        assert!(
            reply.header("content-type").starts_with(media_type),
            "{href}: {}",
            reply.header("content-type")
        );
    }
    let classes = app.ok("/conformance")["conformsTo"].clone();
    assert!(classes.as_array().is_some_and(|c| c.len() > 20));
    let all = app.ok("/collections");
    let listed = all["collections"].as_array().expect("collections");
    assert_eq!(listed.len(), COLLECTIONS.len());
    for collection in listed {
        let id = collection["id"].as_str().expect("an id");
        assert_eq!(&app.ok(&format!("/collections/{id}")), collection);
        for said in collection["links"].as_array().expect("links") {
            let href = said["href"].as_str().expect("an address");
            let path = href.strip_prefix("http://127.0.0.1:8080").expect("here");
            let reply = app.get(path);
            assert_eq!(reply.status, 200, "{href}");
            assert!(
                reply
                    .header("content-type")
                    .starts_with(said["type"].as_str().expect("a type")),
                "{href}"
            );
        }
        let bbox = &collection["extent"]["spatial"]["bbox"][0];
        if bbox.is_array() {
            let box_text = bbox
                .as_array()
                .expect("a box")
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(",");
            let within = app.ok(&format!("/collections/{id}/items?bbox={box_text}&limit=1"));
            let everything = app.ok(&format!("/collections/{id}/items?limit=1"));
            let without_place = filtered_today(&app, id, "geometry IS NULL");
            let matched = |page: &Value| page["numberMatched"].as_u64().expect("a number");
            assert_eq!(matched(&within) + without_place, matched(&everything), "{id}");
        }
    }
}

fn filtered_today(app: &App, collection: &str, filter: &str) -> u64 {
    let target = format!(
        "/collections/{collection}/items?limit=1&filter={}",
        super::escaped(filter)
    );
    app.ok(&target)["numberMatched"].as_u64().expect("a number")
}

#[test]
fn schemas_describe_every_property_of_every_feature() {
    let app = App::small();
    for spec in COLLECTIONS {
        let page = app.ok(&format!("/collections/{}/items?datetime={DAY}&limit=1000", spec.id));
        for path in ["schema", "queryables"] {
            let reply = app.get(&format!("/collections/{}/{path}", spec.id));
            assert_eq!(reply.header("content-type"), "application/schema+json");
            let schema = reply.json();
            assert_eq!(
                schema["$id"],
                format!("http://127.0.0.1:8080/collections/{}/{path}", spec.id)
            );
            let properties = schema["properties"].as_object().expect("properties");
            for feature in page["features"].as_array().expect("features") {
                for (name, value) in feature["properties"].as_object().expect("properties") {
                    let said = &properties[name];
                    let fits = match said["type"].as_str().expect("a type") {
                        "string" => value.is_string(),
                        "integer" => value.is_i64(),
                        "number" => value.is_number(),
                        "boolean" => value.is_boolean(),
                        "array" => value.is_array(),
                        other => panic!("{other}"),
                    };
                    assert!(fits || value.is_null(), "{}.{name}: {value}", spec.id);
                    let listed = said["enum"]
                        .as_array()
                        .is_none_or(|all| value.is_null() || all.contains(value));
                    assert!(listed, "{}.{name}: {value}", spec.id);
                }
            }
            let roles: Vec<&str> = properties.values().filter_map(|p| p["x-ogc-role"].as_str()).collect();
            assert_eq!(path == "schema", roles.contains(&"id"), "{} {path}", spec.id);
        }
    }
}

#[test]
fn pages_for_people_are_there_in_both_languages_and_escape_what_they_show() {
    let app = App::small();
    let item = format!("/collections/villages/items/{}", V[0][0]);
    for path in [
        "/collections",
        "/conformance",
        "/api",
        "/collections/villages",
        "/collections/villages/schema",
        "/collections/villages/queryables",
        "/collections/villages/items",
        "/collections/posts/items",
        &item,
    ] {
        for (header, language) in [("zh-CN,zh;q=0.9", "zh-CN"), ("en-GB,en", "en")] {
            let reply = app.with_headers(path, &[("accept", "text/html"), ("accept-language", header)]);
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{path}");
            assert!(reply.text().contains(&format!("<html lang=\"{language}\">")), "{path}");
        }
    }
    let page = app.get("/collections/villages?f=html&lang=en").text();
    for href in [
        "/collections/villages/items?f=shp",
        "/?view=export&amp;take=villages&amp;lang=en",
    ] {
        assert!(
            page.contains(&format!("<a href=\"http://127.0.0.1:8080{href}\"")),
            "{href}: {page}"
        );
    }
    let page = app.get("/collections/villages/items?f=html&lang=en&filter=name%20%3C%3E%20%27%3Cscript%3E%27");
    assert!(page.text().contains("name &lt;&gt; &#39;&lt;script&gt;&#39;"));
    assert!(!page.text().contains("<script>"));
    assert!(page.text().contains("<svg"));
}

#[test]
fn an_interval_leaves_out_epochs_that_have_no_rows_of_their_own() {
    let mut raw = small_world::sound();
    // A board comes, another goes, and a segment; meanwhile seats change hands.
    let until = |text: &str| Some(text.to_owned());
    raw.segments[0].valid_to = until("2019-05-01");
    raw.boards[0].valid_from = until("2019-02-01");
    raw.boards[1].valid_to = until("2019-03-01");
    for (n, tenure) in raw.tenures.iter_mut().enumerate().take(6) {
        tenure.valid_to = Some(format!("2019-0{}-15", n + 1));
    }
    let (snapshot, findings) = Snapshot::build(raw);
    let published = Published::new(1, snapshot, findings, Thresholds::default());
    let during = Validity::new(Some(Date::constant(2019, 1, 1)), Some(Date::constant(2019, 8, 1)));
    let all: Vec<Epoch> = published.epochs(during).collect();
    for collection in CollectionId::all().filter(|c| c.spec().id != "findings") {
        let ids = |epochs: &[Epoch]| -> BTreeSet<String> {
            let tables = epochs.iter().map(|epoch| published.table(epoch, collection));
            tables
                .flat_map(|t| t.rows().iter().map(|r| r.id.to_string()).collect::<Vec<_>>())
                .collect()
        };
        let chosen = published.epochs_of_rows(during, collection);
        assert!(chosen.len() < all.len() && chosen.last() == all.last(), "{collection}");
        assert_eq!(ids(&chosen), ids(&all), "{collection}");
        // A row comes from the same epoch: the last that has it.
        for pair in all.windows(2).filter(|pair| !chosen.contains(&pair[0])) {
            assert_eq!(ids(&pair[..1]), ids(&pair[1..]), "{collection} {pair:?}");
        }
    }
    let boards = published.epochs_of_rows(during, "notice_boards".parse().expect("a collection"));
    assert_eq!(boards.len(), 4, "{boards:?}");
}
