//! OGC's own examples of CQL2, from the archive of the crate `cql2`: text and JSON are read, and say the same.
use riverchief_rows::query::{FilterLanguage, Parsed};
use std::path::PathBuf;
use std::process::Command;

/// The folder of the crate's sources.
fn examples() -> PathBuf {
    let run = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&run.stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let cql2 = packages.iter().find(|p| p["name"] == "cql2").expect("the crate");
    let manifest = PathBuf::from(cql2["manifest_path"].as_str().expect("a path"));
    manifest.with_file_name("examples")
}

#[test]
fn examples_of_the_standard_are_read_in_both_languages_alike() {
    let folder = examples();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("text")).expect("examples") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().and_then(|s| s.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("text");
        let text = Parsed::read(text.trim(), FilterLanguage::Text).unwrap_or_else(|e| panic!("{name}: {e}"));
        // Some examples are further spellings of one.
        let plain = name.split("-alt").next().expect("a name");
        let json = std::fs::read_to_string(folder.join(format!("json/{plain}.json"))).expect("JSON");
        let json = Parsed::read(&json, FilterLanguage::Json).unwrap_or_else(|e| panic!("{name}: {e}"));
        // Some of the standard's geometries are invalid, so that the trees compare as they are written.
        let written = |parsed: &Parsed| parsed.to_json().unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(written(&text), written(&json), "{name}");
        count += 1;
    }
    assert!(count > 100, "{count} examples");
}
