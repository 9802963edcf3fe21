//! Open, read, write, reproject: the only module that names gdal and proj.
//!
//! Turns files into raw features and back. Knows no rule: what a value means is for the snapshot to say.
mod archive;
mod clean;
mod complaint;
pub mod crs;
pub mod draft;
pub mod feature_file;
mod field_names;
pub mod frame;
pub mod import;
mod layer_import;
pub mod letters;
pub mod mapping;
mod native;
mod parquet;
mod plane;
mod shape;
pub mod source;
mod stations;
mod told;
mod vocabulary;
mod wkb;
pub mod world_file;
