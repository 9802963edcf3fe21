//! The arguments of `riverchief resolve`.
use super::date;
use riverchief_core::domain::time::Date;
use riverchief_gdal::crs::Crs;
use riverchief_geom::degrees::{Axis, Coordinate, DegreesError, read};
use riverchief_rows::bulk::{COLUMNS, Charset, Columns, PointFormat};
use std::path::PathBuf;

/// Find the river chiefs responsible for a place, a segment, or every point of a file.
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["at", "segment", "file"]),
    after_help = "Examples:\n  riverchief resolve --at 109.378,21.815\n  riverchief resolve --at 109.3822,21.8124 --crs gcj02 --concern 非法采砂\n  \
                  riverchief resolve --file points.csv -f geojson -o answers.geojson\n  \
                  riverchief resolve --file points.csv --columns id,village,error -o villages.csv\n  cat points.ndjson | riverchief resolve --file - --input-format ndjson")]
pub struct Args {
    /// Coordinates of a place: longitude,latitude, decimal or as 109°21′33.5″,21°36′; or easting,northing in a projected --crs.
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = pair)]
    pub at: Option<(Coordinate, Coordinate)>,
    /// Id of a registered or derived segment.
    #[arg(long, value_name = "ID")]
    pub segment: Option<String>,
    /// File of points to resolve: CSV with the columns lon, lat and id, GeoJSON, or NDJSON; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// CRS of the coordinates: CRS84 (default), EPSG:code, gcj02 or bd09.
    #[arg(long, value_parser = crs)]
    pub crs: Option<Crs>,
    /// Date of the answer, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Also name the departments that are competent for this concern, e.g. 非法采砂.
    #[arg(long)]
    pub concern: Option<String>,
    /// Character encoding of a CSV of points: utf-8 (default) or gbk (also named gb2312 or gb18030).
    #[arg(long, value_name = "CHARSET", value_parser = charset)]
    pub encoding: Option<Charset>,
    /// Begin a CSV with a byte order mark, so that spreadsheets recognise UTF-8.
    #[arg(long)]
    pub bom: bool,
    /// Output format: table (default) or json for a place or a segment, also csv, ndjson or geojson for a place; csv (default),
    /// ndjson, geojson or xlsx for a file.
    #[arg(short, long, value_enum)]
    pub format: Option<AnswerFormat>,
    /// Columns of the rows of a file in the order in which they are wanted, separated by commas, e.g. id,village; default:
    /// all. What no column needs is not computed.
    #[arg(long, value_name = "NAMES", value_parser = columns)]
    pub columns: Option<Columns>,
    /// Format of the file of points; default: by the extension of its name.
    #[arg(long, value_enum)]
    pub input_format: Option<InputFormat>,
    /// File to write the rows to; default: standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Formats of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum AnswerFormat {
    /// A table for the terminal.
    Table,
    /// The JSON of the HTTP API.
    Json,
    /// Rows as CSV.
    Csv,
    /// Rows as one JSON object per line.
    Ndjson,
    /// Rows as GeoJSON.
    Geojson,
    /// Rows as a workbook.
    Xlsx,
}

fn columns(names: &str) -> Result<Columns, String> {
    Columns::named(names).map_err(|error| format!("{error}; the columns are {}", COLUMNS.join(", ")))
}

fn charset(name: &str) -> Result<Charset, String> {
    Charset::named(name).ok_or_else(|| "give utf-8 or gbk".to_owned())
}

/// Formats of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// CSV with a header line.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// A GeoJSON feature collection.
    Geojson,
}

impl From<InputFormat> for PointFormat {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Csv => Self::Csv,
            InputFormat::Ndjson => Self::Ndjson,
            InputFormat::Geojson => Self::GeoJson,
        }
    }
}

fn pair(text: &str) -> Result<(Coordinate, Coordinate), String> {
    let wanted = "give two numbers as LON,LAT, e.g. 109.12,21.48";
    let (x, y) = text.split_once([',', '，']).ok_or(wanted)?;
    let told = |name: &'static str| {
        move |error: DegreesError| match error {
            DegreesError::Empty | DegreesError::NotDegrees => wanted.to_owned(),
            other => format!("the {name} can't be read: {other}"),
        }
    };
    Ok((
        read(x, Axis::Longitude).map_err(told("longitude"))?,
        read(y, Axis::Latitude).map_err(told("latitude"))?,
    ))
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|e| e.to_string())
}
