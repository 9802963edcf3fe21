//! Batches of points to rows, by the columns and formats of `export`.
use crate::http::place::InputCrs;
use riverchief_core::index::Index;
use riverchief_rows::bulk::rows::{Cell, cells};
use riverchief_rows::bulk::{self, BYTE_ORDER_MARK, PointFormat, PointRecord, Row, RowWriter};
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// What rows are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// As a stream, while the rest is being read.
    Stream(PointFormat),
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
    pub frame: InputCrs,
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
    pub fn beginning(&self, format: PointFormat) -> io::Result<Vec<u8>> {
        let before = if self.bom { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
        RowWriter::new(format, before)?.pause()
    }

    /// Rows of some records, in order; `before` is the number of rows before them.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn of(&self, records: &[PointRecord], before: u64) -> io::Result<Part> {
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
    fn answered<T>(&self, record: &PointRecord, make: impl FnOnce(Row<'_>) -> T) -> T {
        let locate = |x, y| self.frame.locate(x, y).map_err(|(_, words)| words);
        bulk::answer(&self.index, record, locate, make)
    }

    /// What comes after the last row of a stream.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn end(&self, format: PointFormat, rows: u64) -> io::Result<Vec<u8>> {
        RowWriter::resume(format, Vec::new(), rows).finish_with(&self.members)
    }
}
