//! From batches of points to rows; `bulk` in `crates/rows` defines the columns and formats.
use crate::input_crs::InputCrs;
use riverchief_core::index::Index;
use riverchief_rows::bulk::rows::SheetCell;
use riverchief_rows::bulk::{Answerer, BYTE_ORDER_MARK, Columns, Point, PointFormat, Records, RowWriter};
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

    /// The rows of some records, in order.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn of(&self, records: &Records) -> io::Result<Part> {
        let answerer = Answerer {
            index: &self.index,
            columns: &self.columns,
        };
        let locate = |point: &Point<'_>| self.input_crs.locate_point(point).map_err(|(_, words)| words);
        Ok(match self.output {
            Output::Stream(format) => Part::Bytes(answerer.bytes(records, format, locate)?.rows),
            Output::Workbook => Part::Cells(answerer.sheet(records, locate).rows),
        })
    }

    /// The bytes after the last row of a stream.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn end(&self, format: PointFormat, rows: u64) -> io::Result<Vec<u8>> {
        RowWriter::resume(format, &self.columns, Vec::new(), rows).finish_with(&self.members)
    }
}
