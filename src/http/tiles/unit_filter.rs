//! The filter by a unit: which units it can name.
use crate::http::problem::Problem;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_tiles::{TileError, ground};

/// Checks that a filter can name a unit: a unit of the day, or a functional area with an area of its own.
///
/// # Errors
/// 400 with the parameter.
pub fn known_unit(index: &Index, unit: Option<&str>) -> Result<(), Problem> {
    let Some(unit) = unit else { return Ok(()) };
    let found = ground(index, &UnitCode::new(unit)).map(|_| ());
    found.map_err(|error| no_ground(&error))
}

/// The problem for a filter by a unit that has no area.
pub(super) fn no_ground(error: &TileError) -> Problem {
    match error {
        TileError::NoArea { unit, over } => {
            let detail = format!("The functional area “{unit}” has no area of its own; name one of its units.");
            Problem::parameter("unit", detail).allowing(over.iter().map(UnitCode::as_str))
        }
        TileError::UnknownUnit(unit) => Problem::parameter("unit", format!("There is no unit “{unit}” on this date.")),
        other => Problem::parameter("unit", format!("{other}.")),
    }
}
