//! What is taken away: rows that were chosen, in a format and a CRS, to a stream or a file.
//!
//! The one place that knows the writers of `export::formats` and of `riverchief-gdal` both, so that the command line and HTTP give
//! the same bytes. It knows no parameters, no headers and no rule.
mod answers;
mod area;
pub mod error;
mod files;
pub mod package;
pub mod precision;
pub mod shapefile;

pub use answers::AnswerBook;
pub use area::{Area, ground};
pub use error::{DeliveryError, no_room};
pub use precision::{Grid, GridError, Rounding};
pub use shapefile::Shapefile;

use geo::Geometry;
use riverchief_core::domain::time::Validity;
use riverchief_gdal::crs::Crs;
use riverchief_gdal::crs_description::{express, frame};
use riverchief_gdal::feature_file::Letters;
use riverchief_rows::collections::{CollectionId, GeometryType, Row, Table};
use riverchief_rows::formats::csv::{Place, Texts};
use riverchief_rows::formats::{
    CrsDescription, Feature, FileFormat, FileLayer, csv, flatgeobuf, geojson, geoparquet, kml,
};
use riverchief_rows::query::{Filter, FilterError, Patience, Picked, Region, Selection};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows of a collection.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Which collection.
    pub collection: CollectionId,
    /// Its tables, one an epoch.
    pub tables: Vec<Arc<Table>>,
    /// The rows, in order.
    pub rows: Vec<Picked>,
    /// Places of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// Rows that are left out because nothing says where they are.
    pub unplaced: usize,
}

/// Which rows of a collection are wanted, and which of its columns.
#[derive(Debug)]
pub struct Wanted {
    /// Rows in all of these areas.
    pub regions: Vec<Region>,
    /// Rows that pass this.
    pub filter: Option<Filter>,
    /// Rows valid on some day of this; for collections that are the same at any time.
    pub during: Option<Validity>,
    /// Places of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// Longest time that choosing may take.
    pub patience: Duration,
}

impl Chosen {
    /// Every row of a table that is wanted, ascending by id.
    ///
    /// # Errors
    /// Choosing takes too long.
    pub fn choose(table: Arc<Table>, wanted: Wanted) -> Result<Self, FilterError> {
        let filters: Vec<Filter> = wanted.filter.into_iter().collect();
        let selection = Selection {
            regions: &wanted.regions,
            filters: &filters,
            during: wanted.during,
            order: &[],
            after: None,
            limit: usize::MAX,
            patience: Patience {
                started: Instant::now(),
                limit: wanted.patience,
            },
        };
        let collection = table.collection;
        let tables = vec![table];
        Ok(Self {
            collection,
            rows: selection.select(&tables)?.rows,
            unplaced: selection.nowhere(&tables),
            tables,
            columns: wanted.columns,
        })
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .map(|picked| &self.tables[picked.table].rows()[picked.row])
    }
}

/// Who looks on while something is written, and may end it.
pub trait Onlooker: fmt::Debug + Send + Sync {
    /// Asked again and again while nothing is written yet.
    ///
    /// # Errors
    /// It is to end.
    fn go_on(&self) -> io::Result<()>;

    /// Asked before each feature.
    ///
    /// # Errors
    /// It is to end.
    fn feature(&self, row: &Row) -> io::Result<()>;
}

/// How it is to be written.
#[derive(Clone, Debug)]
pub struct Terms {
    /// In which format.
    pub format: FileFormat,
    /// In which CRS; without one, as it is stored, or as the format wants it.
    pub crs: Option<Crs>,
    /// How places stand in a table; without it, as suits each collection.
    pub place: Option<Place>,
    /// How texts stand in CSV.
    pub texts: Texts,
    /// On which grid; without one, coordinates are as exact as they are stored.
    pub grid: Option<Grid>,
    /// In which letters, for Shapefiles.
    pub letters: Letters,
    /// Where temporary files go; without it, where the system has them.
    pub scratch: Option<PathBuf>,
    /// Who looks on.
    pub onlooker: Option<Arc<dyn Onlooker>>,
}

