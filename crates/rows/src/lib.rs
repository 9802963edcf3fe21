//! Answers as rows, the world's collections as typed rows, filters over them, and files of other programs for both.
//!
//! It knows answers, records and any reader or writer of bytes; it knows no GDAL, no CRS and no HTTP.
#![forbid(unsafe_code)]

pub mod bulk;
pub mod collections;
pub mod findings;
pub mod formats;
pub mod print;
pub mod query;
