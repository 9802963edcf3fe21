//! Opens a source on disk with the one driver for its file name, after checking its size and content.
//!
//! Refuses remote files, empty files, archives that unpack to too much, and JSON that is nested too deeply. Knows no layers of a
//! world.
use super::archive::{check_kmz, gunzip};
use super::format::{MOST_FEATURES, MOST_TEXT, SourceFormat};
use super::gpkg_copy::{DatabaseCopy, copy, has_companions, read_unchanged};
use super::messages::{capture, failures};
use super::native::MemoryFile;
use super::parquet;
use super::sheets;
use super::source_file::{SourceError, SourceFile};
use super::source_text::{TextEncoding, shapefile_encoding, to_utf8};
use super::{gpkg, json};
use encoding_rs::Encoding;
use gdal::vector::{Defn, LayerAccess as _};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use riverchief_office::table::LeftOut;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// An open source.
#[derive(Debug)]
pub struct Source {
    /// As it was named.
    pub path: PathBuf,
    /// File or folder name.
    pub name: String,
    /// Names of its layers.
    pub layers: Vec<String>,
    /// The encoding of its text.
    pub(super) encoding: TextEncoding,
    /// Columns of types that are not read: lists, structures, bytes, times of day.
    pub(super) unread: Vec<String>,
    /// What of its sheets is not data, as sheet and what; empty for other formats.
    pub(super) left_out: Vec<(String, LeftOut)>,
    pub(super) dataset: Dataset,
    // Fields are dropped in order, so the files are deleted after the dataset is closed.
    _stand_in: Option<StandIn>,
    _folder: Option<Arc<TempDir>>,
}

/// A file that GDAL opens in place of the source.
#[derive(Debug)]
#[expect(dead_code, reason = "kept until it is dropped")]
enum StandIn {
    /// Its text as UTF-8, in memory.
    Memory(MemoryFile),
    /// A copy of a database with a log.
    Copy(DatabaseCopy),
}

/// What was opened, by the format of the source.
struct Opened {
    dataset: Dataset,
    encoding: TextEncoding,
    unread: Vec<String>,
    left_out: Vec<(String, LeftOut)>,
    stand_in: Option<StandIn>,
}

impl Opened {
    fn of(dataset: Dataset) -> Self {
        Self {
            dataset,
            encoding: TextEncoding::default(),
            unread: vec![],
            left_out: vec![],
            stand_in: None,
        }
    }
}

impl Source {
    /// Opens a source. `encoding` overrides what it declares about its text (Shapefile and CSV).
    ///
    /// # Errors
    /// [`SourceError`] names the file.
    pub fn open(file: &SourceFile, encoding: Option<&'static Encoding>) -> Result<Self, SourceError> {
        let path = &*file.path;
        let content = |message: String| file.content(message);
        let kind = Kind::of(file)?;
        if encoding.is_some() && !kind.format.is_text() && kind.format != SourceFormat::Shapefile {
            return Err(content(
                "the mapping declares an `encoding`, but this format has its own; remove it".to_owned(),
            ));
        }
        let opened = match kind.format {
            format if format.is_text() => open_text(file, &kind, encoding)?,
            SourceFormat::Shapefile => open_shapefile(path, encoding).map_err(content)?,
            SourceFormat::GeoPackage => open_geopackage(file)?,
            SourceFormat::GeoParquet => {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or(&kind.name);
                let loaded = parquet::load(path, stem, MOST_FEATURES, MOST_TEXT).map_err(content)?;
                let (dataset, unread) = loaded;
                Opened {
                    unread,
                    ..Opened::of(dataset)
                }
            }
            SourceFormat::Workbook => {
                let (dataset, left_out) = sheets::load(path).map_err(content)?;
                Opened {
                    left_out,
                    ..Opened::of(dataset)
                }
            }
            format => Opened::of(open(path, format, &[]).map_err(content)?),
        };
        let layers: Vec<String> = opened.dataset.layers().map(|layer| layer.name()).collect();
        if layers.is_empty() {
            return Err(content("it contains no layer".to_owned()));
        }
        Ok(Self {
            path: file.name.clone(),
            name: kind.name,
            layers,
            encoding: opened.encoding,
            unread: opened.unread,
            left_out: opened.left_out,
            dataset: opened.dataset,
            _stand_in: opened.stand_in,
            _folder: file.folder.clone(),
        })
    }

