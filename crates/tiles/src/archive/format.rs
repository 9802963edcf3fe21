//! The formats of archives, by the ending of a file name.
use super::error::ArchiveError;
use std::path::Path;

/// Formats of archives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// One file for a static host or a CDN.
    PmTiles,
    /// A table of tiles in a `SQLite` file.
    MbTiles,
}

impl ArchiveFormat {
    /// The format of a file, by the ending of its name.
    ///
    /// # Errors
    /// [`ArchiveError::Name`] for any other ending than `.pmtiles` and `.mbtiles`.
    pub fn of(path: &Path) -> Result<Self, ArchiveError> {
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("pmtiles") => Ok(Self::PmTiles),
            Some("mbtiles") => Ok(Self::MbTiles),
            _ => Err(ArchiveError::Name(path.to_owned())),
        }
    }
}
