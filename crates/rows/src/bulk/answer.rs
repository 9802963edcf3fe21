//! The answer to one record, as a row.
use super::points::point::{Point, RowError};
use super::rows::row::Row;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;

/// The record of one row: a point, or an error.
pub type PointRecord = Result<Point, RowError>;

/// Answers a record and passes its row to `make`.
///
/// `locate` converts the coordinates of a point to longitude and latitude; its error says why it can't. If the record
/// holds no point or `locate` fails, the row holds the error.
pub fn answer<T>(
    index: &Index,
    record: &PointRecord,
    locate: impl FnOnce(f64, f64) -> Result<LonLat, String>,
    make: impl FnOnce(Row<'_>) -> T,
) -> T {
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let (id, lon, lat, place) = match record {
        Ok(p) => (&p.id, &p.x_text, &p.y_text, locate(p.x, p.y)),
        Err(e) => (&e.id, &e.x_text, &e.y_text, Err(e.message.clone())),
    };
    let answer = place.map(|at| resolve::at(index, at, &ask));
    make(Row {
        id: id.as_ref(),
        lon,
        lat,
        outcome: answer.as_ref().map(|a| (a, &index.law)).map_err(String::as_str),
    })
}
