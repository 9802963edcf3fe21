//! Every code of the checks stands in docs/DATA.md and has a world that breaks it.
use std::collections::BTreeSet;
use std::path::Path;

/// Texts in quotation marks or backticks that begin with `E_`, `W_` or `N_`.
fn codes(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'))
        .filter(|w| w.len() > 4 && ["E_", "W_", "N_"].iter().any(|p| w.starts_with(p)))
        .collect()
}

fn folder(path: &str, skip: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("it is there")
        .map(|f| f.expect("it can be listed").path())
        .filter(|p| p.is_file() && !p.ends_with(skip))
        .collect();
    files.sort();
    files
        .iter()
        .map(|f| std::fs::read_to_string(f).expect("it is UTF-8"))
        .collect()
}

#[test]
fn every_check_is_listed_and_broken_by_a_test() {
    let checks = folder("src/snapshot/checks", "");
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/DATA.md")).expect("it is there");
    let tests = folder("tests/it/validate", "page.rs");
    let shipped = codes(&checks);
    assert!(shipped.len() > 60);
    let section = page.split("## Findings").nth(1).expect("the page has the section");
    assert_eq!(
        shipped.difference(&codes(section)).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
    assert_eq!(
        shipped.difference(&codes(&tests)).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
}
