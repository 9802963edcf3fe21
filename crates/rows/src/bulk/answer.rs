//! One record in, one row out.
use super::points::point::{Point, RowError};
use super::rows::row::Row;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;

/// What was read for one row: a point, or why there is none.
pub type PointRecord = Result<Point, RowError>;

/// Answers a record and returns what `make` makes of its row.
///
/// `locate` converts the coordinates of a point to longitude and latitude, or says why there is no such place. A record
/// that holds no point, and a point that has no place, give a row that says so.
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
