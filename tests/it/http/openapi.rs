//! The description at `/openapi.json`: as reviewed, complete, and valid by an independent reading of `OpenAPI` 3.1.
use super::app::{App, document, is_of_one_collection, resolved, written_document};
use riverchief_rows::collections::COLLECTIONS;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

#[test]
fn the_description_is_as_it_was_reviewed() {
    let mut document = written_document().clone();
    document["info"]["version"] = "[version]".into();
    // Those of other collections differ in their properties alone; see below.
    let paths = document["paths"].as_object_mut().expect("paths");
    paths.retain(|path, _| !is_of_one_collection(path) || path == "/collections/counties/items");
    let parameters = document["components"]["parameters"]
        .as_object_mut()
        .expect("parameters");
    parameters.retain(|name, _| !name.contains('.') || name == "property.level");
    let schemas = document["components"]["schemas"].as_object_mut().expect("schemas");
    let own = |name: &str| {
        ["Page", "Feature", "Row"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .map(str::to_owned)
    };
    let names: Vec<String> = COLLECTIONS.iter().map(|spec| spec.id.replace('_', "")).collect();
    schemas.retain(|name, _| own(name).is_none_or(|of| of == "Counties" || !names.contains(&of.to_lowercase())));
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("JSON"));
}

/// Adds the components that a value refers to, and those that these refer to.
fn add_references(value: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(pointer) = value["$ref"].as_str().and_then(|r| r.strip_prefix('#'))
                && found.insert(pointer.to_owned())
            {
                let target = document.pointer(pointer);
                add_references(
                    target.unwrap_or_else(|| panic!("{pointer} is missing")),
                    document,
                    found,
                );
            }
            map.values().for_each(|inner| add_references(inner, document, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| add_references(inner, document, found)),
        _ => {}
    }
}

/// `scripts/web` makes the types of the page from web/openapi.json.
#[test]
fn the_page_has_the_description_of_v1() {
    let mut document = written_document().clone();
    document["info"]["version"] = "v1".into();
    let paths = document["paths"].as_object_mut().expect("paths");
    paths.retain(|path, _| path.starts_with("/v1/"));
    let mut used = BTreeSet::new();
    add_references(&document["paths"], written_document(), &mut used);
    for (part, components) in document["components"].as_object_mut().expect("components") {
        let components = components.as_object_mut().expect("names");
        components.retain(|name, _| used.contains(&format!("/components/{part}/{name}")));
    }
    let text = serde_json::to_string_pretty(&document).expect("JSON") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    if std::env::var_os("RIVERCHIEF_BLESS").is_some() {
        std::fs::write(&file, &text).expect("written");
    }
    assert!(
        std::fs::read_to_string(&file).is_ok_and(|kept| kept == text),
        "web/openapi.json differs from what the handlers say. Write it again:\n  \
         RIVERCHIEF_BLESS=1 cargo nextest run --cargo-profile test-fast the_page_has_the_description_of_v1"
    );
}

#[test]
fn it_is_served_with_the_public_address() {
    let served = App::small().ok("/openapi.json");
    assert_eq!(served["openapi"], "3.1.0");
    assert_eq!(served["servers"][0]["url"], "http://127.0.0.1:8080");
    assert_eq!(served["paths"], written_document()["paths"]);
}

#[test]
fn an_independent_validator_finds_it_sound() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, written_document().to_string()).expect("written");
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python"),
        Into::into,
    );
    let checked = Command::new(&python)
        .args(["-m", "openapi_spec_validator", "--schema", "3.1"])
        .arg(&file)
        .output()
        .unwrap_or_else(|e| {
            panic!(
                "{} did not start ({e}): run `make test`, which installs it",
                python.display()
            )
        });
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// GDAL and QGIS look for what the server can filter by, and for the size of pages, at these places.
#[test]
fn the_items_of_each_collection_have_its_properties_as_parameters() {
    let whole = resolved(written_document());
    let template = &whole["paths"]["/collections/{collectionId}/items"];
    for spec in COLLECTIONS {
        for method in ["get", "post"] {
            let operation = &whole["paths"][format!("/collections/{}/items", spec.id)][method];
            let (all, common) = (&operation["parameters"], &template[method]["parameters"]);
            let common: Vec<&Value> = common
                .as_array()
                .expect("parameters")
                .iter()
                .filter(|p| p["in"] != "path")
                .collect();
            let all: Vec<&Value> = all.as_array().expect("parameters").iter().collect();
            assert_eq!(all[..common.len()], common, "{} {method}", spec.id);
            let properties = &all[common.len()..];
            assert_eq!(properties.len(), spec.columns().count());
            for (parameter, column) in properties.iter().zip(spec.columns()) {
                assert_eq!(parameter["name"], column.name);
                assert_eq!(
                    (&parameter["in"], &parameter["style"]),
                    (&"query".into(), &"form".into())
                );
                assert!(parameter["explode"] == false && parameter["schema"]["type"].is_string());
                assert!(
                    common.iter().all(|c| c["name"] != column.name),
                    "{} is a name of ours",
                    column.name
                );
            }
            let page = &operation["responses"]["200"]["content"]["application/geo+json"]["schema"]["$ref"];
            let page = page
                .as_str()
                .and_then(|r| r.rsplit('/').next())
                .expect("a page of its own");
            let member = |of: &str, path: &str| {
                let schema = &whole["components"]["schemas"][of];
                let found = schema.pointer(path).and_then(|r| r["$ref"].as_str()).expect(of);
                found.rsplit('/').next().expect("a name").to_owned()
            };
            let row = member(&member(page, "/properties/features/items"), "/properties/properties");
            let properties = &whole["components"]["schemas"][&row]["properties"];
            let described: Vec<&String> = properties.as_object().expect("properties").keys().collect();
            assert!(described.iter().copied().eq(spec.columns().map(|c| c.name)), "{row}");
        }
    }
    let limit = &written_document()["components"]["parameters"]["limit"]["schema"];
    assert_eq!((&limit["maximum"], &limit["default"]), (&10_000.into(), &100.into()));
}

