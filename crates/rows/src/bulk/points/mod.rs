//! Points to resolve, from CSV, NDJSON or GeoJSON: records are read one after another, and parsed where they are needed.
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
mod records;
#[cfg(test)]
mod tests;
mod texts;

pub use decoded::{Charset, Decoded};
pub use error::PointsError;
pub use geojson::CrsCheck;
pub use point::{Point, PointRecord, RowError};
pub use reader::PointReader;
pub use record::LONGEST_RECORD;
pub use records::Records;
