//! Writes an archive to a file, in the format that the name of the file names.
use super::contents::Contents;
use super::error::ArchiveError;
use super::format::ArchiveFormat;
use super::{mbtiles, pmtiles};
use riverchief_files::target::{Existing, Target, TargetError};
use std::path::Path;

/// Number of tiles and size of a written archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Number of tiles that are not empty.
    pub tiles: u64,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Writes an archive in the format that the file name ends in. `existing` says what to do with a file that exists already;
/// `progress` gets the number of tiles done and the total.
///
/// # Errors
/// A tile can't be made, or the file can't be written.
pub fn write(
    contents: &Contents<'_>,
    path: &Path,
    existing: Existing,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Written, ArchiveError> {
    let format = ArchiveFormat::of(path)?;
    let target = Target::open_file(path, existing)?;
    let (file, place) = target.temporary().ok_or_else(|| TargetError::Stream(path.to_owned()))?;
    let tiles = match format {
        ArchiveFormat::PmTiles => pmtiles::write(contents, file, path, progress)?,
        ArchiveFormat::MbTiles => mbtiles::write(contents, place, path, progress)?,
    };
    let bytes = target.finish()?;
    Ok(Written { tiles, bytes })
}
