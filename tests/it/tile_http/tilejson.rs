//! `TileJSON` and the catalogue: valid by the published schema, true to the tiles, and kept only until tomorrow.
use super::app::App;
use riverchief_fixtures::COUNTY_A;
use riverchief_tiles::{LAYERS, LayerSet};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Validates documents by the schema of `TileJSON` 3; a broken one must not pass.
fn validate(documents: &[Value]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(schema) = riverchief_repository::shared("data/fixtures/tilejson/schema_3.0.0.json") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("documents.json");
    let mut broken = documents[0].clone();
    broken["vector_layers"][0]["fields"] = json!({ "code": 1 });
    std::fs::write(&list, json!({ "valid": documents, "broken": [broken, {}] }).to_string()).expect("written");
    let program = "
import json, sys, jsonschema
validator = jsonschema.validators.validator_for(schema := json.load(open(sys.argv[1])))(schema)
documents = json.load(open(sys.argv[2]))
for document in documents['valid']: validator.validate(document)
assert not any(validator.is_valid(document) for document in documents['broken'])
print('all as expected')";
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), PathBuf::from);
    let output = Command::new(python)
        .args(["-c", program])
        .arg(schema)
        .arg(list)
        .output()
        .expect("Python of the tests");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && output.stdout.starts_with(b"all as expected"),
        "{said}"
    );
}

#[test]
fn tilejson_is_valid_and_names_an_address_for_ever() {
    let app = App::small();
    let mut documents = Vec::new();
    for layers in [
        "counties".to_owned(),
        "segments_village,labels".to_owned(),
        LayerSet::all().to_string(),
    ] {
        for query in [String::new(), format!("?unit={COUNTY_A}&as_of=2017-05-31")] {
            let reply = app.get(&format!("/{layers}{query}"));
            assert_eq!(
                (reply.status, reply.header("content-type")),
                (200, "application/json"),
                "{layers}{query}"
            );
            assert_eq!(
                reply.header("cache-control"),
                "no-cache",
                "another epoch may begin tomorrow"
            );
            let document = reply.json();
            let address = document["tiles"][0].as_str().expect("an address");
            let epoch = &document["world"]["epoch"]["number"];
            let start = format!("http://127.0.0.1:8080/e1/{epoch}/{layers}/{{z}}/{{x}}/{{y}}?v=");
            assert!(address.starts_with(&start), "{address}");
            assert_eq!(address.ends_with(&format!("&unit={COUNTY_A}")), !query.is_empty());
            assert_eq!(document["tilejson"], "3.0.0");
            assert_eq!((&document["minzoom"], &document["maxzoom"]), (&json!(0), &json!(14)));
            let ids: Vec<_> = document["vector_layers"]
                .as_array()
                .expect("layers")
                .iter()
                .map(|l| &l["id"])
                .collect();
            assert_eq!(ids, layers.split(',').collect::<Vec<_>>());
            let number = |at: &str| document.pointer(at).and_then(Value::as_f64).expect("a number");
            let (west, south, east, north) = (
                number("/bounds/0"),
                number("/bounds/1"),
                number("/bounds/2"),
                number("/bounds/3"),
            );
            assert!(west < east && south < north, "{}", document["bounds"]);
            assert!((west..east).contains(&number("/center/0")) && (south..north).contains(&number("/center/1")));
            let path = address
                .strip_prefix("http://127.0.0.1:8080")
                .expect("the public address");
            let tile = app.get(&path.replace("{z}", "7").replace("{x}", "102").replace("{y}", "56"));
            assert!([200, 204].contains(&tile.status), "{}", tile.status);
            assert!(tile.header("cache-control").contains("immutable"));
            documents.push(document);
        }
    }
    validate(&documents);
    let unknown = app.get("/counties?unit=999999");
    assert_eq!((unknown.status, &unknown.json()["parameter"]), (400, &json!("unit")));
}

#[test]
fn a_schematic_world_says_so_on_the_map() {
    let app = App::small();
    let attribution = app.get("/counties").json()["attribution"]
        .as_str()
        .expect("words")
        .to_owned();
    assert!(attribution.contains("示意"), "{attribution}");
}

#[test]
fn the_catalogue_has_the_shape_that_martins_clients_read() {
    let app = App::small();
    let reply = app.get("/catalog");
    assert_eq!((reply.status, reply.header("cache-control")), (200, "no-cache"));
    let catalog = reply.json();
    for member in ["tiles", "sprites", "fonts", "styles"] {
        assert!(catalog[member].is_object(), "{member}");
    }
    let tiles = catalog["tiles"].as_object().expect("an object");
    assert_eq!(tiles.len(), LAYERS.len());
    for (name, entry) in tiles {
        assert_eq!(entry["content_type"], "application/vnd.mapbox-vector-tile", "{name}");
        assert!(entry["description"].as_str().is_some_and(|d| !d.is_empty()), "{name}");
        assert_eq!(app.get(&format!("/{name}")).status, 200, "{name}");
    }
}
