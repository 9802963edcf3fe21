//! Tiles over HTTP: addresses, content codings, the cache, conditional answers.
//!
//! It knows layers, zooms and headers; what a tile shows is the pyramid's.
mod address;
mod asked;
mod coding;
mod names;
mod store;

use crate::http::problem::Problem;
use crate::index::Index;

pub use address::{TileUrl, layers};
pub use asked::{TilePath, UnitQuery, UnitText};
pub use coding::Coding;
pub use names::{RESERVED, is_reserved};
pub use store::TileStore;

/// Media type of a Mapbox vector tile.
pub const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// Whether a filter can name a unit: one of the city's own on the day, as the pyramid has it too.
///
/// # Errors
/// 400, naming the parameter.
pub fn known_unit(index: &Index, unit: Option<&str>) -> Result<(), Problem> {
    match unit {
        Some(unit) if index.law.units.get(unit).is_none_or(|u| u.neighbour) => Err(unknown_unit(unit)),
        _ => Ok(()),
    }
}

fn unknown_unit(unit: &str) -> Problem {
    Problem::parameter("unit", format!("There is no unit “{unit}” on this date."))
}
