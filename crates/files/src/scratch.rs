//! Folders for temporary files. They are deleted by their owner, or by a later process if the owner was killed.
//!
//! Each folder contains a file that its owner keeps locked; the lock ends with the process. Knows no file formats.
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;
use tempfile::TempDir;

/// Prefix of the names of these folders.
const PREFIX: &str = ".riverchief-";
/// The locked file.
const LOCK: &str = "lock";
/// A folder without a lock that is older than this is abandoned: an owner locks its folder right after making it.
const UNLOCKED: Duration = Duration::from_mins(1);

/// A folder for temporary files, deleted when this value is dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes a folder within another one, or in the system's folder for temporary files (`TMPDIR`).
    ///
    /// # Errors
    /// The folder can't be written to.
    pub fn make(within: Option<&Path>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        let folder = if let Some(within) = within {
            sweep(within);
            builder.tempdir_in(within)?
        } else {
            sweep_temporary();
            builder.tempdir()?
        };
        let mut lock = File::create_new(folder.path().join(LOCK))?;
        // On a file system without locks no folder is taken for abandoned.
        let _ = lock.lock();
        lock.write_all(b"locked by its owner\n")?;
        Ok(Self { folder, _lock: lock })
    }

    /// The path of the folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes abandoned folders from the system's folder for temporary files, once per process.
pub fn sweep_temporary() {
    static SWEPT: Once = Once::new();
    SWEPT.call_once(|| sweep(&std::env::temp_dir()));
}

/// Removes the folders of killed processes. Folders that can't be read or removed belong to somebody else and stay.
fn sweep(within: &Path) {
    let Ok(entries) = fs::read_dir(within) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_abandoned(&entry.path()) {
            // Another process may remove it at the same time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a folder has no owner any more.
fn is_abandoned(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => match lock.try_lock() {
            // An empty lock file may be about to be locked.
            Ok(()) => lock.metadata().is_ok_and(|found| found.len() > 0) || is_old(&folder.join(LOCK)),
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
        Err(error) => error.kind() == io::ErrorKind::NotFound && is_old(folder),
    }
}

fn is_old(path: &Path) -> bool {
    let changed = fs::symlink_metadata(path).and_then(|found| found.modified());
    changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > UNLOCKED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn what_a_killed_owner_left_is_swept_and_what_somebody_owns_is_not() {
        let top = tempfile::tempdir().expect("a folder");
        let owned = Scratch::make(Some(top.path())).expect("a folder");
        fs::write(owned.path().join("a"), "x").expect("written");
        let folder = |name: &str, lock: Option<&str>, age: Duration| {
            let path = top.path().join(name);
            fs::create_dir(&path).expect("made");
            fs::write(path.join("b"), "x").expect("written");
            let aged = lock.map_or_else(|| path.clone(), |_| path.join(LOCK));
            if let Some(text) = lock {
                fs::write(&aged, text).expect("written");
            }
            let at = SystemTime::now() - age;
            File::open(&aged).and_then(|f| f.set_modified(at)).expect("set");
            path
        };
        let (old, new) = (UNLOCKED * 2, Duration::ZERO);
        let left = [
            folder(".riverchief-1", Some("locked"), new),
            folder(".riverchief-2", Some(""), old),
            folder(".riverchief-3", None, old),
        ];
        let kept = [
            folder(".riverchief-4", Some(""), new),
            folder(".riverchief-5", None, new),
            folder("another", Some("locked"), old),
        ];
        let second = Scratch::make(Some(top.path())).expect("a folder");
        assert!(left.iter().all(|path| !path.exists()));
        assert!(kept.iter().all(|path| path.exists()) && owned.path().join("a").exists());
        let path = second.path().to_owned();
        drop(second);
        assert!(!path.exists());
    }
}
