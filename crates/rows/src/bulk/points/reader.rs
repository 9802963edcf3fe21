//! Reads points from a stream in any format.
use super::csv::CsvPoints;
use super::error::PointsError;
use super::geojson::{CrsCheck, GeoJsonPoints};
use super::ndjson::NdjsonPoints;
use super::point::{Point, RowError, shortened};
use crate::bulk::format::PointFormat;
use crate::bulk::rows::writer::BYTE_ORDER_MARK;
use std::io::{self, BufReader, Chain, Cursor, Read};

/// Accepts longitude and latitude under any of their usual names.
fn degrees_only(name: &str) -> Result<(), String> {
    let upper = name.to_ascii_uppercase();
    if ["CRS84", ":4326", ":4490"].iter().any(|known| upper.ends_with(known)) {
        return Ok(());
    }
    let name = shortened(name);
    Err(format!(
        "the collection declares the CRS {name}; declare it in the request too, or reproject to longitude and latitude"
    ))
}

/// An iterator over points, with one item per record, in order.
pub struct PointReader<R: Read> {
    source: Source<R>,
    ended: bool,
}

/// The input after its first bytes were examined.
type Input<R> = BufReader<Chain<Cursor<Vec<u8>>, R>>;

enum Source<R: Read> {
    Csv(CsvPoints<Input<R>>),
    Ndjson(NdjsonPoints<Input<R>>),
    GeoJson(GeoJsonPoints<Input<R>>),
}

impl<R: Read> PointReader<R> {
    /// Starts reading; for CSV it reads the header line.
    ///
    /// # Errors
    /// [`PointsError`] when the input can't be read, or the CSV header lacks `lon` or `lat`.
    pub fn new(format: PointFormat, input: R) -> Result<Self, PointsError> {
        Self::checking_crs(format, input, Box::new(degrees_only))
    }

    /// Like [`Self::new`], for points in a CRS that the caller names: `crs` checks the CRS that a collection names.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn checking_crs(format: PointFormat, input: R, crs: CrsCheck) -> Result<Self, PointsError> {
        let input = without_mark(input)?;
        let source = match format {
            PointFormat::Csv => Source::Csv(CsvPoints::new(input)?),
            PointFormat::Ndjson => Source::Ndjson(NdjsonPoints::new(input)),
            PointFormat::GeoJson => Source::GeoJson(GeoJsonPoints::new(input, crs)),
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

/// The input without a byte order mark, however few bytes a read returns.
fn without_mark<R: Read>(mut input: R) -> io::Result<Input<R>> {
    let mut head = Vec::new();
    input.by_ref().take(3).read_to_end(&mut head)?;
    if head == BYTE_ORDER_MARK {
        head.clear();
    }
    Ok(BufReader::with_capacity(64 * 1024, Cursor::new(head).chain(input)))
}
