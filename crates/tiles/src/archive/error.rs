//! Errors of archives.
use crate::error::TileError;
use crate::tile::TileCoord;
use riverchief_files::target::TargetError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why an archive can't be written. No partial file is left.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file name has neither ending.
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
        /// The error of the system.
        source: io::Error,
    },
    /// There is a file already, or no file can be created there.
    #[error(transparent)]
    Target(TargetError),
    /// `SQLite` fails.
    #[error("can't write {}: {source}", file.display())]
    Sqlite {
        /// The archive.
        file: PathBuf,
        /// The error of `SQLite`.
        source: rusqlite::Error,
    },
    /// The writer of `PMTiles` fails.
    #[error("can't write {}: {source}", file.display())]
    PmTiles {
        /// The archive.
        file: PathBuf,
        /// The error of the writer.
        source: ::pmtiles::PmtError,
    },
    /// A tile can't be made.
    #[error("tile {}/{}/{}: {source}", tile.z, tile.x, tile.y)]
    Tile {
        /// The tile.
        tile: TileCoord,
        /// The error.
        source: TileError,
    },
}

impl ArchiveError {
    pub(super) fn file(path: &Path, source: io::Error) -> Self {
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
