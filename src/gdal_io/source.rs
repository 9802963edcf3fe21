//! A source as it lies on disk: opened by the one driver that its name promises, bounded before GDAL sees it.
//!
//! Refuses what is no local file, what is empty, what unpacks without end and JSON nested without end. Knows no layer
//! of ours.
use super::archive::{ArchiveError, check_kmz, gunzip, unpack_shapefiles};
use super::complaint::{failures, listen};
use super::letters::undeclared;
use super::native::MemoryFile;
use super::parquet;
use encoding_rs::{Encoding, GBK, UTF_8};
use gdal::vector::LayerAccess as _;
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
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

/// The most bytes that are read whole into memory (GeoJSON, KML, CSV), or that the values of a `GeoParquet` file may take.
const MOST_TEXT: u64 = 2 << 30;
/// More features than this in one layer are refused: all villages of China are 620,000.
pub(super) const MOST_FEATURES: u64 = 5_000_000;
/// Deepest nesting of JSON: a multipolygon in a feature in a collection is 8 deep, properties may add some.
const DEEPEST_JSON: usize = 64;

/// The formats, by the ending of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    GeoPackage,
    Shapefile,
    FileGdb,
    GeoJson,
    Kml,
    Csv,
    FlatGeobuf,
    GeoJsonSeq,
    GeoParquet,
}

impl Format {
    fn drivers(self) -> &'static [&'static str] {
        match self {
            Self::GeoPackage => &["GPKG"],
            Self::Shapefile => &["ESRI Shapefile"],
            Self::FileGdb => &["OpenFileGDB"],
            Self::GeoJson => &["GeoJSON"],
            Self::Kml => &["LIBKML", "KML"],
            Self::Csv => &["CSV"],
            Self::FlatGeobuf => &["FlatGeobuf"],
            Self::GeoJsonSeq => &["GeoJSONSeq"],
            Self::GeoParquet => &[],
        }
    }
    fn of(name: &str) -> Option<Self> {
        Some(match name.rsplit_once('.')?.1 {
            "gpkg" => Self::GeoPackage,
            "shp" | "dbf" => Self::Shapefile,
            "gdb" => Self::FileGdb,
            "geojson" | "json" => Self::GeoJson,
            "kml" | "kmz" => Self::Kml,
            "csv" => Self::Csv,
            "fgb" => Self::FlatGeobuf,
            "geojsonl" | "geojsons" | "geojsonseq" | "ndjson" | "jsonl" => Self::GeoJsonSeq,
            "parquet" | "geoparquet" => Self::GeoParquet,
            _ => return None,
        })
    }
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
    /// The encoding that was found where the source declares none; `None` where it declares one or the format has one.
    pub guessed: Option<&'static Encoding>,
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
        let format = Format::of(&lower).filter(|format| folder == (*format == Format::FileGdb));
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
        let text = matches!(format, Format::GeoJson | Format::GeoJsonSeq | Format::Kml | Format::Csv);
        if gz && !text {
            return Err(content("unpack it first".to_owned()));
        }
        let mut guessed = None;
        let mut options: Vec<String> = Vec::new();
        let mut memory = None;
        if text {
            if metadata.len() > MOST_TEXT {
                return Err(content(format!(
                    "has {} bytes; at most {MOST_TEXT} are read",
                    metadata.len()
                )));
            }
            let mut bytes = std::fs::read(path).map_err(io)?;
            let packed = |source| SourceError::Packed {
                file: named.clone(),
                source,
            };
            if gz {
                bytes = gunzip(&bytes).map_err(packed)?;
            }
            if lower.rsplit_once('.').is_some_and(|(_, ending)| ending == "kmz") {
                check_kmz(&bytes).map_err(packed)?;
            }
            match format {
                Format::GeoJson | Format::GeoJsonSeq => check_json(&bytes).map_err(content)?,
                Format::Csv => (bytes, guessed) = to_utf8(bytes, encoding).map_err(content)?,
                _ => {}
            }
            memory = Some(MemoryFile::new(&lower, bytes).map_err(|e| content(e.to_string()))?);
        }
        if format == Format::Shapefile {
            guessed = shapefile_encoding(path, encoding).map_err(io)?;
            if let Some(declared) = encoding.or(guessed) {
                options.push(format!("ENCODING={}", gdal_name(declared)));
            }
        }
        let opened = if format == Format::GeoParquet {
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
            guessed,
            unread,
            dataset,
            _memory: memory,
            _folder: place.folder.clone(),
        })
    }

    pub(super) fn is_flatgeobuf(&self) -> bool {
        self.dataset.driver().short_name() == "FlatGeobuf"
    }
}