    /// The names of a layer's columns, in order: equal names are numbered, as in `职务#2`.
    pub(super) fn columns(&self, defn: &Defn) -> Vec<String> {
        let names: Vec<String> = defn.fields().map(|field| self.encoding.name(field.name())).collect();
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

/// What the name of a source says.
struct Kind {
    /// File or folder name.
    name: String,
    /// In small letters, without `.gz`.
    unpacked: String,
    gzipped: bool,
    format: SourceFormat,
}

impl Kind {
    /// Takes the format from the name, and refuses what can't be of that format.
    fn of(file: &SourceFile) -> Result<Self, SourceError> {
        let path = &*file.path;
        let content = |message: &str| file.content(message.to_owned());
        let metadata = match std::fs::metadata(path) {
            Err(_) if is_remote(path) => {
                return Err(content("only files on this machine are read; download it first"));
            }
            found => found.map_err(|error| file.io(error))?,
        };
        let name = path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let mut unpacked = name.to_lowercase();
        let gzipped = unpacked.rsplit_once('.').is_some_and(|(_, ending)| ending == "gz");
        if gzipped {
            unpacked.truncate(unpacked.len() - 3);
        }
        let folder = metadata.is_dir();
        let format = SourceFormat::of(&unpacked).filter(|format| folder == (*format == SourceFormat::FileGdb));
        let Some(format) = format else {
            return Err(content(
                "the format is not supported; supported are .gpkg, .shp (or a folder or .zip of them), .dbf, .gdb, .fgb, \
                 .parquet, .xlsx, .xlsm, .geojson, .json, .geojsonl, .kml, .kmz, .csv, and .gz of the last six",
            ));
        };
        if !folder && metadata.len() == 0 {
            return Err(content("the file is empty"));
        }
        if gzipped && !format.is_text() {
            return Err(content("unpack it first"));
        }
        Ok(Self {
            name,
            unpacked,
            gzipped,
            format,
        })
    }
}

/// Opens a text file as UTF-8 in memory.
fn open_text(file: &SourceFile, kind: &Kind, declared: Option<&'static Encoding>) -> Result<Opened, SourceError> {
    let (bytes, encoding) = text_of(file, kind, declared)?;
    let memory = MemoryFile::new(&kind.unpacked, bytes).map_err(|e| file.content(e.to_string()))?;
    let dataset = open(memory.path(), kind.format, &[]).map_err(|message| file.content(message))?;
    Ok(Opened {
        encoding,
        stand_in: Some(StandIn::Memory(memory)),
        ..Opened::of(dataset)
    })
}

/// Opens a Shapefile; where the encoding of its table is known, GDAL passes the bytes through.
fn open_shapefile(path: &Path, declared: Option<&'static Encoding>) -> Result<Opened, String> {
    let encoding = shapefile_encoding(path, declared)?;
    let options: &[&str] = if encoding.bytewise {
        &["ENCODING=ISO-8859-1"]
    } else {
        &[]
    };
    let dataset = open(path, SourceFormat::Shapefile, options)?;
    Ok(Opened {
        encoding,
        ..Opened::of(dataset)
    })
}

/// Opens a `GeoPackage`; one with a log is copied first, since SQLite writes to it while reading.
fn open_geopackage(file: &SourceFile) -> Result<Opened, SourceError> {
    let path = &*file.path;
    let copy = if has_companions(path) {
        Some(read_unchanged(path, || copy(path)).map_err(|error| file.io(error))?)
    } else {
        None
    };
    let path = copy.as_ref().map_or(path, |copy| &copy.path);
    let is_read = |name: &str| !["rtree_", "gpkg_"].iter().any(|own| name.starts_with(own));
    gpkg::check(path, is_read).map_err(|message| file.content(message))?;
    let dataset = open(path, SourceFormat::GeoPackage, &[]).map_err(|message| file.content(message))?;
    Ok(Opened {
        stand_in: copy.map(StandIn::Copy),
        ..Opened::of(dataset)
    })
}

/// The unpacked and checked bytes of a text file as UTF-8, and the encoding that they had.
fn text_of(
    file: &SourceFile,
    kind: &Kind,
    declared: Option<&'static Encoding>,
) -> Result<(Vec<u8>, TextEncoding), SourceError> {
    let content = |message| file.content(message);
    let length = std::fs::metadata(&file.path).map_err(|error| file.io(error))?.len();
    if length > MOST_TEXT {
        return Err(content(format!("it has {length} bytes; the limit is {MOST_TEXT}")));
    }
    let mut bytes = std::fs::read(&file.path).map_err(|error| file.io(error))?;
    if kind.gzipped {
        bytes = gunzip(&bytes).map_err(|error| file.packed(error))?;
    }
    if kind
        .unpacked
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "kmz")
    {
        check_kmz(&bytes).map_err(|error| file.packed(error))?;
        return Ok((bytes, TextEncoding::default()));
    }
    let (bytes, encoding) = to_utf8(bytes, kind.format, declared).map_err(content)?;
    match kind.format {
        SourceFormat::GeoJson => json::check_text(&bytes).map_err(content)?,
        SourceFormat::GeoJsonSeq => json::check_sequence(&bytes).map_err(content)?,
        _ => {}
    }
    Ok((bytes, encoding))
}

/// Whether GDAL takes a name for something on another machine. Names of existing files do not get here.
fn is_remote(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.starts_with("/vsi") || name.contains("://") || name.starts_with("PG:")
}

fn open(path: &Path, format: SourceFormat, options: &[&str]) -> Result<Dataset, String> {
    let open = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(format.drivers()),
        open_options: Some(options),
        ..DatasetOptions::default()
    };
    let (dataset, said) = capture(|| Dataset::open_ex(path, open));
    match (dataset, failures(&said)) {
        (Ok(dataset), None) => Ok(dataset),
        (Ok(_), Some(message)) => Err(format!("damaged: {message}")),
        (Err(_), Some(message)) => Err(format!("not readable as {format:?}: {message}")),
        (Err(_), None) => Err(format!("not readable as {format:?}")),
    }
}
