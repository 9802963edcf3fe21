//! Every code of a finding stands in docs/DATA.md, and a test names it: there is a world or a file that brings it about.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Words that begin with `E_`, `W_` or `N_`.
fn codes(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .filter(|w| w.len() > 4 && ["E_", "W_", "N_"].iter().any(|p| w.starts_with(p)))
        .collect()
}

/// The texts of all Rust files in a folder and those below it, but for this one.
fn sources(folder: &str) -> String {
    let mut open: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("it is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("findings_page.rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no source in {folder}");
    files
        .iter()
        .map(|f| std::fs::read_to_string(f).expect("it is UTF-8"))
        .collect()
}

#[test]
fn every_check_is_listed_and_broken_by_a_test() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/DATA.md");
    let page = std::fs::read_to_string(page).expect("it is there");
    let (of_import, of_checks) = page.split_once("## Findings").expect("the page has the section");
    let of_import = of_import.split_once("## Import").expect("and this one").1;
    for (code, tests, listed, least) in [
        (
            sources("crates/core/src/snapshot"),
            sources("crates/core/tests/it/validate"),
            of_checks,
            70,
        ),
        (
            sources("crates/gdal/src"),
            sources("crates/gdal/tests/it/import"),
            of_import,
            20,
        ),
    ] {
        let shipped: BTreeSet<&str> = codes(&code).into_iter().collect();
        assert!(shipped.len() > least, "only {} codes found", shipped.len());
        let missing = |from: &str| -> Vec<String> {
            let there = codes(from);
            shipped
                .iter()
                .filter(|c| !there.contains(*c))
                .map(ToString::to_string)
                .collect()
        };
        assert_eq!(missing(listed), Vec::<String>::new(), "not listed in docs/DATA.md");
        assert_eq!(missing(&tests), Vec::<String>::new(), "no test breaks it");
    }
}
