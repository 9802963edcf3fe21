//! A source as it lies on disk: opened by the one driver that its name promises, bounded before GDAL sees it.
//!
//! Refuses what is no local file, what is empty, what unpacks without end and JSON nested without end. Knows no layer
//! of ours.
use super::archive::{ArchiveError, check_kmz, gunzip, unpack_shapefiles};
use super::complaint::{failures, listen};
use super::format::{MOST_FEATURES, MOST_TEXT, SourceFormat};
use super::native::MemoryFile;
use super::parquet;
use super::source_text::{Letters, shapefile_letters, to_utf8};
use super::{gpkg, json};
use encoding_rs::Encoding;
use gdal::vector::{Defn, LayerAccess as _};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use std::collections::HashMap;
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
    /// Packed, and not to be unpacked.
    #[error("{file}: {source}")]
    Packed {
        /// The source.
        file: PathBuf,
        /// Why.
        source: ArchiveError,
    },
    /// Not what its name says, or none of the formats.
    #[error("{file}: {message}")]
    Content {
        /// The source.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// Where a source lies.
#[derive(Clone, Debug)]
pub struct Place {
    /// As it is named to people.
    pub named: PathBuf,
    lies: PathBuf,
    /// What it was unpacked into.
    folder: Option<Arc<TempDir>>,
}

/// The sources at a path: the Shapefiles of a folder or a zip, each with an encoding of its own; else the path itself.
///
/// # Errors
/// [`SourceError`] when a folder can't be listed or holds none, or a zip can't be unpacked.
pub fn at(path: &Path) -> Result<Vec<Place>, SourceError> {
    let place = |lies: PathBuf| Place {
        named: lies.clone(),
        lies,
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
        let unpacked = found.into_iter().map(|lies| Place {
            named: path.join(lies.file_name().unwrap_or_default()),
            lies,
            folder: Some(folder.clone()),
        });
        return Ok(unpacked.collect());
    }
    if !path.is_dir() || ends("gdb") {
        return Ok(vec![place(path.to_owned())]);
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
            message: "a folder without a .shp in it; name other sources one by one".to_owned(),
        });
    }
    Ok(found.into_iter().map(place).collect())
}

/// An open source.
#[derive(Debug)]
pub struct Source {
    /// As it was named.
    pub path: PathBuf,
    /// File or folder name.
    pub name: String,
    /// Names of its layers.
    pub layers: Vec<String>,
    /// What its text is in.
    pub(super) letters: Letters,
    /// Columns of kinds that aren't read: lists, structures, bytes, times of day.
    pub(super) unread: Vec<String>,
    pub(super) dataset: Dataset,
    // After the dataset, since fields are dropped in order: the file goes when nobody reads it.
    _memory: Option<MemoryFile>,
    _folder: Option<Arc<TempDir>>,
}

impl Source {
    /// Opens a source. `encoding` overrides what it declares about its text (Shapefile and CSV).
    ///
    /// # Errors
    /// [`SourceError`] names the file.
    pub fn open(place: &Place, encoding: Option<&'static Encoding>) -> Result<Self, SourceError> {
        let (path, named) = (&*place.lies, &place.named);
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let content = |message: String| SourceError::Content {
            file: named.clone(),
            message,
        };
        let io = |source| SourceError::File {
            file: named.clone(),
            source,
        };
        let metadata = match std::fs::metadata(path) {
            Err(_) if is_remote(path) => {
                return Err(content(
                    "only files on this machine are read: fetch it first".to_owned(),
                ));
            }
            found => found.map_err(io)?,
        };
        let mut lower = name.to_lowercase();
        let gz = lower.rsplit_once('.').is_some_and(|(_, ending)| ending == "gz");
        if gz {
            lower.truncate(lower.len() - 3);
        }
        let folder = metadata.is_dir();
        let format = SourceFormat::of(&lower).filter(|format| folder == (*format == SourceFormat::FileGdb));
        let Some(format) = format else {
            return Err(content(
                "not a source; there are .gpkg, .shp (or a folder or .zip of them), .dbf, .gdb, .fgb, .parquet, .geojson, .json, .geojsonl, \
                 .kml, .kmz, .csv, and .gz of the last six"
                    .to_owned(),
            ));
        };
        if !folder && metadata.len() == 0 {
            return Err(content("the file is empty".to_owned()));
        }
        let text = matches!(
            format,
            SourceFormat::GeoJson | SourceFormat::GeoJsonSeq | SourceFormat::Kml | SourceFormat::Csv
        );
        if gz && !text {
            return Err(content("unpack it first".to_owned()));
        }
        let mut letters = Letters::default();
        let mut options: Vec<String> = Vec::new();
        let mut memory = None;
        if encoding.is_some() && !text && format != SourceFormat::Shapefile {
            return Err(content(
                "the mapping names an `encoding`, but files of this kind say it themselves; leave it out".to_owned(),
            ));
        }
        if text {
            let (bytes, found) = text_of(place, &lower, gz, format, encoding)?;
            letters = found;
            memory = Some(MemoryFile::new(&lower, bytes).map_err(|e| content(e.to_string()))?);
        }
        if format == SourceFormat::Shapefile {
            letters = shapefile_letters(path, encoding).map_err(content)?;
            if letters.bytewise {
                options.push("ENCODING=ISO-8859-1".to_owned());
            }
        }
        if format == SourceFormat::GeoPackage {
            gpkg::check(path, |name| {
                !["rtree_", "gpkg_"].iter().any(|own| name.starts_with(own))
            })
            .map_err(content)?;
        }
        let opened = if format == SourceFormat::GeoParquet {
            let stem = path.file_stem().map_or(&*name, |stem| stem.to_str().unwrap_or(&name));
            parquet::lay(path, stem, MOST_FEATURES, MOST_TEXT)
        } else {
            open(memory.as_ref().map_or(path, MemoryFile::path), format, &options).map(|dataset| (dataset, vec![]))
        };
        let (dataset, unread) = opened.map_err(content)?;
        let layers: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
        if layers.is_empty() {
            return Err(content("no layer in it".to_owned()));
        }
        Ok(Self {
            path: named.clone(),
            name,
            layers,
            letters,
            unread,
            dataset,
            _memory: memory,
            _folder: place.folder.clone(),
        })
    }

