//! Checks a `GeoPackage` with SQLite before GDAL opens it: it is complete, and its layers are plain tables.
//!
//! GDAL ignores a write-ahead log that it can't use, and runs whatever a view computes. Knows the files of SQLite
//! (<https://www.sqlite.org/fileformat2.html>), but no layers of a world.
use super::gpkg_copy::{companion, has_companion, has_companions};
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

/// What to do about a log that can't be read.
const CLOSE_IT: &str = "close the program that has the file open, open and close the file there once more, or copy the complete -wal with it";

/// Checks a file together with its log; `is_read` says which layers will be read.
///
/// # Errors
/// A description of the problem for people: the log is damaged or can't be opened, or a layer is not a table.
pub(super) fn check(path: &Path, is_read: impl Fn(&str) -> bool) -> Result<(), String> {
    if has_companion(path, "-wal") {
        check_log(&companion(path, "-wal"))
            .map_err(|what| format!("its -wal {what}, so the last changes can't be read: {CLOSE_IT}"))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if has_companions(path) {
        let unreadable =
            |error: rusqlite::Error| format!("can't be read together with its -wal or -journal ({error}): {CLOSE_IT}");
        let connection = Connection::open_with_flags(path, flags).map_err(unreadable)?;
        return check_layers(&connection, is_read).map_err(unreadable)?;
    }
    let connection = Connection::open_with_flags(immutable(path), flags | OpenFlags::SQLITE_OPEN_URI);
    check_layers(&connection.map_err(damaged)?, is_read).map_err(damaged)?
}

/// Checks the content of a file without a log; `is_read` says which layers will be read.
///
/// # Errors
/// As [`check`].
pub(super) fn check_bytes(bytes: &[u8], is_read: impl Fn(&str) -> bool) -> Result<(), String> {
    let mut connection = Connection::open_in_memory().map_err(damaged)?;
    connection
        .deserialize_read_exact(c"main", bytes, bytes.len(), true)
        .map_err(damaged)?;
    check_layers(&connection, is_read).map_err(damaged)?
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err needs")]
fn damaged(error: rusqlite::Error) -> String {
    format!("damaged: {error}")
}

/// Marks a database without a log as one that keeps none: SQLite can't open the other kind in memory.
///
/// Bytes 18 and 19 of the header are the write and read versions (file format, section 1.3): 1 is the rollback journal,
/// 2 the write-ahead log.
pub(super) fn without_log(bytes: &mut [u8]) {
    if let Some(versions @ [2, 2]) = bytes.get_mut(18..20) {
        versions.fill(1);
    }
}

/// The inner error is a layer that is not a table.
fn check_layers(connection: &Connection, is_read: impl Fn(&str) -> bool) -> rusqlite::Result<Result<(), String>> {
    for (name, kind, made) in objects(connection)? {
        if !is_read(&name) {
            continue;
        }
        let made = made.unwrap_or_default().to_ascii_uppercase();
        let words: Vec<&str> = made.split_ascii_whitespace().take(2).collect();
        if kind == "view" || words == ["CREATE", "VIRTUAL"] {
            let kind = if kind == "view" { "view" } else { "virtual table" };
            return Ok(Err(format!(
                "layer {name} is a {kind}, whose rows are computed; save it as a table and import that"
            )));
        }
        if is_computed(connection, &name)? {
            return Ok(Err(format!(
                "layer {name} has a generated column, which is computed while reading; save it as an ordinary column"
            )));
        }
    }
    Ok(Ok(()))
}

fn objects(connection: &Connection) -> rusqlite::Result<Vec<(String, String, Option<String>)>> {
    let mut statement =
        connection.prepare("SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// Whether a table has a column that SQLite computes when it is read.
fn is_computed(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT count(*) FROM pragma_table_xinfo(?1) WHERE hidden = 2";
    let count: i64 = connection.query_row(sql, [table], |row| row.get(0))?;
    Ok(count > 0)
}

/// The URI of a file that is not written to: SQLite then makes no other file next to it.
fn immutable(path: &Path) -> PathBuf {
    let escaped = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    PathBuf::from(format!("file:{escaped}?immutable=1"))
}

/// The header of a write-ahead log, and of each of its frames.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The first number of a log; its last bit gives the byte order of the checksums.
const MAGIC: u32 = 0x377f_0682;

/// Checks that a write-ahead log is complete: the checksum of every frame is right, and the last frame ends a transaction.
fn check_log(log: &Path) -> Result<(), String> {
    let file = File::open(log).map_err(|e| format!("can't be opened ({e})"))?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut header = [0; LOG_HEADER];
    if !filled(&mut file, &mut header)? {
        return Err("is cut short".to_owned());
    }
    let number = |bytes: &[u8], at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let magic = number(&header, 0);
    let big_endian = magic & 1 == 1;
    let page = number(&header, 8);
    let sum = summed([0, 0], &header[..24], big_endian);
    if magic & !1 != MAGIC || !(512..=65_536).contains(&page) || sum != [number(&header, 24), number(&header, 28)] {
        return Err("is damaged".to_owned());
    }
    let (mut sum, mut ended) = (sum, true);
    let mut frame = vec![0; FRAME_HEADER + usize::try_from(page).map_err(|e| e.to_string())?];
    loop {
        if !filled(&mut file, &mut frame)? {
            break;
        }
        // Frames of an earlier log may follow; they have another salt.
        if frame[8..16] != header[16..24] {
            break;
        }
        sum = summed(summed(sum, &frame[..8], big_endian), &frame[FRAME_HEADER..], big_endian);
        if sum != [number(&frame, 16), number(&frame, 20)] {
            return Err("is damaged".to_owned());
        }
        ended = number(&frame, 4) != 0;
    }
    if ended {
        Ok(())
    } else {
        Err("ends in the middle of a change".to_owned())
    }
}

/// Fills a buffer; `false` at the end of the file, an error when the file ends before the buffer is full.
fn filled(file: &mut BufReader<File>, buffer: &mut [u8]) -> Result<bool, String> {
    let mut there = 0;
    while there < buffer.len() {
        match file.read(&mut buffer[there..]) {
            Ok(0) if there == 0 => return Ok(false),
            Ok(0) => return Err("is cut short".to_owned()),
            Ok(bytes) => there += bytes,
            Err(error) => return Err(format!("can't be read ({error})")),
        }
    }
    Ok(true)
}

/// The running checksum of a log (section 4.2 of the file format).
fn summed([mut a, mut b]: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let number = |bytes: &[u8]| {
        let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    for pair in bytes.chunks_exact(8) {
        a = a.wrapping_add(number(&pair[..4])).wrapping_add(b);
        b = b.wrapping_add(number(&pair[4..])).wrapping_add(a);
    }
    [a, b]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with a layer `a`, whose second row stands in its log alone.
    fn with_log(folder: &Path) -> PathBuf {
        let (made, path) = (folder.join("made.gpkg"), folder.join("a.gpkg"));
        let open = Connection::open(&made).expect("made");
        open.execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE a (x); INSERT INTO a VALUES (1);
             PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO a VALUES (2); INSERT INTO a VALUES (3);",
        )
        .expect("filled");
        for ending in ["", "-wal"] {
            std::fs::copy(
                format!("{}{ending}", made.display()),
                format!("{}{ending}", path.display()),
            )
            .expect("copied");
        }
        path
    }

    #[test]
    fn a_log_is_read_or_the_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = with_log(folder.path());
        assert_eq!(check(&path, |_| true), Ok(()));
        let log = companion(&path, "-wal");
        let bytes = std::fs::read(&log).expect("a log");
        let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = bytes.clone();
            change(&mut bytes);
            std::fs::write(&log, bytes).expect("written");
            check(&path, |_| true).expect_err("refused")
        };
        assert!(damaged(&|b| b.truncate(b.len() - 1)).contains("cut short"));
        assert!(damaged(&|b| b.truncate(20)).contains("cut short"));
        assert!(damaged(&|b| b[3] ^= 4).contains("damaged"));
        assert!(damaged(&|b| b[LOG_HEADER + FRAME_HEADER + 7] ^= 1).contains("damaged"));
        assert!(damaged(&|b| b.fill(0)).contains("damaged"));
    }

    #[test]
    fn what_computes_its_rows_is_no_layer() {
        let folder = tempfile::tempdir().expect("a folder");
        for (made, expected) in [
            ("CREATE TABLE a (x)", None),
            ("CREATE VIEW a AS SELECT zeroblob(1000000000) AS x", Some("is a view")),
            (
                "CREATE VIEW a AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
                Some("is a view"),
            ),
            (
                "create  virtual table a using rtree(id, x0, x1)",
                Some("is a virtual table"),
            ),
            (
                "CREATE TABLE a (x, y GENERATED ALWAYS AS (zeroblob(1000000000)))",
                Some("generated column"),
            ),
        ] {
            let path = folder.path().join("a.gpkg");
            let _ = std::fs::remove_file(&path);
            Connection::open(&path).expect("made").execute_batch(made).expect(made);
            let found = check(&path, |name| name == "a");
            match expected {
                None => assert_eq!(found, Ok(()), "{made}"),
                Some(words) => assert!(found.clone().is_err_and(|e| e.contains(words)), "{made}: {found:?}"),
            }
            assert_eq!(check(&path, |name| name == "b"), Ok(()), "{made}");
        }
    }
}
