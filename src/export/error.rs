//! Why an export cannot be written, and what to do.
use riverchief_files::target::TargetError;
use riverchief_gdal::crs::Crs;
use riverchief_rows::formats::FileFormat;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use thiserror::Error;

/// Why an export cannot be written. No partial file is left behind.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Several collections in a format that holds one per file.
    #[error("a {0} file holds one collection; name one, or write a GeoPackage, Shapefiles, KML or XLSX")]
    Many(FileFormat),
    /// The format cannot state the CRS.
    #[error("{format} cannot state that its coordinates are {crs}{}", hint(*.format))]
    Crs {
        /// The format.
        format: FileFormat,
        /// The CRS.
        crs: Crs,
    },
    /// A collection without geometry in a format that needs one.
    #[error("{collection} has no geometry, which {format} needs; write CSV, XLSX, GeoParquet or a GeoPackage")]
    NoGeometry {
        /// The format.
        format: FileFormat,
        /// The collection.
        collection: String,
    },
    /// The features of a collection cannot be selected by area.
    #[error("the features of {collection} have no location and cannot be selected by {area}; leave out {area}{}", instead(*.by_unit))]
    NotByArea {
        /// The kind of area, by the name of its parameter.
        area: &'static str,
        /// Whether they can be selected by unit.
        by_unit: bool,
        /// The collection.
        collection: String,
    },
    /// No unit has this code.
    #[error(
        "there is no unit “{0}” on this day; the codes are those in cities, counties, townships, villages and functional_areas"
    )]
    NoUnit(String),
    /// The world has no outline of the functional area.
    #[error(
        "the functional area {code} has no area of its own in this world; name the units that it is entrusted with, one by one: {over}"
    )]
    NoArea {
        /// Its code.
        code: String,
        /// Codes of the units that it is entrusted with.
        over: String,
    },
    /// The disk, or a quota on it, is full.
    #[error("no room for {}: the disk or a quota on it is full; free some space, or name another folder with -o", .0.display())]
    Full(PathBuf),
    /// A file exists and may not be replaced, or a device or pipe is given for a format that needs a file.
    #[error(transparent)]
    Target(TargetError),
    /// The file cannot be written.
    #[error("can't write {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The stream failed, or reading what is written to it.
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn instead(by_unit: bool) -> &'static str {
    if by_unit { ", or select by unit" } else { "" }
}

fn hint(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Kml => "; KML is longitude and latitude on WGS 84",
        FileFormat::GeoJsonSeq => "; GeoJSON, GeoPackage and FlatGeobuf can",
        _ => "; CSV and XLSX can hold them",
    }
}

/// Whether a message reports a full disk. GDAL and the writing crates pass on errors of SQLite and the system only as text.
fn says_full(words: &str) -> bool {
    let known = ["disk is full", "No space left", "File too large", "quota exceeded"];
    known.iter().any(|k| words.contains(k))
}

/// Whether a temporary file cannot be written: the disk or a quota is full, or the folder does not exist or is not writable.
#[must_use]
pub fn no_room(error: &io::Error) -> bool {
    let kinds = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::PermissionDenied,
        ErrorKind::NotFound,
        ErrorKind::NotADirectory,
    ];
    kinds.contains(&error.kind()) || says_full(&error.to_string())
}

impl ExportError {
    /// The error, with the file that was being written.
    #[must_use]
    pub fn at(self, file: PathBuf) -> Self {
        match self {
            Self::Io(source) => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Self::Full(file),
                _ if says_full(&source.to_string()) => Self::Full(file),
                _ => Self::File { file, source },
            },
            other => other,
        }
    }
}

impl From<TargetError> for ExportError {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::Exists(_) | TargetError::Stream(_) => Self::Target(error),
            TargetError::File { file, source } => Self::Io(source).at(file),
        }
    }
}
