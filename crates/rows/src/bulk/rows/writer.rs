//! Rows as CSV, NDJSON or GeoJSON.
use super::cells::{COLUMNS, Cell, cells};
use super::row::{Id, Row};
use crate::bulk::format::PointFormat;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// The byte order mark, by which spreadsheets recognise UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes rows one after another.
#[derive(Debug)]
pub struct RowWriter<W: Write> {
    sink: Sink<W>,
    rows: u64,
}

#[derive(Debug)]
enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Ndjson(W),
    GeoJson(W),
}

impl<W: Write> RowWriter<W> {
    /// Starts the output: the header line of CSV, the opening of a feature collection.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn new(format: PointFormat, mut out: W) -> io::Result<Self> {
        let sink = match format {
            PointFormat::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(COLUMNS).map_err(io_error)?;
                Sink::Csv(Box::new(writer))
            }
            PointFormat::Ndjson => Sink::Ndjson(out),
            PointFormat::GeoJson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Sink::GeoJson(out)
            }
        };
        Ok(Self { sink, rows: 0 })
    }

    /// Continues an output that already holds `rows` rows. Parts may be written separately and joined in order.
    ///
    /// ```
    /// use riverchief_rows::bulk::{PointFormat, Row, RowWriter};
    /// let row = Row { id: None, lon: "1", lat: "x", outcome: Err("lat is not a number") };
    /// let mut whole = RowWriter::new(PointFormat::GeoJson, Vec::new())?;
    /// (whole.write(row)?, whole.write(row)?);
    /// let mut parts = RowWriter::new(PointFormat::GeoJson, Vec::new())?.pause()?;
    /// for before in 0..2 {
    ///     let mut part = RowWriter::resume(PointFormat::GeoJson, Vec::new(), before);
    ///     part.write(row)?;
    ///     parts.extend(part.pause()?);
    /// }
    /// parts.extend(RowWriter::resume(PointFormat::GeoJson, Vec::new(), 2).finish()?);
    /// assert_eq!(parts, whole.finish()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn resume(format: PointFormat, out: W, rows: u64) -> Self {
        let sink = match format {
            PointFormat::Csv => Sink::Csv(Box::new(csv::Writer::from_writer(out))),
            PointFormat::Ndjson => Sink::Ndjson(out),
            PointFormat::GeoJson => Sink::GeoJson(out),
        };
        Self { sink, rows }
    }

    /// Returns the writer without ending the output.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn pause(self) -> io::Result<W> {
        match self.sink {
            Sink::Csv(writer) => writer.into_inner().map_err(csv::IntoInnerError::into_error),
            Sink::Ndjson(out) | Sink::GeoJson(out) => Ok(out),
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn write(&mut self, row: Row<'_>) -> io::Result<()> {
        let cells = cells(row);
        match &mut self.sink {
            Sink::Csv(writer) => {
                let texts = cells.iter().map(Cell::text);
                for text in texts {
                    writer.write_field(&*text).map_err(io_error)?;
                }
                writer.write_record(None::<&[u8]>).map_err(io_error)?;
            }
            Sink::Ndjson(out) => {
                serde_json::to_writer(&mut *out, &Object(&cells))?;
                out.write_all(b"\n")?;
            }
            Sink::GeoJson(out) => {
                out.write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &feature(row, &cells))?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows written so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes the buffer to the inner writer and flushes it.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Csv(writer) => writer.flush(),
            Sink::Ndjson(out) | Sink::GeoJson(out) => out.flush(),
        }
    }

    /// Ends the output and returns the writer.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn finish(self) -> io::Result<W> {
        self.finish_with(&Map::new())
    }

    /// Like [`Self::finish`], and adds `members` to a feature collection.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn finish_with(self, members: &Map<String, Value>) -> io::Result<W> {
        let collection = matches!(self.sink, Sink::GeoJson(_));
        let mut out = self.pause()?;
        if collection {
            out.write_all(b"\n]")?;
            for (name, value) in members {
                write!(out, ",{}:{value}", Value::from(name.as_str()))?;
            }
            out.write_all(b"}\n")?;
        }
        out.flush()?;
        Ok(out)
    }
}

/// The inner I/O error, so that a closed connection can be recognised.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A row as an object with a member for each column, in order.
struct Object<'a>(&'a [Cell]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(COLUMNS.iter().zip(self.0))
    }
}

/// A feature at the position of the answer, in longitude and latitude; without an answer it has no geometry.
#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    geometry: Option<Place>,
    properties: Object<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id>,
}

#[derive(Serialize)]
struct Place {
    r#type: &'static str,
    coordinates: [f64; 2],
}

fn feature<'a>(row: Row<'a>, cells: &'a [Cell]) -> Feature<'a> {
    Feature {
        r#type: "Feature",
        geometry: row.outcome.ok().map(|(answer, _)| Place {
            r#type: "Point",
            coordinates: [answer.at.lon, answer.at.lat],
        }),
        properties: Object(cells),
        id: row.id.filter(|id| id.names_a_feature()),
    }
}
