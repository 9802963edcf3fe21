//! Open, read, write, reproject: the only module that names gdal and proj.
//!
//! Turns files into raw features and back. Knows no rule: what a value means is for the snapshot to say.
mod archive;
mod clean;
mod complaint;
pub mod contained;
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
mod grounds;
mod identity;
pub mod import;
mod import_error;
mod json;
mod layer_import;
mod layer_report;
pub mod mapping;
mod native;
mod parquet;
mod plane;
mod shape;
pub mod source;
mod source_text;
mod stations;
pub mod text;
mod vocabulary;
mod wkb;
pub mod world_file;
