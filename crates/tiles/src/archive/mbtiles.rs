//! Writes `MBTiles` 1.3. `SQLite` is the system's library, which GDAL uses too.
use super::contents::Contents;
use super::each_tile::each_tile;
use super::error::ArchiveError;
use rusqlite::{Connection, ErrorCode, params};
use serde_json::{Value, json};
use std::path::Path;

/// No journal: the file is temporary and used by this process alone, so an interrupted run loses nothing.
const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA application_id = 0x4d504258;
    BEGIN;
    CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
    CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);";

/// Writes every tile into the empty file `place`; `path` is the name for messages. Returns the number of tiles.
pub(super) fn write(
    contents: &Contents<'_>,
    place: &Path,
    path: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, ArchiveError> {
    let wrong = |source: rusqlite::Error| match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => ArchiveError::Full(path.to_owned()),
        _ => ArchiveError::Sqlite {
            file: path.to_owned(),
            source,
        },
    };
    let connection = Connection::open(place).map_err(wrong)?;
    connection.execute_batch(SCHEMA).map_err(wrong)?;
    for (name, value) in metadata(contents) {
        let insert = connection.execute("INSERT INTO metadata VALUES (?1, ?2)", params![name, value]);
        insert.map_err(wrong)?;
    }
    let mut insert = connection
        .prepare("INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)")
        .map_err(wrong)?;
    let kept = each_tile(contents, progress, |tile| {
        // Rows count from the south (TMS).
        let row = (1_u32 << tile.at.z) - 1 - tile.at.y;
        let inserted = insert.execute(params![tile.at.z, tile.at.x, row, tile.gzip]);
        inserted.map(|_| ()).map_err(wrong)
    })?;
    drop(insert);
    // The index is created last: that is faster, and the file is smaller.
    let end = "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row); COMMIT;";
    connection.execute_batch(end).map_err(wrong)?;
    connection.close().map_err(|(_, error)| wrong(error))?;
    Ok(kept)
}

/// The metadata as text: bounds and centre joined by commas, the layers under `json`.
fn metadata(contents: &Contents<'_>) -> Vec<(String, String)> {
    let [west, south, east, north] = contents.pyramid.bounds(contents.layers.iter());
    let zoom = (*contents.zooms.end()).min(9).max(*contents.zooms.start());
    let (lon, lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
    let mut all = vec![("center".to_owned(), format!("{lon},{lat},{zoom}"))];
    for (name, value) in contents.metadata() {
        let row = match value {
            Value::Array(layers) if name == "vector_layers" => {
                ("json".to_owned(), json!({ "vector_layers": layers }).to_string())
            }
            Value::Array(numbers) => (name, numbers.iter().map(Value::to_string).collect::<Vec<_>>().join(",")),
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        };
        all.push(row);
    }
    all
}
