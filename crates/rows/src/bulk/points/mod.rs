//! Points to resolve, read one at a time from CSV, NDJSON or GeoJSON.
//!
//! Coordinates stay as they came, in whatever CRS the caller names. A bad record is an error in its place and reading
//! goes on; only a stream that can't be read on ends it. Memory is bounded by [`LONGEST_RECORD`], whatever comes.
mod csv;
mod decoded;
mod geojson;
mod ndjson;
mod record;

pub use decoded::{Charset, Decoded};

use super::PointFormat;
use super::rows::{BYTE_ORDER_MARK, Id};
use std::io::{self, BufReader, Chain, Cursor, Read};

/// The longest record that is read, in bytes; a longer one is an error in its place.
pub const LONGEST_RECORD: usize = 256 * 1024;

/// A point as it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its own id, if it has one.
    pub id: Option<Id>,
    /// First coordinate (longitude, east); finite.
    pub x: f64,
    /// Second coordinate (latitude, north); finite.
    pub y: f64,
    /// `x` as it was written.
    pub x_text: String,
    /// `y` as it was written.
    pub y_text: String,
}

/// A record that is no point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record}: {message}")]
pub struct RowError {
    /// Number of the record, from 1.
    pub record: u64,
    /// Its id, where that could be read.
    pub id: Option<Id>,
    /// Its first coordinate as written, where there is one.
    pub x_text: String,
    /// Its second coordinate as written, where there is one.
    pub y_text: String,
    /// What is wrong, and what to do.
    pub message: String,
    /// Nothing more can be read after it.
    pub last: bool,
}

impl RowError {
    fn new(record: u64, message: impl Into<String>) -> Self {
        Self {
            record,
            id: None,
            x_text: String::new(),
            y_text: String::new(),
            message: message.into(),
            last: false,
        }
    }

    fn last(record: u64, message: impl Into<String>) -> Self {
        Self {
            last: true,
            ..Self::new(record, message)
        }
    }
}

/// Why a stream holds no points at all.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// It can't be read.
    #[error("can't read the points: {0}")]
    Io(#[from] std::io::Error),
    /// Nothing is in it.
    #[error("the input is empty; CSV needs a header line with the columns lon and lat")]
    Empty,
    /// The header of a CSV lacks a column.
    #[error(
        "the CSV header has no column `{wanted}` (found: {found}); name the columns lon and lat, and id if there is one"
    )]
    Column {
        /// The column that is missing.
        wanted: &'static str,
        /// Those that are there.
        found: String,
    },
    /// The header of a CSV names a column twice.
    #[error("the CSV header names the column `{0}` more than once")]
    Twice(&'static str),
    /// The header is too long or not UTF-8.
    #[error("the CSV header can't be read: {0}")]
    Header(&'static str),
}

/// Says what is wrong with the CRS that a collection names, if anything is.
pub type CrsCheck = Box<dyn Fn(&str) -> Result<(), String> + Send>;

/// Longitude and latitude, by whatever name.
fn degrees_only(name: &str) -> Result<(), String> {
    let upper = name.to_ascii_uppercase();
    if ["CRS84", ":4326", ":4490"].iter().any(|known| upper.ends_with(known)) {
        return Ok(());
    }
    let name = shortened(name);
    Err(format!(
        "the collection says its CRS is {name}; name it in the request too, or reproject to longitude and latitude"
    ))
}

/// Reads points; one item per record, in order.
pub struct PointReader<R: Read> {
    source: Source<R>,
    ended: bool,
}

/// What is read from, after its first bytes were looked at.
type Input<R> = BufReader<Chain<Cursor<Vec<u8>>, R>>;

enum Source<R: Read> {
    Csv(csv::CsvPoints<Input<R>>),
    Ndjson(ndjson::NdjsonPoints<Input<R>>),
    GeoJson(geojson::GeoJsonPoints<Input<R>>),
}

impl<R: Read> PointReader<R> {
    /// Begins to read; of CSV, the header line.
    ///
    /// # Errors
    /// [`PointsError`] when the header of a CSV doesn't name `lon` and `lat`.
    pub fn new(format: PointFormat, input: R) -> Result<Self, PointsError> {
        Self::checking_crs(format, input, Box::new(degrees_only))
    }

    /// As [`Self::new`], for points in a CRS of the caller's: `crs` is asked about the one that a collection names.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn checking_crs(format: PointFormat, input: R, crs: CrsCheck) -> Result<Self, PointsError> {
        let input = without_mark(input)?;
        let source = match format {
            PointFormat::Csv => Source::Csv(csv::CsvPoints::new(input)?),
            PointFormat::Ndjson => Source::Ndjson(ndjson::NdjsonPoints::new(input)),
            PointFormat::GeoJson => Source::GeoJson(geojson::GeoJsonPoints::new(input, crs)),
        };
        Ok(Self { source, ended: false })
    }
}

impl<R: Read> Iterator for PointReader<R> {
    type Item = Result<Point, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = match &mut self.source {
            Source::Csv(points) => points.next(),
            Source::Ndjson(points) => points.next(),
            Source::GeoJson(points) => points.next(),
        };
        self.ended = !matches!(&item, Some(Ok(_) | Err(RowError { last: false, .. })));
        item
    }
}

/// The input without a byte order mark, however few bytes come at a time.
fn without_mark<R: Read>(mut input: R) -> io::Result<Input<R>> {
    let mut head = Vec::new();
    input.by_ref().take(3).read_to_end(&mut head)?;
    if head == BYTE_ORDER_MARK {
        head.clear();
    }
    Ok(BufReader::with_capacity(64 * 1024, Cursor::new(head).chain(input)))
}

/// A point from two numbers as text.
fn point(record: u64, id: Option<Id>, x_text: &str, y_text: &str) -> Result<Point, RowError> {
    let number = |name: &str, text: &str| -> Result<f64, String> {
        let value = text.trim();
        if value.is_empty() {
            return Err(format!("{name} is empty"));
        }
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(format!("{name} is not a finite number: {}", shortened(value))),
        }
    };
    let read = number("lon", x_text).and_then(|x| Ok((x, number("lat", y_text)?)));
    let (x_text, y_text) = (x_text.trim().to_owned(), y_text.trim().to_owned());
    match read {
        Ok((x, y)) => Ok(Point {
            id,
            x,
            y,
            x_text,
            y_text,
        }),
        Err(message) => Err(RowError {
            id,
            x_text: shortened(&x_text),
            y_text: shortened(&y_text),
            ..RowError::new(record, message)
        }),
    }
}

/// Text for a message: the first 80 characters.
fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
