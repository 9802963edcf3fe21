//! Finds the files of sources: the Shapefiles of a folder or a zip, or a file or database by itself.
use super::archive::{ArchiveError, unpack_shapefiles};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use thiserror::Error;

/// Why a source could not be opened.
#[derive(Debug, Error)]
pub enum SourceError {
    /// There is no such file, or it can't be read.
    #[error("{file}: {source}")]
    File {
        /// The source.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// An archive that can't be unpacked.
    #[error("{file}: {source}")]
    Packed {
        /// The source.
        file: PathBuf,
        /// Why.
        source: ArchiveError,
    },
    /// Of no supported format, or not of the one that its name says.
    #[error("{file}: {message}")]
    Content {
        /// The source.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// Where a source is.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As it is named in messages.
    pub name: PathBuf,
    pub(super) path: PathBuf,
    /// The folder that it was unpacked into.
    pub(super) folder: Option<Arc<TempDir>>,
}

impl SourceFile {
    pub(super) fn content(&self, message: String) -> SourceError {
        SourceError::Content {
            file: self.name.clone(),
            message,
        }
    }

    pub(super) fn io(&self, source: std::io::Error) -> SourceError {
        SourceError::File {
            file: self.name.clone(),
            source,
        }
    }

    pub(super) fn packed(&self, source: ArchiveError) -> SourceError {
        SourceError::Packed {
            file: self.name.clone(),
            source,
        }
    }
}

/// The sources at a path: the Shapefiles of a folder or a zip, each with its own encoding; otherwise the path itself.
///
/// # Errors
/// [`SourceError`] when a folder can't be listed or has no Shapefile, or a zip can't be unpacked.
pub fn find(path: &Path) -> Result<Vec<SourceFile>, SourceError> {
    let plain = |path: PathBuf| SourceFile {
        name: path.clone(),
        path,
        folder: None,
    };
    let io = |source| SourceError::File {
        file: path.to_owned(),
        source,
    };
    let ends = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if ends("zip") && path.is_file() {
        let folder = Arc::new(tempfile::tempdir().map_err(io)?);
        let found = File::open(path).map_err(io)?;
        let found = unpack_shapefiles(found, folder.path()).map_err(|source| SourceError::Packed {
            file: path.to_owned(),
            source,
        })?;
        let unpacked = found.into_iter().map(|file| SourceFile {
            name: path.join(file.file_name().unwrap_or_default()),
            path: file,
            folder: Some(folder.clone()),
        });
        return Ok(unpacked.collect());
    }
    if !path.is_dir() || ends("gdb") {
        return Ok(vec![plain(path.to_owned())]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp")) {
            found.push(file);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(SourceError::Content {
            file: path.to_owned(),
            message: "the folder contains no .shp; name other sources one by one".to_owned(),
        });
    }
    Ok(found.into_iter().map(plain).collect())
}
