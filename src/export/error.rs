//! Why something can't be taken away, and what to do.
use super::Area;
use riverchief_files::target::TargetError;
use riverchief_gdal::crs::Crs;
use riverchief_rows::formats::FileFormat;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use thiserror::Error;

/// Why there is no file. Then there is no part of one either.
#[derive(Debug, Error)]
pub enum DeliveryError {
    /// A format of one collection a file.
    #[error("a {0} file holds one collection; name one, or write a GeoPackage, Shapefiles, KML or XLSX")]
    Many(FileFormat),
    /// A format that can't say what its coordinates are in.
    #[error("{format} has no way to say that its coordinates are {crs}{}", hint(*.format))]
    Crs {
        /// The format.
        format: FileFormat,
        /// The CRS.
        crs: Crs,
    },
    /// A collection without places in a format that is nothing else.
    #[error("{collection} has no geometry, and {format} is made of it; write CSV, XLSX, GeoParquet or a GeoPackage")]
    NoGeometry {
        /// The format.
        format: FileFormat,
        /// The collection.
        collection: String,
    },
    /// An area for a collection in which nothing says where its features are.
    #[error("{collection} has no places, so that {area} can't choose among its features; leave {area} out for it{}", instead(*.by_unit))]
    NotThere {
        /// What was to choose.
        area: Area,
        /// Whether a unit could.
        by_unit: bool,
        /// The collection.
        collection: String,
    },
    /// A code that no unit has.
    #[error(
        "there is no unit “{0}” on this day; the codes are those in cities, counties, townships, villages and functional_areas"
    )]
    NoUnit(String),
    /// A functional area that the world has no outline of.
    #[error(
        "the functional area {code} has no area of its own in this world; name the units that it is entrusted with, one by one: {over}"
    )]
    NoArea {
        /// Its code.
        code: String,
        /// What it is entrusted with.
        over: String,
    },
    /// There is a file of this name.
    #[error("{} is there already; name another file, or write over it with --force", .0.display())]
    Exists(PathBuf),
    /// The disk, or a quota on it, is full.
    #[error("no room for {}: the disk or a quota on it is full; free some space, or name another folder with -o", .0.display())]
    Full(PathBuf),
    /// A device or a pipe in the place of a file that is written here and there.
    #[error(transparent)]
    Stream(TargetError),
    /// The file can't be written.
    #[error("can't write {}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The stream broke, or what it was made of.
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn instead(by_unit: bool) -> &'static str {
    if by_unit { ", or choose by unit" } else { "" }
}

fn hint(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Kml => "; KML is longitude and latitude on WGS 84",
        FileFormat::GeoJsonSeq => "; GeoJSON, GeoPackage and FlatGeobuf have",
        _ => "; CSV and XLSX take them as they are",
    }
}

/// Where only words are left of an error: SQLite's and the system's, through GDAL and the crates that write.
fn says_full(words: &str) -> bool {
    let known = ["disk is full", "No space left", "File too large", "quota exceeded"];
    known.iter().any(|k| words.contains(k))
}

/// Whether a temporary file can't be written where they go: the disk or a quota is full, or the folder isn't there, or isn't
/// to be written.
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

impl DeliveryError {
    /// What went wrong while this file was written.
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

impl From<TargetError> for DeliveryError {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::Exists(path) => Self::Exists(path),
            TargetError::Stream(_) => Self::Stream(error),
            TargetError::File { file, source } => Self::Io(source).at(file),
        }
    }
}
