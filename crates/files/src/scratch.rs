//! Folders for temporary files: gone with their owner, and swept by the next one where the owner was killed.
//!
//! Each holds a file that its owner keeps locked; a lock goes with its process, however that ends. It knows no formats.
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;
use tempfile::TempDir;

/// How the names of such folders begin.
const PREFIX: &str = ".riverchief-";
/// The file that is locked.
const LOCK: &str = "lock";
/// An owner locks its folder right after making it; one without a lock is older when nobody will.
const UNLOCKED: Duration = Duration::from_mins(1);

/// A folder, as long as this is kept.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes one, below another folder or where temporary files go (`TMPDIR`).
    ///
    /// # Errors
    /// Nothing can be written there.
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
        // Where the file system has no locks nothing is swept either.
        let _ = lock.lock();
        lock.write_all(b"locked by its owner\n")?;
        Ok(Self { folder, _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes what killed processes left where temporary files go, once in a process.
pub fn sweep_temporary() {
    static SWEPT: Once = Once::new();
    SWEPT.call_once(|| sweep(&std::env::temp_dir()));
}

/// Removes folders whose owners were killed. What can't be looked at or removed is somebody else's and stays.
fn sweep(within: &Path) {
    let Ok(entries) = fs::read_dir(within) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_left(&entry.path()) {
            // Another process may sweep it at the same time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether nobody owns a folder any more.
fn is_left(folder: &Path) -> bool {
    match File::open(folder.join(LOCK)) {
        Ok(lock) => match lock.try_lock() {
            // An empty one may be about to be locked.
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
