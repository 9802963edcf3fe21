//! The one place that writes files: a file takes its name only when it is whole, a link stays a link, a device or a pipe
//! is written to. What a killed writer left beside is swept.
use std::fs::{File, Metadata, Permissions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;
use thiserror::Error;

/// Bytes between the writers and the system.
const BUFFER_BYTES: usize = 256 << 10;
/// How the name of a file on its way begins and ends.
const PREFIX: &str = ".riverchief-";
const SUFFIX: &str = ".tmp";
/// A writer locks its file right after making it, and makes it look old; an empty one that is young may not be locked yet.
const UNLOCKED: Duration = Duration::from_mins(1);

/// Why a file can't be written.
#[derive(Debug, Error)]
pub enum TargetError {
    /// There is a file of this name.
    #[error("{} is there already; name another file, or write over it with --force", .0.display())]
    Exists(PathBuf),
    /// A file that is written here and there, onto something that is written in order.
    #[error("{} is a device or a pipe, and this can only be written as a file; name one", .0.display())]
    Stream(PathBuf),
    /// The system's word.
    #[error("can't write {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl TargetError {
    fn at(path: &Path, source: io::Error) -> Self {
        Self::File {
            file: path.to_owned(),
            source,
        }
    }
}

/// What happens to a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Kept,
    /// It is replaced once the new one is whole.
    Replaced,
}

impl Existing {
    /// By the option `--force`.
    #[must_use]
    pub fn forced(force: bool) -> Self {
        if force { Self::Replaced } else { Self::Kept }
    }
}

/// A file on its way. Dropped before [`Target::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Target {
    named: PathBuf,
    out: Out,
}

#[derive(Debug)]
enum Out {
    /// Written beside `place`, the file that a link leads to.
    Beside {
        file: BufWriter<NamedTempFile>,
        place: PathBuf,
    },
    /// A device or a pipe: no temporary file can be made next to it.
    Straight(BufWriter<File>),
}

impl Target {
    /// Makes a file beside the one named, or opens the device or pipe of that name.
    ///
    /// # Errors
    /// [`TargetError::Exists`], or the system's.
    ///
    /// ```
    /// use riverchief_files::target::{Existing, Target};
    /// use std::io::Write as _;
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("a.txt");
    /// let mut target = Target::open(&path, Existing::Kept)?;
    /// target.write_all(b"whole")?;
    /// assert!(!path.exists());
    /// assert_eq!(target.finish()?, 5);
    /// assert_eq!(std::fs::read(&path)?, b"whole");
    /// assert!(Target::open(&path, Existing::Kept).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(path: &Path, existing: Existing) -> Result<Self, TargetError> {
        let wrong = |source| TargetError::at(path, source);
        let found = std::fs::metadata(path).ok();
        if found.as_ref().is_some_and(Metadata::is_dir) {
            return Err(wrong(io::Error::other("it is a folder; name the file to write")));
        }
        if found.as_ref().is_some_and(|f| !f.is_file()) {
            let file = File::options().write(true).open(path).map_err(wrong)?;
            return Ok(Self {
                named: path.to_owned(),
                out: Out::Straight(BufWriter::with_capacity(BUFFER_BYTES, file)),
            });
        }
        if found.is_some() && existing == Existing::Kept {
            return Err(TargetError::Exists(path.to_owned()));
        }
        // Of a link that leads to nothing yet, the file that it names is made.
        let place = if path.is_symlink() {
            path.canonicalize().or_else(|_| led_to(path)).map_err(wrong)?
        } else {
            path.to_owned()
        };
        let folder = folder_of(&place);
        if !folder.is_dir() {
            let words = format!("there is no folder {}; make it first", folder.display());
            return Err(wrong(io::Error::new(ErrorKind::NotFound, words)));
        }
        sweep(folder);
        let file = beside(folder, found.as_ref()).map_err(wrong)?;
        // Where the file system has no locks nothing is swept either, so the write is as safe without one. A file as old
        // as time is one that was locked, and so left behind by whoever made it where it is no more.
        let _ = file.as_file().lock();
        let _ = file.as_file().set_modified(SystemTime::UNIX_EPOCH);
        Ok(Self {
            named: path.to_owned(),
            out: Out::Beside {
                file: BufWriter::with_capacity(BUFFER_BYTES, file),
                place,
            },
        })
    }

    /// The same for what can only be written as a file, a world or an archive.
    ///
    /// # Errors
    /// [`TargetError::Stream`] for a device or a pipe, and those of [`Target::open`].
    pub fn open_file(path: &Path, existing: Existing) -> Result<Self, TargetError> {
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(TargetError::Stream(path.to_owned()));
        }
        Self::open(path, existing)
    }

    /// The file that has no name yet, and where it lies; `None` for a device or a pipe.
    #[must_use]
    pub fn temporary(&self) -> Option<(&File, &Path)> {
        match &self.out {
            Out::Beside { file, .. } => Some((file.get_ref().as_file(), file.get_ref().path())),
            Out::Straight(_) => None,
        }
    }

    /// Where temporary files of the same disk go.
    #[must_use]
    pub fn scratch(&self) -> Option<&Path> {
        match &self.out {
            Out::Beside { place, .. } => Some(folder_of(place)),
            Out::Straight(_) => None,
        }
    }

    /// Gives the file its name; returns its size in bytes.
    ///
    /// # Errors
    /// Those of the system.
    pub fn finish(self) -> Result<u64, TargetError> {
        let named = self.named;
        let wrong = |source| TargetError::at(&named, source);
        match self.out {
            Out::Straight(mut file) => {
                file.flush().map_err(wrong)?;
                Ok(0)
            }
            Out::Beside { file, place } => {
                let file = file.into_inner().map_err(|e| wrong(e.into_error()))?;
                let bytes = file.as_file().metadata().map_err(wrong)?.len();
                if bytes == 0 {
                    file.as_file().set_modified(SystemTime::now()).map_err(wrong)?;
                }
                file.as_file().sync_all().map_err(wrong)?;
                file.persist(&place).map_err(|e| wrong(e.error))?;
                (File::open(folder_of(&place)).and_then(|folder| folder.sync_all())).map_err(wrong)?;
                Ok(bytes)
            }
        }
    }
}

/// Puts `bytes` at `path` in one step.
///
/// # Errors
/// Those of [`Target::open_file`] and [`Target::finish`].
pub fn place(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), TargetError> {
    let mut target = Target::open_file(path, existing)?;
    target
        .write_all(bytes)
        .map_err(|source| TargetError::at(path, source))?;
    target.finish().map(|_| ())
}

/// A file without a name yet, as readable as the one that it replaces.
fn beside(folder: &Path, replaced: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = replaced.map_or_else(|| Permissions::from_mode(0o666), Metadata::permissions);
        builder.permissions(permissions);
    }
    builder.tempfile_in(folder)
}

/// Where a link leads that has no file behind it.
fn led_to(link: &Path) -> io::Result<PathBuf> {
    let to = std::fs::read_link(link)?;
    let to = folder_of(link).join(to);
    let name = to
        .file_name()
        .ok_or_else(|| io::Error::other("the link leads to no file"))?;
    Ok(folder_of(&to).canonicalize()?.join(name))
}

/// The folder of a file, the current one where it names none.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
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
            // Another writer may have swept it meanwhile.
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

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Out::Beside { file, .. } => file.write(bytes),
            Out::Straight(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Beside { file, .. } => file.flush(),
            Out::Straight(file) => file.flush(),
        }
    }
}
