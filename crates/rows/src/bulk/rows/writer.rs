//! Rows as CSV, NDJSON or GeoJSON.
use super::cells::{cell, cells};
use super::row::{Id, Row};
use crate::bulk::columns::{Column, Columns};
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
    columns: Columns,
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
    pub fn new(format: PointFormat, columns: &Columns, mut out: W) -> io::Result<Self> {
        let sink = match format {
            PointFormat::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer
                    .write_record(columns.iter().map(Column::name))
                    .map_err(io_error)?;
                Sink::Csv(Box::new(writer))
            }
            PointFormat::Ndjson => Sink::Ndjson(out),
            PointFormat::GeoJson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Sink::GeoJson(out)
            }
        };
        let columns = columns.clone();
        Ok(Self { sink, columns, rows: 0 })
    }

    /// Continues an output that already holds `rows` rows. Parts may be written separately and joined in order.
    ///
    /// ```
    /// use riverchief_rows::bulk::{Columns, PointFormat, Row, RowWriter};
    /// let columns = Columns::default();
    /// let row = Row { id: None, lon: "1", lat: "x", outcome: Err("lat is not a number") };
    /// let mut whole = RowWriter::new(PointFormat::GeoJson, &columns, Vec::new())?;
    /// (whole.write(row)?, whole.write(row)?);
    /// let mut parts = RowWriter::new(PointFormat::GeoJson, &columns, Vec::new())?.pause()?;
    /// for before in 0..2 {
    ///     let mut part = RowWriter::resume(PointFormat::GeoJson, &columns, Vec::new(), before);
    ///     part.write(row)?;
    ///     parts.extend(part.pause()?);
    /// }
    /// parts.extend(RowWriter::resume(PointFormat::GeoJson, &columns, Vec::new(), 2).finish()?);
    /// assert_eq!(parts, whole.finish()?);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn resume(format: PointFormat, columns: &Columns, out: W, rows: u64) -> Self {
        let sink = match format {
            PointFormat::Csv => Sink::Csv(Box::new(csv::Writer::from_writer(out))),
            PointFormat::Ndjson => Sink::Ndjson(out),
            PointFormat::GeoJson => Sink::GeoJson(out),
        };
        let columns = columns.clone();
        Self { sink, columns, rows }
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
        self.write_as(row, self.rows == 0)
    }

    /// As [`Self::write`], and says whether the row is the first of the whole output.
    pub(in crate::bulk) fn write_as(&mut self, row: Row<'_>, first: bool) -> io::Result<()> {
        let columns = &self.columns;
        match &mut self.sink {
            Sink::Csv(writer) => {
                for cell in cells(row, columns) {
                    writer.write_field(&*cell.text()).map_err(io_error)?;
                }
                writer.write_record(None::<&[u8]>).map_err(io_error)?;
            }
            Sink::Ndjson(out) => {
                serde_json::to_writer(&mut *out, &Object { row, columns })?;
                out.write_all(b"\n")?;
            }
            Sink::GeoJson(out) => {
                out.write_all(if first { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &feature(row, columns))?;
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

    /// The inner writer; some of what was written may still be in a buffer.
    pub(in crate::bulk) fn inner(&self) -> &W {
        match &self.sink {
            Sink::Csv(writer) => writer.get_ref(),
            Sink::Ndjson(out) | Sink::GeoJson(out) => out,
        }
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
struct Object<'a> {
    row: Row<'a>,
    columns: &'a Columns,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let member = |column: Column| (column.name(), cell(self.row, column));
        to.collect_map(self.columns.iter().map(member))
    }
}

/// A feature at the position of the answer, in longitude and latitude; without an answer it has no geometry.
#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    geometry: Option<Place>,
    properties: Object<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Id<'a>>,
}

#[derive(Serialize)]
struct Place {
    r#type: &'static str,
    coordinates: [f64; 2],
}

fn feature<'a>(row: Row<'a>, columns: &'a Columns) -> Feature<'a> {
    Feature {
        r#type: "Feature",
        geometry: row.outcome.ok().map(|answered| Place {
            r#type: "Point",
            coordinates: [answered.at.lon, answered.at.lat],
        }),
        properties: Object { row, columns },
        id: row.id.filter(|id| id.names_a_feature()),
    }
}
