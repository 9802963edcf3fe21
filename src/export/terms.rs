//! How rows are to be written: format, CRS, grid, encoding.
use super::error::ExportError;
use super::observer::WriteObserver;
use super::precision::Grid;
use riverchief_gdal::crs::Crs;
use riverchief_gdal::crs_description::describe;
use riverchief_gdal::feature_file::DbfEncoding;
use riverchief_rows::formats::csv::{Place, Texts};
use riverchief_rows::formats::{CrsDescription, FileFormat};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// How rows are to be written.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The format.
    pub format: FileFormat,
    /// CRS of the coordinates. Without one: EPSG:4326 for KML, EPSG:4490 for formats that name their CRS, otherwise CRS84.
    pub crs: Option<Crs>,
    /// How coordinates are written in a table; without it, by the geometry type of the collection.
    pub place: Option<Place>,
    /// How texts are written in CSV.
    pub texts: Texts,
    /// Grid that coordinates are rounded to; without one, they are written as exactly as they are stored.
    pub grid: Option<Grid>,
    /// Character encoding of Shapefiles.
    pub letters: DbfEncoding,
    /// Folder for temporary files; without it, that of the system.
    pub scratch: Option<PathBuf>,
    /// Called while features are written.
    pub observer: Option<Arc<dyn WriteObserver>>,
}

impl Terms {
    /// A format with its defaults.
    #[must_use]
    pub fn new(format: FileFormat) -> Self {
        Self {
            format,
            crs: None,
            place: None,
            texts: Texts::Escaped,
            grid: None,
            letters: DbfEncoding::Utf8,
            scratch: None,
            observer: None,
        }
    }

    /// The CRS in which the coordinates are written.
    ///
    /// # Errors
    /// The format cannot state this CRS.
    pub fn crs(&self) -> Result<Crs, ExportError> {
        let format = self.format;
        let default = match format {
            FileFormat::Kml => Crs::Epsg(4326),
            _ if format.names_crs() => Crs::Epsg(4490),
            _ => Crs::Crs84,
        };
        let crs = self.crs.unwrap_or(default);
        let degrees = matches!(crs, Crs::Crs84 | Crs::Epsg(4326));
        let stated = match format {
            FileFormat::Kml => degrees,
            // RFC 8142 cannot state a CRS, and readers expect longitude and latitude.
            FileFormat::GeoJsonSeq => degrees || crs == Crs::Epsg(4490),
            FileFormat::Csv | FileFormat::Xlsx => true,
            // These two have no code, so no program would recognise them.
            _ => !matches!(crs, Crs::Gcj02 | Crs::Bd09),
        };
        if stated {
            Ok(crs)
        } else {
            Err(ExportError::Crs { format, crs })
        }
    }
}

/// The CRS of the coordinates, with its description for files.
pub(super) fn framed(terms: &Terms) -> Result<(Crs, CrsDescription), ExportError> {
    let crs = terms.crs()?;
    let frame = describe(crs).map_err(|e| ExportError::Io(io::Error::other(e)))?;
    Ok((crs, frame))
}
