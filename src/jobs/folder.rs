//! The folder of the exports: a record and a file for each, and a work folder while one is made.
//!
//! Records are written whole beside their name and renamed, after they have reached the disk. What the folder holds of
//! others is never touched.
use super::record::{ExportId, JobRecord};
use crate::export::DeliveryError;
use riverchief_files::scratch::Scratch;
use riverchief_files::target::{Existing, Target};
use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Held as long as a service uses the folder.
const LOCK: &str = "riverchief-exports.lock";
const RECORD: &str = "json";
const FILE: &str = "file";
const WORK: &str = "work";
/// What [`Target`] writes beside a name.
const HALF_WRITTEN: &str = ".riverchief-";
/// Longest record: a filter of each collection at its longest stays below.
const RECORD_BYTES: u64 = 16 << 20;

/// Why the folder can't be used.
#[derive(Debug, Error)]
pub enum OpenError {
    /// It can't be made, read or written.
    #[error("can't use the folder {} for exports: {source}", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another service has it.
    #[error("another riverchief serves exports from {}; give each its own --export-dir", .0.display())]
    InUse(PathBuf),
}

/// The folder, held.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
    /// Removed with it.
    _temporary: Option<Scratch>,
}

impl Folder {
    /// Takes a folder, which is made where it isn't there, for its owner alone.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::held(path.to_owned(), None)
    }

    /// A folder that goes with the process.
    pub fn temporary() -> Result<Self, OpenError> {
        let folder = Scratch::make(None).map_err(|source| OpenError::Io {
            folder: std::env::temp_dir(),
            source,
        })?;
        Self::held(folder.path().to_owned(), Some(folder))
    }

    fn held(path: PathBuf, temporary: Option<Scratch>) -> Result<Self, OpenError> {
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

    fn named(&self, id: ExportId, ending: &str) -> PathBuf {
        self.path.join(format!("{id}.{ending}"))
    }

    /// Where the file of an export lies.
    pub fn file(&self, id: ExportId) -> PathBuf {
        self.named(id, FILE)
    }

    /// Makes the folder in which an export is made.
    pub fn work(&self, id: ExportId) -> io::Result<PathBuf> {
        let path = self.named(id, WORK);
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(path)
    }

    /// Gives what was made in a work folder its place; it is on the disk then.
    pub fn keep(&self, id: ExportId, made: &Path) -> io::Result<()> {
        fs::rename(made, self.file(id))?;
        File::open(&self.path)?.sync_all()
    }

    /// Writes a record.
    pub fn write(&self, record: &JobRecord) -> Result<(), DeliveryError> {
        let path = self.named(record.id, RECORD);
        let mut target = Target::open(&path, Existing::Replaced)?;
        let text = serde_json::to_vec_pretty(record).map_err(io::Error::from)?;
        target.write_all(&text).map_err(|e| DeliveryError::Io(e).at(path))?;
        Ok(target.finish().map(|_| ())?)
    }

    /// Removes what was made so far of an export.
    pub fn remove_work(&self, id: ExportId) -> io::Result<()> {
        present(fs::remove_dir_all(self.named(id, WORK)))
    }

    /// Removes the file of an export.
    pub fn remove_file(&self, id: ExportId) -> io::Result<()> {
        present(fs::remove_file(self.file(id)))
    }

    /// Removes everything of an export.
    pub fn remove(&self, id: ExportId) -> io::Result<()> {
        self.remove_work(id)?;
        self.remove_file(id)?;
        present(fs::remove_file(self.named(id, RECORD)))
    }

    /// Reads the records. What is half made is removed, and so is what can't be read, with its file: nobody could say what
    /// it is or when it goes.
    pub fn read(&self) -> io::Result<Vec<JobRecord>> {
        let (mut records, mut others) = (vec![], vec![]);
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
            if name.starts_with(HALF_WRITTEN) {
                removed(&path)?;
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
                            "the record of an export can't be read, and the export is forgotten: {words}"
                        );
                        fs::remove_file(&path)?;
                    }
                },
                WORK => removed(&path)?,
                FILE => others.push((id, path)),
                _ => {}
            }
        }
        for (id, path) in others {
            if !records.iter().any(|record| record.id == id) {
                removed(&path)?;
            }
        }
        Ok(records)
    }

    /// Bytes of the file of an export, if it is there.
    pub fn size(&self, id: ExportId) -> io::Result<Option<u64>> {
        match fs::metadata(self.file(id)) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A record, or in words why it isn't one.
fn read_record(path: &Path, id: ExportId) -> io::Result<Result<JobRecord, String>> {
    if fs::metadata(path)?.len() > RECORD_BYTES {
        return Ok(Err(format!("it is larger than {RECORD_BYTES} bytes")));
    }
    let record = JobRecord::read(&fs::read(path)?);
    Ok(record.and_then(|record| {
        let same = record.id == id;
        same.then_some(record).ok_or_else(|| "it is that of another".to_owned())
    }))
}

fn removed(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return fs::remove_dir_all(path);
    }
    fs::remove_file(path)
}

/// What isn't there needs no removing.
fn present(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
