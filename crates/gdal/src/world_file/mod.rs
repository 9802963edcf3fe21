//! The world file: one GeoPackage with a layer per raw record, in lon/lat EPSG:4490.
//!
//! The same world gives the same bytes, with the same versions of GDAL and SQLite. Values are not checked here, only
//! their types.
mod opening;
mod reading;
mod writing;

pub use opening::{WorldFile, read, read_bytes};
pub use reading::ReadError;
pub(super) use reading::cell;
pub use writing::{WriteError, to_bytes, write};
