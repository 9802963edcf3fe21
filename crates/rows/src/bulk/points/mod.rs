//! Points to resolve, read one at a time from CSV, NDJSON or GeoJSON.
//!
//! Coordinates stay as they were sent, in whatever CRS the caller names. A bad record is an error in its place, and reading
//! goes on; reading ends early only where the stream can't be read any further. [`LONGEST_RECORD`] limits the memory, whatever
//! the input.
mod csv;
mod decoded;
mod error;
mod geojson;
mod ndjson;
pub(super) mod point;
mod reader;
mod record;
#[cfg(test)]
mod tests;

pub use decoded::{Charset, Decoded};
pub use error::PointsError;
pub use geojson::CrsCheck;
pub use point::{Point, RowError};
pub use reader::PointReader;
pub use record::LONGEST_RECORD;
