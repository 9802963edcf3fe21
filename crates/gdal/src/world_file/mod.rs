//! The world file: one GeoPackage with a layer per raw record, in lon/lat EPSG:4490.
//!
//! Reads what is there and writes what it is given, byte for byte the same for the same world, GDAL and SQLite.
//! Judges nothing: a wrong value is a text like any other, only a value of a wrong type is an error.
mod reading;
mod writing;

pub(super) use reading::cell;
pub use reading::{ReadError, read, read_bytes};
pub use writing::{WriteError, to_bytes, write};
