//! Exports over HTTP: ids in paths, and the body of a request made into an order.
mod order;

pub use order::order;

use super::problem::{Kind, Problem};
use crate::jobs::ExportId;

/// The id in a path.
///
/// # Errors
/// 404: what is no id is the id of no export.
pub fn id(text: &str) -> Result<ExportId, Problem> {
    text.parse().map_err(|_| unknown())
}

/// There is none.
#[must_use]
pub fn unknown() -> Problem {
    let detail =
        "There is no export of this id: it has been removed or forgotten, or the service keeps none over a restart.";
    Problem::new(Kind::NotFound, detail)
}

/// The disk, or what holds exports.
#[must_use]
pub fn broken(error: &std::io::Error) -> Problem {
    let problem = Problem::new(
        Kind::Internal,
        "Something is wrong with the folder of the exports; the log says what.",
    );
    problem.logged(error.to_string())
}
