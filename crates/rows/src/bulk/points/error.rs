//! Errors of a whole stream of points.

/// Why a stream holds no points at all.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// It can't be read.
    #[error("can't read the points: {0}")]
    Io(#[from] std::io::Error),
    /// Nothing is in it.
    #[error("the input is empty; CSV needs a header line with the columns lon and lat")]
    Empty,
    /// The header of a CSV lacks a column.
    #[error(
        "the CSV header has no column `{wanted}` (found: {found}); name the columns lon and lat, and id if there is one"
    )]
    Column {
        /// The column that is missing.
        wanted: &'static str,
        /// Those that are there.
        found: String,
    },
    /// The header of a CSV names a column twice.
    #[error("the CSV header names the column `{0}` more than once")]
    Twice(&'static str),
    /// The header is too long or not UTF-8.
    #[error("the CSV header can't be read: {0}")]
    Header(&'static str),
}