    /// The names of a layer's columns, in order: where one stands several times, each with its number, as `职务#2`.
    pub(super) fn columns(&self, defn: &Defn) -> Vec<String> {
        let names: Vec<String> = defn.fields().map(|field| self.letters.name(field.name())).collect();
        let mut times: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *times.entry(name).or_default() += 1;
        }
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let numbered = names.iter().map(|name| {
            let number = seen.entry(name).or_default();
            *number += 1;
            if times[name.as_str()] == 1 {
                name.clone()
            } else {
                format!("{name}#{number}")
            }
        });
        numbered.collect()
    }

    pub(super) fn is_flatgeobuf(&self) -> bool {
        self.dataset.driver().short_name() == "FlatGeobuf"
    }
}

/// The bytes of a text file as UTF-8, unpacked and found sound for GDAL, and what they were in.
fn text_of(
    place: &Place,
    lower: &str,
    gz: bool,
    format: SourceFormat,
    encoding: Option<&'static Encoding>,
) -> Result<(Vec<u8>, Letters), SourceError> {
    let file = || place.named.clone();
    let io = |source| SourceError::File { file: file(), source };
    let packed = |source| SourceError::Packed { file: file(), source };
    let content = |message| SourceError::Content { file: file(), message };
    let length = std::fs::metadata(&place.lies).map_err(io)?.len();
    if length > MOST_TEXT {
        return Err(content(format!("has {length} bytes; at most {MOST_TEXT} are read")));
    }
    let mut bytes = std::fs::read(&place.lies).map_err(io)?;
    if gz {
        bytes = gunzip(&bytes).map_err(packed)?;
    }
    if lower.rsplit_once('.').is_some_and(|(_, ending)| ending == "kmz") {
        check_kmz(&bytes).map_err(packed)?;
        return Ok((bytes, Letters::default()));
    }
    let (bytes, letters) = to_utf8(bytes, format, encoding).map_err(content)?;
    match format {
        SourceFormat::GeoJson => json::check_text(&bytes).map_err(content)?,
        SourceFormat::GeoJsonSeq => json::check_sequence(&bytes).map_err(content)?,
        _ => {}
    }
    Ok((bytes, letters))
}

/// Whether a name is one of GDAL's for something elsewhere; those that exist as files are files.
fn is_remote(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.starts_with("/vsi") || name.contains("://") || name.starts_with("PG:")
}

fn open(path: &Path, format: SourceFormat, options: &[String]) -> Result<Dataset, String> {
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let open = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(format.drivers()),
        open_options: Some(&options),
        ..DatasetOptions::default()
    };
    let (dataset, said) = listen(|| Dataset::open_ex(path, open));
    match (dataset, failures(&said)) {
        (Ok(dataset), None) => Ok(dataset),
        (Ok(_), Some(message)) => Err(format!("damaged: {message}")),
        (Err(_), Some(message)) => Err(format!("not readable as {format:?}: {message}")),
        (Err(_), None) => Err(format!("not readable as {format:?}")),
    }
}
