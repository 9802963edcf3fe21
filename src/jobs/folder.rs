//! The folder of the exports: a record and a file for each, and a work folder while an export runs.
//!
//! A record is written to a temporary file and renamed once it is on disk. Other files in the folder are never touched.
use super::record::{ExportId, JobRecord};
use crate::export::ExportError;
use riverchief_files::scratch::Scratch;
use riverchief_files::target::{Existing, Target};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A service locks this file while it uses the folder.
const LOCK: &str = "riverchief-exports.lock";
const RECORD: &str = "json";
const FILE: &str = "file";
const WORK: &str = "work";
/// Prefix of the temporary files of [`Target`].
const HALF_WRITTEN: &str = ".riverchief-";
/// Largest record: one with the longest filter for every collection is smaller.
const RECORD_BYTES: u64 = 16 << 20;

/// Why the folder cannot be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It cannot be created, read or written.
    #[error("can't use the folder {} for exports: {source}", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Another service uses it.
    #[error("another riverchief serves exports from {}; give each its own --export-dir", .0.display())]
    InUse(PathBuf),
}

/// The folder, locked.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
    /// Removed with it.
    _temporary: Option<Scratch>,
}

impl Folder {
    /// Locks a folder; if it does not exist, it is created with access for its owner only.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::lock(path.to_owned(), None)
    }

    /// A temporary folder that is removed when the process ends.
    pub fn temporary() -> Result<Self, OpenError> {
        let folder = Scratch::make(None).map_err(|source| OpenError::Io {
            folder: std::env::temp_dir(),
            source,
        })?;
        Self::lock(folder.path().to_owned(), Some(folder))
    }

    fn lock(path: PathBuf, temporary: Option<Scratch>) -> Result<Self, OpenError> {
        let wrong = |source| OpenError::Io {
            folder: path.clone(),
            source,
        };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
        made.map_err(wrong)?;
        let lock = File::options().create(true).append(true).open(path.join(LOCK));
        let lock = lock.map_err(wrong)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path)),
            Err(TryLockError::Error(source)) => return Err(wrong(source)),
        }
        Ok(Self {
            path,
            _lock: lock,
            _temporary: temporary,
        })
    }

    fn path(&self, id: ExportId, ending: &str) -> PathBuf {
        self.path.join(format!("{id}.{ending}"))
    }

    /// The path of the file of an export.
    pub fn file(&self, id: ExportId) -> PathBuf {
        self.path(id, FILE)
    }

    /// Creates the work folder of an export.
    pub fn work(&self, id: ExportId) -> io::Result<PathBuf> {
        let path = self.path(id, WORK);
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(path)
    }

    /// Moves a finished file out of the work folder, and syncs the folder to disk.
    pub fn keep(&self, id: ExportId, made: &Path) -> io::Result<()> {
        fs::rename(made, self.file(id))?;
        File::open(&self.path)?.sync_all()
    }

    /// Writes a record.
    pub fn write(&self, record: &JobRecord) -> Result<(), ExportError> {
        let path = self.path(record.id, RECORD);
        let mut target = Target::open(&path, Existing::Replaced)?;
        let text = serde_json::to_vec_pretty(record).map_err(io::Error::from)?;
        target.write_all(&text).map_err(|e| ExportError::Io(e).at(path))?;
        Ok(target.finish().map(|_| ())?)
    }

    /// Removes the work folder of an export.
    pub fn remove_work(&self, id: ExportId) -> io::Result<()> {
        ignore_missing(fs::remove_dir_all(self.path(id, WORK)))
    }

    /// Removes the file of an export.
    pub fn remove_file(&self, id: ExportId) -> io::Result<()> {
        ignore_missing(fs::remove_file(self.file(id)))
    }

    /// Removes all files of an export.
    pub fn remove(&self, id: ExportId) -> io::Result<()> {
        self.remove_work(id)?;
        self.remove_file(id)?;
        ignore_missing(fs::remove_file(self.path(id, RECORD)))
    }

    /// Reads the records. Unfinished files are removed, and so are records that cannot be read, with their files: nothing says what
    /// these files hold or when they expire.
    pub fn read(&self) -> io::Result<Vec<JobRecord>> {
        let (mut records, mut others) = (vec![], vec![]);
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if name.starts_with(HALF_WRITTEN) {
                remove(&path)?;
                continue;
            }
            let parts = name.split_once('.');
            let Some((Ok(id), ending)) = parts.map(|(stem, ending)| (stem.parse::<ExportId>(), ending)) else {
                continue;
            };
            match ending {
                RECORD => match read_record(&path, id)? {
                    Ok(record) => records.push(record),
                    Err(words) => {
                        tracing::warn!(
                            file = %path.display(),
                            "cannot read the record of an export; the export is removed: {words}"
                        );
                        fs::remove_file(&path)?;
                    }
                },
                WORK => remove(&path)?,
                FILE => others.push((id, path)),
                _ => {}
            }
        }
        for (id, path) in others {
            if !records.iter().any(|record| record.id == id) {
                remove(&path)?;
            }
        }
        Ok(records)
    }

    /// Size of the file of an export in bytes, if it exists.
    pub fn size(&self, id: ExportId) -> io::Result<Option<u64>> {
        match fs::metadata(self.file(id)) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Reads a record; the inner error says why it is not valid.
fn read_record(path: &Path, id: ExportId) -> io::Result<Result<JobRecord, String>> {
    if fs::metadata(path)?.len() > RECORD_BYTES {
        return Ok(Err(format!("it is larger than {RECORD_BYTES} bytes")));
    }
    let record = JobRecord::read(&fs::read(path)?);
    Ok(record.and_then(|record| {
        let same = record.id == id;
        same.then_some(record)
            .ok_or_else(|| "it has the id of another export".to_owned())
    }))
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return fs::remove_dir_all(path);
    }
    fs::remove_file(path)
}

/// Ignores that the file does not exist.
fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