/// Every operation with its method, path and text.
fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = document()["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("an item");
        item.iter()
            .map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}

#[test]
fn every_operation_parameter_status_and_property_says_what_it_means() {
    for (name, operation) in operations() {
        let said = |value: &Value, what: &str| {
            assert!(
                value.as_str().is_some_and(|text| text.trim().len() > 2),
                "{name}: {what} has no description"
            );
        };
        said(&operation["summary"], "the operation");
        for parameter in operation["parameters"].as_array().expect("parameters") {
            said(&parameter["description"], &parameter["name"].to_string());
            assert!(parameter["schema"].is_object(), "{name}");
        }
        let responses = operation["responses"].as_object().expect("responses");
        assert!(
            ["400", "500", "503"].iter().all(|s| responses.contains_key(*s))
                && ["200", "202", "204"].iter().any(|s| responses.contains_key(*s)),
            "{name}"
        );
        for (status, response) in responses {
            said(&response["description"], status);
            let empty = ["204", "301", "304"].contains(&status.as_str());
            assert_eq!(response.get("content").is_none(), empty, "{name} {status}");
        }
    }
    for (name, schema) in document()["components"]["schemas"].as_object().expect("schemas") {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            let described = schema["description"].is_string()
                || schema["$ref"].is_string()
                || schema["oneOf"]
                    .as_array()
                    .is_some_and(|of| of.iter().any(|s| s["description"].is_string()));
            assert!(described, "{name}.{property} has no description");
        }
    }
}

#[test]
fn files_are_binary_lists_are_closed_and_nobody_says_who_he_is() {
    let document = document();
    assert_eq!(document["security"], serde_json::json!([]));
    let (mut files, mut lists) = (0, 0);
    for (name, operation) in operations() {
        for response in operation["responses"].as_object().expect("responses").values() {
            for (kind, content) in response["content"].as_object().into_iter().flatten() {
                let text = kind.starts_with("text/") || kind.contains("json") || kind.ends_with("xml");
                if !text {
                    assert_eq!(
                        content["schema"],
                        serde_json::json!({"type": "string", "format": "binary"}),
                        "{name} {kind}"
                    );
                    files += 1;
                }
            }
        }
        for parameter in operation["parameters"].as_array().expect("parameters") {
            let closed = [
                "f",
                "lang",
                "level",
                "collectionId",
                "tileMatrixSetId",
                "style",
                "filter-lang",
                "state",
            ];
            if closed.iter().any(|name| parameter["name"] == *name) {
                assert!(parameter["schema"]["enum"].is_array(), "{name}: {parameter}");
                lists += 1;
            }
        }
    }
    assert!(files > 25 && lists > 40, "{files} {lists}");
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for (name, values) in [
        ("Status", 7),
        ("SeatState", 6),
        ("Level", 4),
        ("Confidence", 5),
        ("PostKind", 5),
    ] {
        assert_eq!(schemas[name]["enum"].as_array().map(Vec::len), Some(values), "{name}");
    }
    // A text that names its values is a list of them.
    for (name, schema) in schemas {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            let words = schema["description"].as_str().unwrap_or_default();
            let begins = words.starts_with('`') && words.matches('`').count() >= 4;
            let plain = schema["type"] == "string" && schema["enum"].is_null();
            assert!(!(begins && plain), "{name}.{property}: {words}");
        }
    }
}
