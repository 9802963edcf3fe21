//! Both descriptions: each valid by its schema, and the same operation by operation.
use super::super::app::{App, resolved, written_document};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn the_older_description_is_valid_and_says_the_same() {
    let reply = App::small().get("/api");
    assert_eq!(
        reply.header("content-type"),
        "application/vnd.oai.openapi+json;version=3.0"
    );
    let written = reply.json();
    assert_eq!(written["openapi"], "3.0.3");
    let (older, newer) = (resolved(&written), resolved(written_document()));
    assert_eq!(
        older["paths"].as_object().map(|p| p.len()),
        newer["paths"].as_object().map(|p| p.len())
    );
    for (path, item) in newer["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("an item") {
            let other = &older["paths"][path][method];
            let place = format!("{method} {path}");
            for member in ["operationId", "summary", "description", "tags"] {
                assert_eq!(other[member], operation[member], "{place}: {member}");
            }
            let names = |o: &Value| -> Vec<(String, String, bool)> {
                let parameters = o["parameters"].as_array().into_iter().flatten();
                parameters
                    .map(|p| (p["name"].to_string(), p["in"].to_string(), p["required"] == true))
                    .collect()
            };
            assert_eq!(names(other), names(operation), "{place}");
            let responses = |o: &Value| -> Vec<(String, Vec<String>)> {
                let all = o["responses"].as_object().expect("responses");
                let types = |r: &Value| r["content"].as_object().map_or(vec![], |c| c.keys().cloned().collect());
                all.iter().map(|(status, r)| (status.clone(), types(r))).collect()
            };
            assert_eq!(responses(other), responses(operation), "{place}");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, written.to_string()).expect("written");
    let python = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python"),
        Into::into,
    );
    let checked = Command::new(&python)
        .args(["-m", "openapi_spec_validator", "--schema", "3.0"])
        .arg(&file)
        .output()
        .expect("`make test` installs it");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
