//! A file that takes its name only when it is whole.
use super::DeliveryError;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Bytes between the writers and the system.
const BUFFER_BYTES: usize = 256 << 10;

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
    /// A device or a pipe has no beside.
    Straight(BufWriter<File>),
}

impl Target {
    /// Makes a file beside the one named; an existing one is replaced only where `replace` says so.
    ///
    /// # Errors
    /// [`DeliveryError::Exists`], or the folder can't be written.
    pub fn open(path: &Path, replace: bool) -> Result<Self, DeliveryError> {
        let wrong = |source| DeliveryError::Io(source).at(path.to_owned());
        let found = std::fs::metadata(path).ok();
        if found.as_ref().is_some_and(std::fs::Metadata::is_dir) {
            return Err(wrong(io::Error::other("it is a folder; name the file to write")));
        }
        if found.as_ref().is_some_and(|f| !f.is_file()) {
            let file = File::options().write(true).open(path).map_err(wrong)?;
            return Ok(Self {
                named: path.to_owned(),
                out: Out::Straight(BufWriter::with_capacity(BUFFER_BYTES, file)),
            });
        }
        if found.is_some() && !replace {
            return Err(DeliveryError::Exists(path.to_owned()));
        }
        let place = if path.is_symlink() {
            path.canonicalize().map_err(wrong)?
        } else {
            path.to_owned()
        };
        let folder = folder_of(&place);
        if !folder.is_dir() {
            let words = format!("there is no folder {}; make it first", folder.display());
            return Err(wrong(io::Error::new(io::ErrorKind::NotFound, words)));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".riverchief-").suffix(".tmp");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let permissions = found.map_or_else(|| std::fs::Permissions::from_mode(0o666), |f| f.permissions());
            builder.permissions(permissions);
        }
        let file = builder.tempfile_in(folder).map_err(wrong)?;
        Ok(Self {
            named: path.to_owned(),
            out: Out::Beside {
                file: BufWriter::with_capacity(BUFFER_BYTES, file),
                place,
            },
        })
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
    pub fn finish(self) -> Result<u64, DeliveryError> {
        let wrong = |source| DeliveryError::Io(source).at(self.named.clone());
        match self.out {
            Out::Straight(mut file) => {
                file.flush().map_err(wrong)?;
                Ok(0)
            }
            Out::Beside { file, place } => {
                let file = file.into_inner().map_err(|e| wrong(e.into_error()))?;
                file.as_file().sync_all().map_err(wrong)?;
                let bytes = file.as_file().metadata().map_err(wrong)?.len();
                file.persist(&place).map_err(|e| wrong(e.error))?;
                (File::open(folder_of(&place)).and_then(|folder| folder.sync_all())).map_err(wrong)?;
                Ok(bytes)
            }
        }
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
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