impl Terms {
    /// A format, and all else as it is usual for it.
    #[must_use]
    pub fn new(format: FileFormat) -> Self {
        Self {
            format,
            crs: None,
            place: None,
            texts: Texts::Defused,
            grid: None,
            letters: Letters::Utf8,
            scratch: None,
            onlooker: None,
        }
    }

    /// The CRS that the coordinates will be in.
    ///
    /// # Errors
    /// The format has no way to say so.
    pub fn crs(&self) -> Result<Crs, DeliveryError> {
        let format = self.format;
        let plain = match format {
            FileFormat::Kml => Crs::Epsg(4326),
            _ if format.names_crs() => Crs::Epsg(4490),
            _ => Crs::Crs84,
        };
        let crs = self.crs.unwrap_or(plain);
        let degrees = matches!(crs, Crs::Crs84 | Crs::Epsg(4326));
        let said = match format {
            FileFormat::Kml => degrees,
            // RFC 8142 has no place for it, and a reader takes what it finds for degrees.
            FileFormat::GeoJsonSeq => degrees || crs == Crs::Epsg(4490),
            FileFormat::Csv | FileFormat::Xlsx => true,
            // Without a code no program would know what it reads.
            _ => !matches!(crs, Crs::Gcj02 | Crs::Bd09),
        };
        if said {
            Ok(crs)
        } else {
            Err(DeliveryError::Crs { format, crs })
        }
    }
}

/// What was written, and what its reader has to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Features written.
    pub features: usize,
    /// What isn't in the file as it is in the world, in words.
    pub remarks: Vec<String>,
}

/// Whether the format can hold what was chosen.
///
/// # Errors
/// What it can't.
pub fn check(chosen: &[Chosen], terms: &Terms) -> Result<(), DeliveryError> {
    let format = terms.format;
    if chosen.len() != 1 && !format.holds_many() {
        return Err(DeliveryError::Many(format));
    }
    chosen.iter().try_for_each(|c| fits(c.collection, format))
}

/// Whether the format can hold a collection.
///
/// # Errors
/// It can't.
pub fn fits(collection: CollectionId, format: FileFormat) -> Result<(), DeliveryError> {
    if collection.spec().geometry == GeometryType::None && format == FileFormat::FlatGeobuf {
        let collection = collection.to_string();
        return Err(DeliveryError::NoGeometry { format, collection });
    }
    Ok(())
}

/// Writes what was chosen to a stream.
///
/// # Errors
/// A format that can't hold it; a place that the CRS can't express; those of the stream.
pub fn write(chosen: &[Chosen], terms: &Terms, out: &mut (dyn Write + Send)) -> Result<Report, DeliveryError> {
    let format = terms.format;
    let (crs, frame) = framed(terms)?;
    check(chosen, terms)?;
    let mut report = Report {
        features: chosen.iter().map(|c| c.rows.len()).sum(),
        remarks: vec![],
    };
    report.remarks.extend(about_frame(format, &frame));
    let parts: Vec<Part<'_>> = chosen
        .iter()
        .map(|c| Part::new(c, terms, &frame, crs))
        .collect::<Result<_, _>>()?;
    report.remarks.extend(parts.iter().flat_map(Part::remarks));
    match format {
        FileFormat::GeoPackage | FileFormat::Shapefile => {
            report.remarks.extend(files::write(&parts, terms, out)?);
        }
        FileFormat::Xlsx => files::workbook(&parts, terms, out)?,
        FileFormat::Kml => {
            kml::open(out)?;
            for part in &parts {
                kml::folder(&part.layer, &mut part.features(), out)?;
            }
            kml::close(out)?;
        }
        _ => {
            let left_out = one(&parts[0], terms, out)?;
            report.features -= left_out;
            let id = parts[0].layer.spec.id;
            let words = || format!("{id}: {left_out} features have no geometry and are left out");
            report.remarks.extend((left_out > 0).then(words));
        }
    }
    out.flush()?;
    Ok(report)
}

fn framed(terms: &Terms) -> Result<(Crs, CrsDescription), DeliveryError> {
    let crs = terms.crs()?;
    let frame = frame(crs).map_err(|e| DeliveryError::Io(io::Error::other(e)))?;
    Ok((crs, frame))
}

