//! Answers as rows and the world's collections as typed rows, and both as files of other programs; filters over them.
//!
//! It knows answers, records and any reader or writer of bytes; it knows no GDAL, no CRS, no HTTP.
#![forbid(unsafe_code)]

pub mod bulk;
pub mod collections;
pub mod findings;
pub mod formats;
pub mod print;
pub mod query;
