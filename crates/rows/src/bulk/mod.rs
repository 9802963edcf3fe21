//! Many points at once: they are read, answered and written as rows, one after another, in bounded memory.
//!
//! It knows any reader or writer of bytes; it knows no HTTP, no files and no CRS.
mod answer;
mod format;
pub mod points;
pub mod rows;

pub use answer::{PointRecord, answer};
pub use format::PointFormat;
pub use points::{Charset, CrsCheck, Decoded, Point, PointReader, PointsError, RowError};
pub use rows::{BYTE_ORDER_MARK, COLUMNS, Id, Row, RowBook, RowWriter};
