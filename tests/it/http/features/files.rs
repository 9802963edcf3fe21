//! Files over HTTP: by `f` and by `Accept`, whole, named, in the CRS that is asked for, and no more at once than there may be.
use super::super::app::{App, DAY};
use super::ids;
use riverchief::http::{ClientKey, Limits};
use riverchief_rows::formats::FileFormat;

#[test]
fn every_format_comes_by_name_and_by_accept() {
    let app = App::small();
    for format in FileFormat::ALL {
        let name = format.as_str();
        let by_name = app.get(&format!("/collections/villages/items?datetime={DAY}&f={name}"));
        assert_eq!(by_name.status, 200, "{name}: {}", by_name.text());
        assert!(by_name.whole, "{name}");
        assert!(
            by_name.header("content-type").starts_with(format.media_type()),
            "{name}"
        );
        let file = format!("attachment; filename=\"villages_{DAY}.{}\"", format.ending());
        assert_eq!(by_name.header("content-disposition"), file);
        let crs = match format {
            FileFormat::Kml => "EPSG/0/4326",
            _ if format.names_crs() => "EPSG/0/4490",
            _ => "OGC/1.3/CRS84",
        };
        assert_eq!(
            by_name.header("content-crs"),
            format!("<http://www.opengis.net/def/crs/{crs}>"),
            "{name}"
        );
        // As GeoJSON the page is what `Accept` asks for.
        if format != FileFormat::GeoJson {
            let by_accept = app.with_headers(
                &format!("/collections/villages/items?datetime={DAY}"),
                &[("accept", format.media_type())],
            );
            assert!(by_accept.body == by_name.body, "{name}");
            assert_ne!(by_accept.header("etag"), "");
        }
    }
    let refused = app.get("/collections/posts/items?f=fgb");
    assert_eq!(
        (refused.status, refused.json()["parameter"].as_str()),
        (400, Some("f")),
        "{}",
        refused.text()
    );
    let refused = app.get("/collections/villages/items?f=kml&crs=http://www.opengis.net/def/crs/EPSG/0/4545");
    assert_eq!(
        (refused.status, refused.json()["parameter"].as_str()),
        (400, Some("crs")),
        "{}",
        refused.text()
    );
    assert_eq!(app.get("/collections/villages/items?f=dwg").status, 400);
    assert_eq!(
        app.with_headers("/collections/villages/items", &[("accept", "image/png")])
            .status,
        406
    );
}

#[test]
fn a_file_holds_all_that_is_asked_for_and_a_page_says_where_it_is() {
    let app = App::small();
    let all = ids(&app.ok(&format!("/collections/reaches/items?datetime={DAY}&limit=10000")));
    let page = app.ok(&format!("/collections/reaches/items?datetime={DAY}&limit=1&f=json"));
    assert_eq!(page["features"].as_array().expect("features").len(), 1);
    let links = page["links"].as_array().expect("links");
    let file = links.iter().find(|l| l["type"] == "text/csv").expect("a link to CSV");
    let href = file["href"]
        .as_str()
        .expect("an address")
        .strip_prefix("http://127.0.0.1:8080")
        .expect("here");
    let rows = |text: String| text.lines().count() - 1;
    assert_eq!(rows(app.get(href).text()), all.len());
    assert_eq!(rows(app.get(&format!("{href}&limit=2")).text()), 2);
    let whole = app.ok(&format!("/collections/reaches/items?datetime={DAY}&f=geojson"));
    assert_eq!(ids(&whole), all);
    let collection = app.ok("/collections/reaches");
    let types: Vec<&str> = (collection["links"].as_array().expect("links").iter())
        .filter_map(|l| l["type"].as_str())
        .collect();
    assert!(
        FileFormat::ALL.iter().all(|f| types.contains(&f.media_type())),
        "{types:?}"
    );
}

#[test]
fn temporary_files_are_bounded_and_go_when_the_client_does() {
    let limits = Limits {
        exports: 1,
        ..Limits::default()
    };
    let app = App::with("http://127.0.0.1:8080", limits);
    let target = "/collections/villages/items?f=gpkg";
    // Held here, as a writer does: one that is quick has ended before the next request is there.
    let place = app.state.files.try_take(ClientKey::default()).expect("the only place");
    let busy = app.get(target);
    assert_eq!(busy.status, 503, "{}", busy.text());
    assert_ne!(busy.header("retry-after"), "");
    assert_eq!(
        app.get("/collections/villages/items?f=csv").status,
        200,
        "a stream needs none"
    );
    drop(place);
    let open = app.open(target, &[]);
    assert_eq!(open.status(), 200);
    drop(open);
    // The writer notices when it next hands something on.
    let again = (0..200).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        Some(app.get(target)).filter(|reply| reply.status == 200)
    });
    assert!(
        again
            .expect("the place is free again")
            .body
            .starts_with(b"SQLite format 3")
    );
}

#[test]
fn raw_is_asked_of_csv_alone() {
    let app = App::small();
    for ending in ["f=csv&raw=true", "f=csv&raw=false", "f=csv", "f=json&raw=false"] {
        let reply = app.get(&format!("/collections/counties/items?{ending}"));
        assert_eq!(reply.status, 200, "{ending}: {}", reply.text());
    }
    for ending in [
        "f=json&raw=true",
        "raw=true",
        "f=xlsx&raw=true",
        "f=csv&raw=yes",
        "f=csv&raw",
    ] {
        let problem = app.refused(&format!("/collections/counties/items?{ending}"));
        assert_eq!(problem["parameter"], "raw", "{ending}: {problem}");
    }
}
