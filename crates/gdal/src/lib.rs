//! Opens, reads, writes and reprojects files: the only crate that uses GDAL and PROJ.
//!
//! Converts files to raw records and back. Knows no rules; the snapshot interprets the values.
mod archive;
pub mod catch_panic;
pub mod crs;
pub mod crs_description;
mod crs_error;
mod dbf;
pub mod draft;
pub mod encoding;
pub mod feature_file;
mod field_names;
mod filter;
mod format;
mod gpkg;
mod gpkg_copy;
mod identity;
pub mod import;
mod import_error;
mod json;
mod layer_import;
mod layer_report;
pub mod mapping;
mod messages;
mod native;
mod normalise;
mod parquet;
mod plane;
mod shape;
pub mod source;
mod source_crs;
pub mod source_file;
mod source_text;
mod stations;
pub mod text;
mod vocabulary;
mod wkb;
pub mod world_file;
