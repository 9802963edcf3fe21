//! Whether a `GeoPackage` can be read whole and means what it holds, asked of SQLite before GDAL opens it.
//!
//! GDAL reads a file without its write-ahead log where the log can't be used, and runs whatever a view computes. Knows
//! SQLite's files (<https://www.sqlite.org/fileformat2.html>) and no layer of ours.
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

/// What a person does about a log that can't be read.
const CLOSE_IT: &str =
    "close the program that has the file open, open and close it there once more, or bring its -wal along whole";

/// Checks the file and its log; `is_read` says which layers will be.
///
/// # Errors
/// What is wrong, for a person: the log is damaged or can't be opened, or a layer is no table.
pub(super) fn check(path: &Path, is_read: impl Fn(&str) -> bool) -> Result<(), String> {
    let log = beside(path, "-wal").filter(|log| std::fs::metadata(log).is_ok_and(|found| found.len() > 0));
    if let Some(log) = &log {
        whole(log).map_err(|what| format!("its -wal {what}, so the last changes can't be read: {CLOSE_IT}"))?;
    }
    let journal = beside(path, "-journal").filter(|file| std::fs::metadata(file).is_ok_and(|found| found.len() > 0));
    let alone = log.is_none() && journal.is_none();
    let file = if alone { immutable(path) } else { path.to_owned() };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = if alone {
        flags | OpenFlags::SQLITE_OPEN_URI
    } else {
        flags
    };
    let said = |error: rusqlite::Error| {
        if alone {
            format!("damaged: {error}")
        } else {
            format!("can't be read together with its -wal or -journal ({error}): {CLOSE_IT}")
        }
    };
    let connection = Connection::open_with_flags(file, flags).map_err(said)?;
    for (name, kind, made) in objects(&connection).map_err(said)? {
        if !is_read(&name) {
            continue;
        }
        let made = made.unwrap_or_default().to_ascii_uppercase();
        let words: Vec<&str> = made.split_ascii_whitespace().take(2).collect();
        if kind == "view" || words == ["CREATE", "VIRTUAL"] {
            let kind = if kind == "view" { "view" } else { "virtual table" };
            return Err(format!(
                "layer {name} is a {kind}, which computes its rows; save it as a table and bring that in"
            ));
        }
        if is_computed(&connection, &name).map_err(said)? {
            return Err(format!(
                "layer {name} has a generated column, which is computed while reading; save it as a plain one"
            ));
        }
    }
    Ok(())
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

fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let mut name = path.file_name()?.to_owned();
    name.push(ending);
    Some(path.with_file_name(name))
}

/// The address of a file that nobody writes: SQLite then makes no file beside it.
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
/// The first number of a log; its last bit says in which order its sums read bytes.
const MAGIC: u32 = 0x377f_0682;

/// Whether a write-ahead log is whole: every frame of its last run sums up, and the last one ends a transaction.
fn whole(log: &Path) -> Result<(), String> {
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
        match filled(&mut file, &mut frame) {
            Ok(true) => {}
            Ok(false) => break,
            Err(what) => return Err(what),
        }
        // Frames of an earlier run stand behind those of the last one.
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

/// Fills a buffer; `false` at the end of the file, an error when it ends in between.
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

/// The running sum of a log (section 4.2 of the file format).
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
        let log = beside(&path, "-wal").expect("a name");
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
