//! From batches of points to rows; `bulk` in `crates/rows` defines the columns and formats.
use crate::input_crs::InputCrs;
use riverchief_core::index::Index;
use riverchief_rows::bulk::rows::{SheetCell, cells};
use riverchief_rows::bulk::{self, BYTE_ORDER_MARK, Columns, PointFormat, PointRecord, Row, RowWriter};
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// The format of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A stream, while the input is being read.
    Stream(PointFormat),
    /// A workbook, when all rows are ready.
    Workbook,
}

/// Some rows, in order.
#[derive(Debug)]
pub enum Part {
    /// Coded for a stream.
    Bytes(Vec<u8>),
    /// Cells for a workbook.
    Cells(Vec<Vec<SheetCell>>),
}

/// Resolves and writes rows; shared by all batches of a request.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The law of the day.
    pub index: Arc<Index>,
    /// CRS of the input coordinates.
    pub input_crs: InputCrs,
    /// The format of the rows.
    pub output: Output,
    /// Their columns.
    pub columns: Columns,
    /// Whether CSV begins with a byte order mark.
    pub bom: bool,
    /// Members of a feature collection that state world, CRS and thresholds of the rows.
    pub members: Map<String, Value>,
}

impl Rows {
    /// The bytes before the first row of a stream.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn beginning(&self, format: PointFormat) -> io::Result<Vec<u8>> {
        let before = if self.bom { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
        RowWriter::new(format, &self.columns, before)?.pause()
    }

    /// The rows of some records, in order; `before` is the number of rows before them.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn of(&self, records: &[PointRecord], before: u64) -> io::Result<Part> {
        match self.output {
            Output::Stream(format) => {
                let mut rows =
                    RowWriter::resume(format, &self.columns, Vec::with_capacity(records.len() * 300), before);
                records
                    .iter()
                    .try_for_each(|record| self.answered(record, |row| rows.write(row)))?;
                rows.pause().map(Part::Bytes)
            }
            Output::Workbook => {
                let sheet_row = |row: Row<'_>| cells(row, &self.columns).map(|cell| (&cell).into()).collect();
                let rows = records.iter().map(|record| self.answered(record, sheet_row));
                Ok(Part::Cells(rows.collect()))
            }
        }
    }

    /// Makes the row of a record and passes it to `make`.
    fn answered<T>(&self, record: &PointRecord, make: impl FnOnce(Row<'_>) -> T) -> T {
        let locate = |x, y| self.input_crs.locate(x, y).map_err(|(_, words)| words);
        bulk::answer(&self.index, &self.columns, record, locate, make)
    }

    /// The bytes after the last row of a stream.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn end(&self, format: PointFormat, rows: u64) -> io::Result<Vec<u8>> {
        RowWriter::resume(format, &self.columns, Vec::new(), rows).finish_with(&self.members)
    }
}
