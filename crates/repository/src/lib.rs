//! Where the parts of the repository lie, for tests: each crate's tests run in a folder of their own.
#![forbid(unsafe_code)]
use std::path::{Path, PathBuf};

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let below = Path::new(env!("CARGO_MANIFEST_DIR"));
    below.ancestors().nth(2).unwrap_or(below).to_owned()
}

/// The default world, as it is committed.
#[must_use]
pub fn default_world() -> PathBuf {
    root().join("gis_data/beihai.gpkg")
}

/// The data beside the repository: `RIVERCHIEF_SHARED`, or `../shared`. It need not be there.
#[must_use]
pub fn shared() -> PathBuf {
    std::env::var_os("RIVERCHIEF_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from)
}
