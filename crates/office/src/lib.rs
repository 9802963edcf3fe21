//! Workbooks as tables: bounded reading, headings, merged cells, totals.
//!
//! Pure: bytes in, tables out. Knows no layers of a world, no GDAL and no files; a panic of the reader on damaged input is for
//! the caller to catch.
#![forbid(unsafe_code)]

mod bounds;
pub mod grid;
mod limits;
pub mod table;
mod value;
pub mod workbook;
