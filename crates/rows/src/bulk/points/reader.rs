//! Reads points from a stream in any format.
use super::csv::{self, CsvFields};
use super::error::PointsError;
use super::geojson::{CrsCheck, GeoJsonScanner};
use super::ndjson;
use super::point::shortened;
use super::records::{Parser, Records};
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

/// Reads records from a stream, in order.
pub struct PointReader<R: Read> {
    source: Source<R>,
    parser: Parser,
    ended: bool,
}

/// The input after its first bytes were examined.
type Input<R> = BufReader<Chain<Cursor<Vec<u8>>, R>>;

enum Source<R: Read> {
    Csv(Input<R>),
    Ndjson(Input<R>),
    GeoJson(GeoJsonScanner<Input<R>>),
}

impl<R: Read> PointReader<R> {
    /// Starts reading; for CSV it reads the header line.
    ///
    /// ```
    /// use riverchief_rows::bulk::{PointFormat, PointReader};
    /// let text = "id,lon,lat\na,109.1,21.5\nb,109.1,x\n";
    /// let mut reader = PointReader::new(PointFormat::Csv, text.as_bytes())?;
    /// let mut records = reader.records();
    /// while reader.read_into(&mut records) {}
    /// let points: Vec<_> = records.iter().collect();
    /// assert_eq!((points[0].as_ref().map(|p| p.y), points[1].is_err(), points.len()), (Ok(21.5), true, 2));
    /// # Ok::<(), riverchief_rows::bulk::PointsError>(())
    /// ```
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
        let mut input = without_mark(input)?;
        let (parser, source) = match format {
            PointFormat::Csv => (Parser::Csv(CsvFields::of_header(&mut input)?), Source::Csv(input)),
            PointFormat::Ndjson => (Parser::Line, Source::Ndjson(input)),
            PointFormat::GeoJson => (Parser::Object, Source::GeoJson(GeoJsonScanner::new(input, crs))),
        };
        Ok(Self {
            source,
            parser,
            ended: false,
        })
    }

    /// No records, to which those of this reader can be added from the first.
    #[must_use]
    pub fn records(&self) -> Records {
        Records::new(self.parser)
    }

    /// Adds the next record, or an error in its place, to `records`; false if there is none.
    pub fn read_into(&mut self, records: &mut Records) -> bool {
        if self.ended {
            return false;
        }
        let texts = records.texts();
        let read = match &mut self.source {
            Source::Csv(input) => csv::read_into(input, texts),
            Source::Ndjson(input) => ndjson::read_into(input, texts),
            Source::GeoJson(scanner) => scanner.read_into(texts),
        };
        self.ended = !read || records.end().is_some();
        read
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