/// Whether a name is one of GDAL's for something elsewhere; those that exist as files are files.
fn is_remote(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.starts_with("/vsi") || name.contains("://") || name.starts_with("PG:")
}

fn open(path: &Path, format: Format, options: &[String]) -> Result<Dataset, String> {
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

/// Refuses JSON nested deeper than any map: the parser behind GDAL recurses.
fn check_json(bytes: &[u8]) -> Result<(), String> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_JSON {
            return Err(format!("JSON nested deeper than {DEEPEST_JSON}"));
        }
    }
    if in_text || depth != 0 {
        return Err("the JSON is cut short".to_owned());
    }
    if std::str::from_utf8(bytes).is_err() {
        return Err("the JSON is not UTF-8".to_owned());
    }
    Ok(())
}

/// A CSV's bytes as UTF-8, and the encoding when nobody declared it.
fn to_utf8(
    bytes: Vec<u8>,
    declared: Option<&'static Encoding>,
) -> Result<(Vec<u8>, Option<&'static Encoding>), String> {
    if bytes.contains(&0) {
        return Err("not a text file: it has zero bytes (UTF-16 has to be saved as UTF-8)".to_owned());
    }
    let encoding = declared
        .or_else(|| undeclared(&bytes))
        .ok_or("neither UTF-8 nor GBK; name the `encoding`")?;
    if encoding == UTF_8 {
        return match std::str::from_utf8(&bytes) {
            Ok(_) => Ok((bytes, None)),
            Err(_) => Err("not UTF-8, as the mapping says".to_owned()),
        };
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
    let text = text.ok_or_else(|| format!("not {}, as the mapping says", encoding.name()))?;
    let guessed = declared.is_none().then_some(encoding);
    Ok((text.into_owned().into_bytes(), guessed))
}

/// What the .dbf of a Shapefile without .cpg is in.
fn shapefile_encoding(path: &Path, declared: Option<&'static Encoding>) -> std::io::Result<Option<&'static Encoding>> {
    if declared.is_some() || beside(path, &["cpg", "CPG"]).is_some() {
        return Ok(None);
    }
    match beside(path, &["dbf", "DBF"]) {
        Some(table) => Ok(undeclared(&dbf_text(&std::fs::read(&table)?))),
        None => Ok(None),
    }
}

/// The text of a .dbf: field names and records, without the numbers of its header.
fn dbf_text(table: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    for field in table
        .get(32..)
        .unwrap_or_default()
        .chunks_exact(32)
        .take_while(|field| field[0] != b'\r')
    {
        text.extend(field[..11].iter().take_while(|byte| **byte != 0));
        text.push(b'\n');
    }
    let records = table
        .get(8..10)
        .map_or(0, |length| usize::from(u16::from_le_bytes([length[0], length[1]])));
    text.extend(table.get(records..).unwrap_or_default());
    text
}

fn beside(path: &Path, endings: &[&str]) -> Option<PathBuf> {
    endings
        .iter()
        .map(|ending| path.with_extension(ending))
        .find(|file| file.exists())
}

/// GDAL knows GBK by its code page.
fn gdal_name(encoding: &'static Encoding) -> &'static str {
    if encoding == GBK { "CP936" } else { encoding.name() }
}
