//! Answers as rows and the world's collections as typed rows, and both as files of other programs; filters over them.
//!
//! It knows answers, records and any reader or writer of bytes; it knows no GDAL, no CRS, no HTTP.
#![forbid(unsafe_code)]

pub mod export;
pub mod query;
