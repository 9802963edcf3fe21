//! The answer to one record, as a row.
use super::columns::{Columns, Need};
use super::points::point::{Point, RowError};
use super::rows::row::{Answered, Found, Row};
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;

/// The record of one row: a point, or an error.
pub type PointRecord = Result<Point, RowError>;

/// Answers a record as far as `columns` need it, and passes its row to `make`.
///
/// `locate` converts the coordinates of a point to longitude and latitude; its error says why it can't. If the record
/// holds no point or `locate` fails, the row holds the error.
pub fn answer<T>(
    index: &Index,
    columns: &Columns,
    record: &PointRecord,
    locate: impl FnOnce(f64, f64) -> Result<LonLat, String>,
    make: impl FnOnce(Row<'_>) -> T,
) -> T {
    let (id, lon, lat, place) = match record {
        Ok(p) => (&p.id, &p.x_text, &p.y_text, locate(p.x, p.y)),
        Err(e) => (&e.id, &e.x_text, &e.y_text, Err(e.message.clone())),
    };
    let row = |outcome: Result<Answered<'_>, &str>| {
        make(Row {
            id: id.as_ref(),
            lon,
            lat,
            outcome,
        })
    };
    match place {
        Ok(at) => found(index, columns.need(), at, |found| {
            let law = &index.law;
            row(Ok(Answered { at, law, found }))
        }),
        Err(message) => row(Err(&message)),
    }
}

/// Decides as much as is needed about a place.
fn found<T>(index: &Index, need: Need, at: LonLat, make: impl FnOnce(Found<'_>) -> T) -> T {
    let detail = match need {
        Need::Place => return make(Found::Place),
        Need::Units => {
            let units = resolve::units_of(index, at);
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
    make(Found::Answer(&resolve::at(index, at, &ask)))
}
