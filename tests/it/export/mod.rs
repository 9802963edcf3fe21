//! What is taken away: every collection in every format for other programs to read, by the command line; the whole world.
mod brought_back;
mod command;
mod formats;
mod formulas;
mod grid;
mod roster;
pub mod unit;
mod whole_world;

use riverchief::export::Chosen;
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::query::RowRef;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

const DAY: Date = Date::constant(2026, 11, 24);

/// The default world.
fn published() -> &'static Published {
    static WORLD: OnceLock<Published> = OnceLock::new();
    WORLD.get_or_init(|| riverchief::config::open(None, Thresholds::default()).expect("the default world"))
}

/// All rows and columns of a collection.
fn whole(collection: CollectionId) -> Chosen {
    let table = published().table(&published().epoch(DAY), collection);
    Chosen {
        collection,
        rows: (0..table.rows().len()).map(|row| RowRef { table: 0, row }).collect(),
        tables: vec![table],
        columns: (0..collection.spec().columns().count()).collect(),
        unplaced: 0,
    }
}

fn named(id: &str) -> CollectionId {
    id.parse().expect("a collection")
}

/// The Python of the tests; if it is absent, the test is reported as skipped.
fn python() -> Option<Command> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = std::env::var_os("RIVERCHIEF_PYTHON").map_or_else(|| root.join(".venv/bin/python"), PathBuf::from);
    if !path.exists() {
        assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
        riverchief_repository::skipped(".venv is absent");
        return None;
    }
    Some(Command::new(path))
}
