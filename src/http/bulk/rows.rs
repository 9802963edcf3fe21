//! Batches of points to rows, by the columns and formats of `export`.
use crate::http::place::Frame;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_rows::export::rows::{Cell, cells};
use riverchief_rows::export::{BYTE_ORDER_MARK, Format, Point, Row, RowError, RowWriter};
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// What was read for one row: a point, or why there is none.
pub type Record = Result<Point, RowError>;

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// As a stream, while the rest is being read.
    Stream(Format),
    /// In a workbook, when all are there.
    Workbook,
}

/// Some rows, in order.
#[derive(Debug)]
pub enum Part {
    /// As they go out.
    Bytes(Vec<u8>),
    /// As a workbook takes them.
    Cells(Vec<Vec<Cell>>),
}

/// Resolves and writes rows; shared by all batches of a request.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The law of the day.
    pub index: Arc<Index>,
    /// CRS of the coordinates that came.
    pub frame: Frame,
    /// What they are written as.
    pub output: Output,
    /// Whether CSV begins with a byte order mark.
    pub bom: bool,
    /// Members of a feature collection that say what the rows stand on.
    pub members: Map<String, Value>,
}

impl Rows {
    /// What comes before the first row of a stream.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn beginning(&self, format: Format) -> io::Result<Vec<u8>> {
        let before = if self.bom { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
        RowWriter::new(format, before)?.pause()
    }

    /// Rows of some records, in order; `before` is the number of rows before them.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn of(&self, records: &[Record], before: u64) -> io::Result<Part> {
        match self.output {
            Output::Stream(format) => {
                let mut rows = RowWriter::resume(format, Vec::with_capacity(records.len() * 300), before);
                records
                    .iter()
                    .try_for_each(|record| self.answered(record, |row| rows.write(row)))?;
                rows.pause().map(Part::Bytes)
            }
            Output::Workbook => {
                let row = |record| self.answered(record, cells);
                Ok(Part::Cells(records.iter().map(row).collect()))
            }
        }
    }

    /// What is made of the row of a record.
    fn answered<T>(&self, record: &Record, make: impl FnOnce(Row<'_>) -> T) -> T {
        let ask = Ask {
            detail: Detail::Row,
            ..Ask::default()
        };
        let (id, lon, lat, place) = match record {
            Ok(p) => {
                let place = self.frame.locate(p.x, p.y).map_err(|(_, words)| words);
                (&p.id, &p.x_text, &p.y_text, place)
            }
            Err(e) => (&e.id, &e.x_text, &e.y_text, Err(e.message.clone())),
        };
        let answer = place.map(|at| resolve::at(&self.index, at, &ask));
        make(Row {
            id: id.as_ref(),
            lon,
            lat,
            outcome: answer.as_ref().map(|a| (a, &self.index.law)).map_err(String::as_str),
        })
    }

    /// What comes after the last row of a stream.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn end(&self, format: Format, rows: u64) -> io::Result<Vec<u8>> {
        RowWriter::resume(format, Vec::new(), rows).finish_with(&self.members)
    }
}