fn about_frame(format: FileFormat, frame: &CrsDescription) -> Option<String> {
    let odd = format == FileFormat::GeoJson && !frame.is_longitude_latitude();
    odd.then(|| {
        format!(
            "the coordinates are {}, east first, and not the longitude and latitude of RFC 7946; the member `crs` says so, \
             which GDAL and QGIS read",
            frame.code
        )
    })
}

/// A format of one collection a file; how many features it can't hold.
fn one(part: &Part<'_>, terms: &Terms, out: &mut (dyn Write + Send)) -> Result<usize, DeliveryError> {
    let layer = &part.layer;
    let mut features = part.features();
    match terms.format {
        FileFormat::GeoJson => geojson::write(layer, &mut features, out)?,
        FileFormat::GeoJsonSeq => geojson::write_seq(layer, &mut features, out)?,
        FileFormat::Csv => {
            let place = terms.place.unwrap_or_else(|| Place::of(layer.spec.geometry));
            csv::write(layer, place, terms.texts, &mut features, out)?;
        }
        FileFormat::GeoParquet => geoparquet::write(layer, &mut features, out)?,
        FileFormat::FlatGeobuf => return Ok(flatgeobuf::write(layer, &mut features, out)?),
        format => return Err(DeliveryError::Many(format)),
    }
    Ok(0)
}

/// A collection on its way.
struct Part<'a> {
    chosen: &'a Chosen,
    layer: FileLayer<'a>,
    crs: Crs,
    rounding: Option<Rounding>,
    onlooker: Option<&'a dyn Onlooker>,
}

impl<'a> Part<'a> {
    fn new(chosen: &'a Chosen, terms: &'a Terms, frame: &'a CrsDescription, crs: Crs) -> io::Result<Self> {
        let onlooker = terms.onlooker.as_deref();
        let spec = chosen.collection.spec();
        let layer = FileLayer {
            spec,
            columns: chosen.columns.clone(),
            frame,
        };
        let rounding = match terms.grid {
            Some(grid) if layer.is_spatial() => Some(Rounding::watched(chosen, crs, grid, onlooker)?),
            _ => None,
        };
        Ok(Self {
            chosen,
            layer,
            crs,
            rounding,
            onlooker,
        })
    }

    fn features(&self) -> impl Iterator<Item = io::Result<Feature<'_>>> {
        features(self)
    }

    /// How far vertices went, and what no area has.
    fn remarks(&self) -> impl Iterator<Item = String> {
        let id = self.layer.spec.id;
        let rounding = self.rounding.as_ref().filter(|_| !self.chosen.rows.is_empty());
        let moved = rounding.map(|rounding| {
            let stay = match rounding.off_grid {
                0 => String::new(),
                n => format!("; {n} stay where they are, since a ring or a line would break on the grid"),
            };
            format!(
                "{id}: vertices moved by up to {:.3e} m, and answers hold for points farther than that from an edge{stay}",
                rounding.greatest_m
            )
        });
        let unplaced = (self.chosen.unplaced > 0).then(|| {
            let n = self.chosen.unplaced;
            format!("{id}: {n} features have no place, so that no area has them, and are left out")
        });
        moved.into_iter().chain(unplaced)
    }
}

/// The geometry of a row in the CRS.
fn expressed<'a>(chosen: &Chosen, row: &'a Row, crs: Crs) -> io::Result<Option<Cow<'a, Geometry<f64>>>> {
    let Some(stored) = &row.geometry else { return Ok(None) };
    let wrong = |e| io::Error::other(format!("{} {}: {e}", chosen.collection, row.id));
    Ok(Some(match express(crs, stored).map_err(wrong)? {
        Some(other) => Cow::Owned(other),
        None => Cow::Borrowed(stored),
    }))
}

/// Each row with its geometry as it is to be written.
fn features<'p>(part: &'p Part<'_>) -> impl Iterator<Item = io::Result<Feature<'p>>> {
    part.chosen.rows().map(|row| {
        if let Some(onlooker) = part.onlooker {
            onlooker.feature(row)?;
        }
        let geometry = expressed(part.chosen, row, part.crs)?;
        let geometry = match &part.rounding {
            Some(rounding) => geometry.map(|g| Cow::Owned(rounding.apply(&g))),
            None => geometry,
        };
        Ok(Feature { row, geometry })
    })
}
