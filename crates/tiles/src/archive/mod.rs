//! A whole pyramid as one file: `PMTiles` 3 or `MBTiles` 1.3.
//!
//! Tiles are made on every core and written in one order, so that the same
//! world gives the same bytes. The file is written beside its target and
//! renamed when it is whole. It knows no HTTP; what a tile holds is the
//! pyramid's.
mod about;
mod mbtiles;
mod pmtiles;
mod sequence;

pub use about::About;

use super::{Filter, LayerSet, Pyramid, TileCoord, TileError};
use flate2::Compression;
use flate2::write::GzEncoder;
use riverchief_files::target::{Existing, Target, TargetError};
use std::io::{self, ErrorKind, Write as _};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Kinds of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveFormat {
    /// One file for a static host or a CDN.
    PmTiles,
    /// A table of tiles in a `SQLite` file.
    MbTiles,
}

impl ArchiveFormat {
    /// The format that a file's name asks for.
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

/// What goes into an archive.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The tiles.
    pub pyramid: &'a Pyramid,
    /// Which layers.
    pub layers: LayerSet,
    /// Which features.
    pub filter: &'a Filter,
    /// Which zooms.
    pub zooms: RangeInclusive<u8>,
    /// What the archive says of itself.
    pub about: &'a About,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Tiles that hold something.
    pub tiles: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// Why there is no archive. Then there is no half of one either.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The name doesn't say which format is wanted.
    #[error("{}: the name of an archive ends in .pmtiles or .mbtiles", .0.display())]
    Name(PathBuf),
    /// The disk, or a quota on it, is full.
    #[error("no room for {}: the disk or a quota on it is full; free some space, or name another folder with -o", .0.display())]
    Full(PathBuf),
    /// The file can't be written.
    #[error("can't write {}: {source}", file.display())]
    File {
        /// The archive.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is a file already, or no file can be there.
    #[error(transparent)]
    Target(TargetError),
    /// `SQLite` refuses.
    #[error("can't write {}: {source}", file.display())]
    Sqlite {
        /// The archive.
        file: PathBuf,
        /// What `SQLite` says.
        source: rusqlite::Error,
    },
    /// The `PMTiles` format can't hold it.
    #[error("can't write {}: {source}", file.display())]
    PmTiles {
        /// The archive.
        file: PathBuf,
        /// What the writer says.
        source: ::pmtiles::PmtError,
    },
    /// A tile can't be made.
    #[error("tile {}/{}/{}: {source}", tile.z, tile.x, tile.y)]
    Tile {
        /// Which.
        tile: TileCoord,
        /// Why.
        source: TileError,
    },
}

impl ArchiveError {
    fn file(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full(path.to_owned()),
            _ => Self::File {
                file: path.to_owned(),
                source,
            },
        }
    }
}

impl From<TargetError> for ArchiveError {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::File { file, source } => Self::file(&file, source),
            other => Self::Target(other),
        }
    }
}

/// One tile on its way into an archive, compressed with gzip.
struct Tile {
    at: TileCoord,
    gzip: Vec<u8>,
}

/// Writes an archive; its format is that of the file's name. `existing` says what happens to one that is there already;
/// `progress` hears how many tiles of how many are done.
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

/// Makes every tile that holds something and hands them on in the order of [`sequence::coords`].
fn each_tile(
    contents: &Contents<'_>,
    progress: &mut dyn FnMut(u64, u64),
    mut take: impl FnMut(&Tile) -> Result<(), ArchiveError>,
) -> Result<u64, ArchiveError> {
    let coords = sequence::coords(contents.pyramid.bounds(contents.layers.iter()), contents.zooms.clone());
    let total = coords.len() as u64;
    let make = |at: TileCoord| -> Result<Option<Tile>, ArchiveError> {
        let layers = contents.layers.at(at.z);
        if layers.is_empty() {
            return Ok(None);
        }
        let made = contents.pyramid.tile(&layers, at, contents.filter);
        let made = made.map_err(|source| ArchiveError::Tile { tile: at, source })?;
        Ok(made.map(|bytes| Tile { at, gzip: gzip(&bytes) }))
    };
    let (mut done, mut kept) = (0, 0);
    progress(0, total);
    sequence::in_order(&coords, make, |tile| -> Result<(), ArchiveError> {
        done += 1;
        if let Some(tile) = tile? {
            take(&tile)?;
            kept += 1;
        }
        progress(done, total);
        Ok(())
    })?;
    Ok(kept)
}

/// The same bytes for the same tile: the header of this gzip names no time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    (encoder.write_all(bytes).and_then(|()| encoder.finish())).expect("writing to memory can't fail")
}
