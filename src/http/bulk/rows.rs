//! Batches of points to rows, by the columns and formats of `export`.
use crate::export::{Format, Point, Row, RowError, RowWriter};
use crate::http::place::Frame;
use crate::index::Index;
use crate::resolve::{self, Ask, Detail};
use serde_json::{Map, Value};
use std::io;
use std::sync::Arc;

/// What was read for one row: a point, or why there is none.
pub type Record = Result<Point, RowError>;

/// Resolves and writes rows; shared by all batches of a request.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The law of the day.
    pub index: Arc<Index>,
    /// CRS of the coordinates that came.
    pub frame: Frame,
    /// The format.
    pub format: Format,
    /// Members of a feature collection that say what the rows stand on.
    pub members: Map<String, Value>,
}

impl Rows {
    /// What comes before the first row.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn beginning(&self) -> io::Result<Vec<u8>> {
        RowWriter::new(self.format, Vec::new())?.pause()
    }

    /// Rows of some records, in order; `before` is the number of rows before them.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn of(&self, records: &[Record], before: u64) -> io::Result<Vec<u8>> {
        let ask = Ask {
            detail: Detail::Row,
            ..Ask::default()
        };
        let mut rows = RowWriter::resume(self.format, Vec::with_capacity(records.len() * 300), before);
        for record in records {
            let (id, lon, lat, place) = match record {
                Ok(p) => {
                    let place = self.frame.locate(p.x, p.y).map_err(|(_, words)| words);
                    (&p.id, &p.x_text, &p.y_text, place)
                }
                Err(e) => (&e.id, &e.x_text, &e.y_text, Err(e.message.clone())),
            };
            let answer = place.map(|at| resolve::at(&self.index, at, &ask));
            rows.write(Row {
                id: id.as_deref(),
                lon,
                lat,
                outcome: answer.as_ref().map(|a| (a, &self.index.law)).map_err(String::as_str),
            })?;
        }
        rows.pause()
    }

    /// What comes after the last row.
    ///
    /// # Errors
    /// None that writing to memory could have.
    pub fn end(&self, rows: u64) -> io::Result<Vec<u8>> {
        RowWriter::resume(self.format, Vec::new(), rows).finish_with(&self.members)
    }
}
