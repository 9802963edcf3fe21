//! The files of a `GeoPackage` (the database, its write-ahead log, its rollback journal) read or copied as one.
//!
//! SQLite moves a log into the database when the last reader closes it. So a database with a log is opened from a copy,
//! and the user's files stay as they are. Does not look inside the files.
use riverchief_files::scratch::Scratch;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Endings of the files that SQLite keeps next to a database.
const COMPANIONS: [&str; 2] = ["-wal", "-journal"];
/// How often a file is read again because it changed while it was read.
const ATTEMPTS: usize = 3;

/// The path of a database with an ending appended: `a.gpkg` becomes `a.gpkg-wal`.
pub(super) fn companion(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a companion of a database exists and holds anything.
pub(super) fn has_companion(path: &Path, ending: &str) -> bool {
    fs::metadata(companion(path, ending)).is_ok_and(|found| found.len() > 0)
}

/// Whether a database has a log or a journal that belongs to its content.
pub(super) fn has_companions(path: &Path) -> bool {
    COMPANIONS.iter().any(|ending| has_companion(path, ending))
}

/// Calls `read` until the database and its companions are the same before and after it.
///
/// # Errors
/// Those of `read` and of the system, and when the files change during each of several attempts.
pub(super) fn read_unchanged<T>(path: &Path, mut read: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    let mut before = state(path)?;
    for _ in 0..ATTEMPTS {
        let value = read()?;
        let after = state(path)?;
        if before == after {
            return Ok(value);
        }
        before = after;
    }
    Err(io::Error::other(
        "the file keeps changing; try again when it has been written",
    ))
}

/// Size and time of change of the database and of each companion.
fn state(path: &Path) -> io::Result<Vec<Option<(u64, SystemTime)>>> {
    let of = |found: fs::Metadata| io::Result::Ok(Some((found.len(), found.modified()?)));
    let mut states = vec![of(fs::metadata(path)?)?];
    for ending in COMPANIONS {
        states.push(match fs::metadata(companion(path, ending)) {
            Ok(found) => of(found)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        });
    }
    Ok(states)
}

/// A copy of a database and its companions, deleted when this value is dropped.
#[derive(Debug)]
pub(super) struct DatabaseCopy {
    _folder: Scratch,
    /// The copied database.
    pub(super) path: PathBuf,
}

/// Copies a database and its companions into a folder for temporary files.
///
/// # Errors
/// Those of the system; a file that can't be written is named.
pub(super) fn copy(path: &Path) -> io::Result<DatabaseCopy> {
    let folder = Scratch::make(None)?;
    let copy = folder.path().join(path.file_name().unwrap_or_default());
    fs::copy(path, &copy)?;
    for ending in COMPANIONS {
        match fs::copy(companion(path, ending), companion(&copy, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(DatabaseCopy {
        _folder: folder,
        path: copy,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_is_read_again_and_one_that_keeps_changing_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.gpkg");
        fs::write(&path, "a").expect("written");
        let changes = |path: &Path, most: usize| {
            let mut count = 0;
            read_unchanged(path, || {
                let content = fs::read(path)?;
                if count < most {
                    count += 1;
                    fs::write(path, "a".repeat(content.len() + 1))?;
                }
                Ok(content.len())
            })
        };
        assert_eq!(changes(&path, 0).expect("unchanged"), 1);
        assert_eq!(changes(&path, 1).expect("changed once"), 2);
        assert!(changes(&path, 9).is_err_and(|error| error.to_string().contains("keeps changing")));
        let log = companion(&path, "-wal");
        let mut written = false;
        let read = read_unchanged(&path, || {
            if !written {
                written = true;
                fs::write(&log, "frames")?;
            }
            Ok(has_companions(&path))
        });
        assert!(read.expect("read again"));
    }

    #[test]
    fn a_copy_has_the_companions_and_goes_with_its_value() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.gpkg");
        fs::write(&path, "database").expect("written");
        fs::write(companion(&path, "-wal"), "log").expect("written");
        let copied = copy(&path).expect("copied");
        let at = copied.path.clone();
        assert_eq!(fs::read(&at).expect("a copy"), b"database");
        assert_eq!(fs::read(companion(&at, "-wal")).expect("a copy"), b"log");
        assert!(!companion(&at, "-journal").exists());
        drop(copied);
        assert!(!at.exists());
    }
}
