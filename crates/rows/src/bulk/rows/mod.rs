//! One answer, one row: the columns of “Answers as rows”, as CSV, NDJSON or GeoJSON, or in a workbook.
mod cells;
pub(super) mod row;
mod workbook;
pub(super) mod writer;

pub use cells::{Cell, cells};
pub use row::{Answered, Found, Id, Row};
pub use workbook::{RowBook, SheetCell};
pub use writer::{BYTE_ORDER_MARK, RowWriter};
