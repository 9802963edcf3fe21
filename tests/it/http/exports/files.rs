//! What comes of an export: in every format the bytes of the items' files, in one GeoPackage all layers, beside them a note.
use super::super::app::{App, DAY};
use super::{made, over, started};
use riverchief_rows::formats::FileFormat;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

/// The files of a zip.
fn unzipped(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("an entry");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = vec![];
        file.read_to_end(&mut bytes).expect("read");
        assert!(files.insert(name, bytes).is_none());
    }
    files
}

#[test]
fn a_zip_holds_the_same_files_as_the_items_and_says_what_they_are() {
    let app = App::small();
    for format in FileFormat::ALL {
        let name = format.as_str();
        let layers = ["villages", "waters"];
        let chosen = layers.map(|layer| json!({"collection": layer}));
        let (found, bytes) = made(&app, &json!({"collections": chosen, "format": name, "datetime": DAY}));
        let mut files = unzipped(&bytes);
        let note = files.remove("manifest.json").expect("a note");
        let note: Value = serde_json::from_slice(&note).expect("JSON");
        assert_eq!(note["world"]["schematic"], found["world"]["schematic"]);
        assert_eq!(
            (&note["world"]["edition"], &note["world"]["as_of"]),
            (&json!(1), &json!(DAY))
        );
        assert_eq!(note["crs"], found["crs"]);
        let mut told = vec![];
        for (at, layer) in layers.into_iter().enumerate() {
            let reply = app.get(&format!("/collections/{layer}/items?datetime={DAY}&f={name}"));
            let alone = if format == FileFormat::Shapefile {
                unzipped(&reply.body)
            } else {
                BTreeMap::from([(format!("{layer}.{}", format.ending()), reply.body)])
            };
            let names: Vec<&String> = alone.keys().collect();
            assert_eq!(json!(names), found["collections"][at]["files"], "{name}");
            assert_eq!(note["collections"][at]["files"], found["collections"][at]["files"]);
            assert_eq!(
                note["collections"][at]["features"],
                found["collections"][at]["features"]
            );
            for (file, bytes) in alone {
                assert!(files.remove(&file).expect("it is there") == bytes, "{name}: {file}");
            }
            told.extend(note["collections"][at]["remarks"].as_array().expect("a list").clone());
        }
        assert!(files.is_empty(), "{name}: {:?}", files.keys());
        assert_eq!(json!(told), found["remarks"], "{name}");
        assert!(
            format != FileFormat::Shapefile || !told.is_empty(),
            "names are shortened"
        );
        let again = made(&app, &json!({"collections": chosen, "format": name, "datetime": DAY})).1;
        assert!(again == bytes, "{name}: the same export has the same bytes");
    }
}

#[test]
fn one_geopackage_holds_every_collection_for_an_independent_reader() {
    let app = App::small();
    let all: Vec<Value> = riverchief_rows::collections::COLLECTIONS
        .iter()
        .map(|spec| json!({"collection": spec.id}))
        .collect();
    let body = json!({"collections": all, "package": "gpkg", "datetime": DAY, "crs": "EPSG:4545"});
    let (found, bytes) = made(&app, &body);
    assert_eq!(found["file"]["name"], format!("riverchief_{DAY}.gpkg"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.gpkg");
    std::fs::write(&path, bytes).expect("written");
    let script = "import json, pyogrio, sys\n\
        print(json.dumps({n: [pyogrio.read_info(sys.argv[1], n)['features'], pyogrio.read_info(sys.argv[1], n)['crs']] \
        for n, _ in pyogrio.list_layers(sys.argv[1])}))";
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python"),
        Into::into,
    );
    let read = Command::new(python)
        .args(["-c", script])
        .arg(&path)
        .output()
        .expect("run `make test`, which installs it");
    let layers: Value = serde_json::from_slice(&read.stdout)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&read.stderr)));
    let told = found["collections"].as_array().expect("a list");
    assert_eq!(layers.as_object().expect("layers").len(), told.len());
    for collection in told {
        let layer = &layers[collection["collection"].as_str().expect("a name")];
        assert_eq!(layer[0], collection["features"], "{collection}");
        assert!(layer[1].is_null() || layer[1] == "EPSG:4545", "{collection}: {layer}");
    }
    let written = found["progress"].clone();
    assert_eq!(
        (&written["features"], &written["collections"]),
        (&written["of_features"], &written["of_collections"])
    );
}

#[test]
fn each_collection_has_its_own_filter_and_columns_and_the_box_holds_for_all() {
    let app = App::small();
    let body = json!({
        "collections": [
            {"collection": "villages", "filter": "code LIKE '4505211%'", "properties": ["name", "code"]},
            {"collection": "posts", "filter": {"op": "=", "args": [{"property": "level"}, "county"]}},
        ],
        "format": "csv", "datetime": DAY,
    });
    let (found, bytes) = made(&app, &body);
    assert_eq!(found["request"], body);
    let files = unzipped(&bytes);
    let villages = String::from_utf8(files["villages.csv"].clone()).expect("UTF-8");
    let alone = format!(
        "/collections/villages/items?datetime={DAY}&f=csv&properties=code,name&filter=code%20LIKE%20%274505211%25%27"
    );
    assert_eq!(villages, app.get(&alone).text());
    let posts = String::from_utf8(files["posts.csv"].clone()).expect("UTF-8");
    assert_eq!(
        posts,
        app.get(&format!("/collections/posts/items?datetime={DAY}&f=csv&level=county"))
            .text()
    );
    assert!(
        villages.lines().count() > 1 && posts.lines().count() > 1,
        "{villages}{posts}"
    );
    // A box in the order of axes of its CRS, coordinates on a grid, and a word about how far they went.
    let boxed = |bbox: Value, crs: &str| {
        json!({"collections": [{"collection": "villages"}], "format": "geojson", "datetime": DAY, "bbox": bbox,
            "bbox-crs": crs, "precision": 4})
    };
    let counts = [
        boxed(json!([109.0, 21.5, 109.02, 21.52]), "CRS84"),
        boxed(json!([21.5, 109.0, 21.52, 109.02]), "EPSG:4326"),
    ]
    .map(|body| {
        let (found, _) = made(&app, &body);
        assert!(
            found["remarks"][0]
                .as_str()
                .is_some_and(|r| r.contains("vertices moved by up to")),
            "{found}"
        );
        found["collections"][0]["features"].as_u64().expect("a number")
    });
    let all = app.ok(&format!("/collections/villages/items?datetime={DAY}"))["numberMatched"].as_u64();
    assert!(
        counts[0] == counts[1] && counts[0] > 0 && Some(counts[0]) < all,
        "{counts:?} of {all:?}"
    );
    // What holds on another day is another file.
    let place = started(
        &app,
        &json!({"collections": [{"collection": "posts"}], "format": "csv", "datetime": "2017-01-01"}),
    );
    assert_eq!(over(&app, &place)["world"]["as_of"], "2017-01-01");
}
