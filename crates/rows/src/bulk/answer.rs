//! Records answered as rows.
use super::columns::{Columns, Need};
use super::format::PointFormat;
use super::points::{PointRecord, Records};
use super::rows::row::{Answered, Found, Row};
use super::rows::{RowWriter, SheetCell, cells};
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;
use std::io;

/// Bytes of a row, roughly, for each of its columns.
const COLUMN_BYTES: usize = 8;

/// Answers records as far as some columns need it.
///
/// The closure `locate` of its functions converts the coordinates of a point to longitude and latitude; its error says
/// why it can't. If a record holds no point or `locate` fails, its row holds the error.
#[derive(Clone, Copy, Debug)]
pub struct Answerer<'a> {
    /// The law.
    pub index: &'a Index,
    /// The columns of the rows.
    pub columns: &'a Columns,
}

/// The rows of some records, in order.
#[derive(Debug)]
pub struct Rows<T> {
    /// The rows.
    pub rows: T,
    /// How many there are.
    pub count: u64,
    /// How many of them hold an error.
    pub errors: u64,
}

impl Answerer<'_> {
    /// The rows in a format, without its beginning and end.
    ///
    /// # Errors
    /// None, because writing to memory does not fail.
    pub fn bytes(
        &self,
        records: &Records,
        format: PointFormat,
        locate: impl Fn(f64, f64) -> Result<LonLat, String>,
    ) -> io::Result<Rows<Vec<u8>>> {
        let room = records.len() * self.columns.iter().len() * COLUMN_BYTES;
        let mut writer = RowWriter::resume(format, self.columns, Vec::with_capacity(room), records.before());
        let mut errors = 0;
        for record in records.iter() {
            self.answer(&record, &locate, |row| {
                errors += u64::from(row.outcome.is_err());
                writer.write(row)
            })?;
        }
        Ok(Rows {
            rows: writer.pause()?,
            count: records.len() as u64,
            errors,
        })
    }

    /// The rows of a sheet.
    pub fn sheet(
        &self,
        records: &Records,
        locate: impl Fn(f64, f64) -> Result<LonLat, String>,
    ) -> Rows<Vec<Vec<SheetCell>>> {
        let mut errors = 0;
        let rows = records.iter().map(|record| {
            self.answer(&record, &locate, |row| {
                errors += u64::from(row.outcome.is_err());
                cells(row, self.columns).map(|cell| (&cell).into()).collect()
            })
        });
        Rows {
            rows: rows.collect(),
            count: records.len() as u64,
            errors,
        }
    }

    /// Answers a record and passes its row to `make`.
    pub fn answer<T>(
        &self,
        record: &PointRecord<'_>,
        locate: impl FnOnce(f64, f64) -> Result<LonLat, String>,
        make: impl FnOnce(Row<'_>) -> T,
    ) -> T {
        let (id, lon, lat, place) = match record {
            Ok(p) => (p.id.as_ref(), &*p.x_text, &*p.y_text, locate(p.x, p.y)),
            Err(e) => (e.id.as_ref(), &*e.x_text, &*e.y_text, Err(e.message.clone())),
        };
        let row = |outcome: Result<Answered<'_>, &str>| make(Row { id, lon, lat, outcome });
        match place {
            Ok(at) => self.found(at, |found| {
                let law = &self.index.law;
                row(Ok(Answered { at, law, found }))
            }),
            Err(message) => row(Err(&message)),
        }
    }

    /// Decides as much as is needed about a place.
    fn found<T>(&self, at: LonLat, make: impl FnOnce(Found<'_>) -> T) -> T {
        let detail = match self.columns.need() {
            Need::Place => return make(Found::Place),
            Need::Units => {
                let units = resolve::units_of(self.index, at);
                return make(Found::Units(
                    units.as_deref().map_or(&[const { None }; 4], |u| &u.units),
                ));
            }
            Need::Verdict => Detail::Verdict,
            Need::Everything => Detail::Row,
        };
        let ask = Ask {
            detail,
            ..Ask::default()
        };
        make(Found::Answer(&resolve::at(self.index, at, &ask)))
    }
}
