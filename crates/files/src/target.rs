//! Writes files: a file gets its name only when it is complete, a link stays a link, and a device or pipe is written to
//! directly. Temporary files of killed writers are removed.
use std::fs::{File, Metadata, Permissions, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;
use thiserror::Error;

/// Size of the write buffer.
const BUFFER_BYTES: usize = 256 << 10;
/// Prefix and suffix of the names of temporary files.
const PREFIX: &str = ".riverchief-";
const SUFFIX: &str = ".tmp";
/// A writer locks its file right after making it, and sets an old time of change; a new, empty file may not be locked yet.
const UNLOCKED: Duration = Duration::from_mins(1);

/// Why a file can't be written.
#[derive(Debug, Error)]
pub enum TargetError {
    /// The file exists.
    #[error("{} already exists; choose another name, or overwrite it with --force", .0.display())]
    Exists(PathBuf),
    /// A file that can't be written as a stream was to be written to a device or pipe.
    #[error("{} is a device or pipe; this output needs a file", .0.display())]
    Stream(PathBuf),
    /// An error of the system.
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

/// What happens to an existing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is kept, and nothing is written.
    Kept,
    /// It is replaced when the new file is complete.
    Replaced,
}

impl Existing {
    /// By the value of `--force`.
    #[must_use]
    pub fn forced(force: bool) -> Self {
        if force { Self::Replaced } else { Self::Kept }
    }
}

/// A file that is being written. If it is dropped before [`Target::finish`], nothing is left.
#[derive(Debug)]
pub struct Target {
    named: PathBuf,
    output: Output,
}

#[derive(Debug)]
enum Output {
    /// A temporary file next to `place`, which is the target of a link.
    Temporary {
        file: BufWriter<NamedTempFile>,
        place: PathBuf,
    },
    /// A device or pipe, next to which no temporary file can be made.
    Direct(BufWriter<File>),
}

impl Target {
    /// Makes a temporary file next to `path`, or opens a device or pipe.
    ///
    /// # Errors
    /// [`TargetError::Exists`], or an error of the system.
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
            return Err(wrong(io::Error::other("it is a folder; give the name of a file")));
        }
        if found.as_ref().is_some_and(|f| !f.is_file()) {
            let file = File::options().write(true).open(path).map_err(wrong)?;
            return Ok(Self {
                named: path.to_owned(),
                output: Output::Direct(BufWriter::with_capacity(BUFFER_BYTES, file)),
            });
        }
        if found.is_some() && existing == Existing::Kept {
            return Err(TargetError::Exists(path.to_owned()));
        }
        // If the target of a link doesn't exist yet, it is made.
        let place = if path.is_symlink() {
            path.canonicalize().or_else(|_| link_target(path)).map_err(wrong)?
        } else {
            path.to_owned()
        };
        let folder = folder_of(&place);
        if !folder.is_dir() {
            let words = format!("the folder {} does not exist; create it first", folder.display());
            return Err(wrong(io::Error::new(ErrorKind::NotFound, words)));
        }
        sweep(folder);
        let file = temporary_file(folder, found.as_ref()).map_err(wrong)?;
        // On a file system without locks nothing is removed either, so the write is safe without a lock. The old time of change
        // marks the file as one that has been locked: if the lock is gone, its writer was killed.
        let _ = file.as_file().lock();
        let _ = file.as_file().set_modified(SystemTime::UNIX_EPOCH);
        Ok(Self {
            named: path.to_owned(),
            output: Output::Temporary {
                file: BufWriter::with_capacity(BUFFER_BYTES, file),
                place,
            },
        })
    }

    /// As [`Target::open`], for output that can't be written as a stream, such as a world or an archive.
    ///
    /// # Errors
    /// [`TargetError::Stream`] for a device or pipe, and those of [`Target::open`].
    pub fn open_file(path: &Path, existing: Existing) -> Result<Self, TargetError> {
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(TargetError::Stream(path.to_owned()));
        }
        Self::open(path, existing)
    }

    /// The temporary file and its path; `None` for a device or pipe.
    #[must_use]
    pub fn temporary(&self) -> Option<(&File, &Path)> {
        match &self.output {
            Output::Temporary { file, .. } => Some((file.get_ref().as_file(), file.get_ref().path())),
            Output::Direct(_) => None,
        }
    }

    /// A folder on the same disk for other temporary files; `None` for a device or pipe.
    #[must_use]
    pub fn scratch(&self) -> Option<&Path> {
        match &self.output {
            Output::Temporary { place, .. } => Some(folder_of(place)),
            Output::Direct(_) => None,
        }
    }

    /// Gives the file its name, and returns its size in bytes.
    ///
    /// # Errors
    /// Those of the system.
    pub fn finish(self) -> Result<u64, TargetError> {
        let named = self.named;
        let wrong = |source| TargetError::at(&named, source);
        match self.output {
            Output::Direct(mut file) => {
                file.flush().map_err(wrong)?;
                Ok(0)
            }
            Output::Temporary { file, place } => {
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

/// Writes `bytes` to `path` in one step.
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

/// A temporary file with the permissions of the file that it replaces.
fn temporary_file(folder: &Path, replaced: Option<&Metadata>) -> io::Result<NamedTempFile> {
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

/// The target of a link whose target doesn't exist.
fn link_target(link: &Path) -> io::Result<PathBuf> {
    let to = std::fs::read_link(link)?;
    let to = folder_of(link).join(to);
    let name = to
        .file_name()
        .ok_or_else(|| io::Error::other("the target of the link is not a file"))?;
    Ok(folder_of(&to).canonicalize()?.join(name))
}

/// The folder of a path; the current folder if the path has none.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Removes temporary files of killed writers, which are not locked any more. A file that can't be read or removed belongs to
/// somebody else and stays.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name
            .to_str()
            .is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        if ours && entry.file_type().is_ok_and(|t| t.is_file()) && is_abandoned(&entry.path()) {
            // Another writer may remove it at the same time.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether a file has no writer any more.
fn is_abandoned(path: &Path) -> bool {
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
        match &mut self.output {
            Output::Temporary { file, .. } => file.write(bytes),
            Output::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.output {
            Output::Temporary { file, .. } => file.flush(),
            Output::Direct(file) => file.flush(),
        }
    }
}
