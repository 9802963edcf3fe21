//! Many points at once: they are read, answered and written as rows, block by block, in bounded memory.
//!
//! It knows any reader or writer of bytes; it knows no HTTP, no files and no CRS.
mod answer;
mod columns;
mod format;
pub mod points;
pub mod rows;

pub use answer::{Answerer, Place, Rows};
pub use columns::{COLUMNS, Column, Columns, ColumnsError, Need};
pub use format::PointFormat;
pub use points::{Charset, CrsCheck, Decoded, Point, PointReader, PointRecord, PointsError, Records, RowError};
pub use rows::{Answered, BYTE_ORDER_MARK, Found, Id, Row, RowBook, RowWriter};
