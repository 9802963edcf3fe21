//! Paths within the repository, for tests, and how a test reports that it is skipped.
#![forbid(unsafe_code)]
use std::fmt::Display;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The root folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let below = Path::new(env!("CARGO_MANIFEST_DIR"));
    below.ancestors().nth(2).unwrap_or(below).to_owned()
}

/// The default world in the repository.
#[must_use]
pub fn default_world() -> PathBuf {
    root().join("gis_data/beihai.gpkg")
}

/// A file or folder of the data next to the repository (`RIVERCHIEF_SHARED`, by default `../shared`). If it is absent, the test
/// is reported as skipped, and the result is `None`.
#[must_use]
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    if folder.exists() {
        skipped(format_args!("../shared/{path} is absent"));
    } else {
        skipped("../shared is absent");
    }
    None
}

/// Reports that the current test, or a part of it, is skipped: on standard output, and as a line `test<tab>reason` in the file
/// that `SKIPPED_TESTS_FILE` names, which `scripts/run-tests` counts.
///
/// # Panics
/// The file cannot be written.
pub fn skipped(reason: impl Display) {
    println!("skipped: {reason}");
    let Some(file) = std::env::var_os("SKIPPED_TESTS_FILE") else {
        return;
    };
    // The test runner runs each test in a process of its own and names it.
    let test = ["NEXTEST_BINARY_ID", "NEXTEST_TEST_NAME"].map(|name| std::env::var(name).unwrap_or_default());
    let line = format!("{}\t{reason}\n", test.join(" "));
    let file = std::fs::File::options().append(true).create(true).open(file);
    file.and_then(|mut file| file.write_all(line.as_bytes()))
        .expect("the file of skipped tests is written");
}
