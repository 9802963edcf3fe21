//! Records answered as rows.
use super::columns::{Columns, Need};
use super::format::PointFormat;
use super::points::point::Point;
use super::points::{PointRecord, Records};
use super::rows::row::{Answered, Found, Row};
use super::rows::{RowWriter, SheetCell, cells};
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;
use std::io;

/// Cells for each degree along which places are ordered: about 500 m.
const CELLS_A_DEGREE: f64 = 200.0;
/// Bits of the number of a cell; 360° are 72,000 cells.
const CELL_BITS: u8 = 17;

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
        locate: impl Fn(&Point<'_>) -> Place,
    ) -> io::Result<Rows<Vec<u8>>> {
        let points: Vec<PointRecord<'_>> = records.iter().collect();
        let places: Vec<Place> = points.iter().map(|record| place(record, &locate)).collect();
        let mut writer = RowWriter::resume(format, self.columns, Vec::new(), records.before());
        let mut spans = vec![0..0; points.len()];
        let mut start = 0;
        for at in self.order(&places) {
            let first = records.before() == 0 && at == 0;
            self.answer(&points[at], &places[at], |row| writer.write_as(row, first))?;
            writer.flush()?;
            let end = writer.inner().len();
            spans[at] = start..end;
            start = end;
        }
        let written = writer.pause()?;
        let mut rows = Vec::with_capacity(written.len());
        for span in spans {
            rows.extend_from_slice(&written[span]);
        }
        Ok(Rows {
            rows,
            count: records.len() as u64,
            errors: errors(&places),
        })
    }

    /// The rows of a sheet.
    pub fn sheet(&self, records: &Records, locate: impl Fn(&Point<'_>) -> Place) -> Rows<Vec<Vec<SheetCell>>> {
        let points: Vec<PointRecord<'_>> = records.iter().collect();
        let places: Vec<Place> = points.iter().map(|record| place(record, &locate)).collect();
        let sheet_row = |row: Row<'_>| cells(row, self.columns).map(|cell| (&cell).into()).collect();
        let rows = points.iter().zip(&places);
        Rows {
            rows: rows
                .map(|(record, place)| self.answer(record, place, sheet_row))
                .collect(),
            count: records.len() as u64,
            errors: errors(&places),
        }
    }

    /// The order in which places are answered. What neighbours in space need is still in the caches of the processor, which
    /// saves a tenth where who answers is decided; units alone are found faster than sorted.
    fn order(&self, places: &[Place]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..places.len()).collect();
        if self.columns.need() >= Need::Verdict {
            order.sort_by_cached_key(|at| places[*at].as_ref().map_or(0, cell));
        }
        order
    }

    /// Answers a record at its place, or with an error, and passes its row to `make`.
    pub fn answer<T>(&self, record: &PointRecord<'_>, place: &Place, make: impl FnOnce(Row<'_>) -> T) -> T {
        let (id, lon, lat) = match record {
            Ok(p) => (p.id.as_ref(), &*p.x_text, &*p.y_text),
            Err(e) => (e.id.as_ref(), &*e.x_text, &*e.y_text),
        };
        let row = |outcome: Result<Answered<'_>, &str>| make(Row { id, lon, lat, outcome });
        match place {
            Ok(at) => self.found(*at, |found| {
                let (at, law) = (*at, &self.index.law);
                row(Ok(Answered { at, law, found }))
            }),
            Err(message) => row(Err(message)),
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

/// Where a record is, or why that is unknown.
pub type Place = Result<LonLat, String>;

fn place(record: &PointRecord<'_>, locate: impl Fn(&Point<'_>) -> Place) -> Place {
    match record {
        Ok(point) => locate(point),
        Err(error) => Err(error.message.clone()),
    }
}

fn errors(places: &[Place]) -> u64 {
    places.iter().filter(|place| place.is_err()).count() as u64
}

/// The number of the cell of a place along a Hilbert curve around the globe.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "degrees from the south-west corner; anything else goes to the first or last cell"
)]
fn cell(at: &LonLat) -> u64 {
    let along = |degrees: f64| (degrees * CELLS_A_DEGREE) as u32;
    fast_hilbert::xy2h(along(at.lon + 180.0), along(at.lat + 90.0), CELL_BITS)
}
