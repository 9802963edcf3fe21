//! Exports over HTTP: ids in paths, and the body of a request as an order.
mod order;

pub use order::order;

use super::problem::{Kind, Problem};
use crate::jobs::ExportId;

/// The export id in a path.
///
/// # Errors
/// 404 for a text that is not an id.
pub fn id(text: &str) -> Result<ExportId, Problem> {
    text.parse().map_err(|_| unknown())
}

/// The problem for an unknown export.
#[must_use]
pub fn unknown() -> Problem {
    let detail = "There is no export with this id. It may have been removed or have expired, or the service does not keep exports over a restart.";
    Problem::new(Kind::NotFound, detail)
}

/// The problem for an error of the export folder.
#[must_use]
pub fn broken(error: &std::io::Error) -> Problem {
    let problem = Problem::new(
        Kind::Internal,
        "The export folder cannot be used. Report this to the operator of the service, who can find the cause in the log.",
    );
    problem.logged(error.to_string())
}
