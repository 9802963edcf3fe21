//! Errors of a whole stream of points.

/// Why a stream can't be read as points.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// The stream can't be read.
    #[error("can't read the points: {0}")]
    Io(#[from] std::io::Error),
    /// The stream is empty.
    #[error("the input is empty; CSV needs a header line with the columns lon and lat")]
    Empty,
    /// The CSV header lacks a column.
    #[error(
        "the CSV header has no column `{wanted}` (found: {found}); name the columns lon and lat, and id if there is one"
    )]
    Column {
        /// The missing column.
        wanted: &'static str,
        /// The columns that it has.
        found: String,
    },
    /// The CSV header names a column twice.
    #[error("the CSV header names the column `{0}` more than once")]
    Twice(&'static str),
    /// The header is too long or not UTF-8.
    #[error("the CSV header can't be read: {0}")]
    Header(&'static str),
}
