//! Bytes put in the place of a file in one step, and what a killed writer left behind swept away.
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Result, Write as _};
use std::path::Path;
use std::time::Duration;

/// How the name of a file on its way begins.
const PREFIX: &str = ".riverchief-";
/// How it ends.
const SUFFIX: &str = ".tmp";
/// A writer locks its file right after making it and writes only then; an empty one is older when nobody will.
const UNLOCKED: Duration = Duration::from_mins(1);

/// Puts `bytes` at `path` in one step: written beside it, synced, renamed.
pub(super) fn place(path: &Path, bytes: &[u8]) -> Result<()> {
    // A link stays a link: what it points to is replaced.
    let target = if path.is_symlink() {
        path.canonicalize()?
    } else {
        path.to_owned()
    };
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        let message = format!("there is no folder {}; make it first", folder.display());
        return Err(Error::new(ErrorKind::NotFound, message));
    }
    sweep(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions =
            std::fs::metadata(&target).map_or_else(|_| std::fs::Permissions::from_mode(0o666), |m| m.permissions());
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    // Where the file system has no locks nothing is swept either, so the write is as safe without one.
    let _ = file.as_file().lock();
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Removes what killed writers left in a folder: their locks went with them. A file that can't be looked at or removed
/// is somebody else's and stays; it harms nobody.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        if ours && entry.file_type().is_ok_and(|t| t.is_file()) && is_left(&entry.path()) {
            // Another import may have swept it meanwhile.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether nobody writes a file any more.
fn is_left(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let free = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    };
    free && file.metadata().is_ok_and(|found| {
        let age = found.modified().ok().and_then(|at| at.elapsed().ok());
        found.len() > 0 || age.is_some_and(|age| age > UNLOCKED)
    })
}
