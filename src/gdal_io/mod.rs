//! Open, read, write, reproject: the only module that names gdal and proj.
//!
//! Turns files into raw features and back. Knows no rule: what a value means is for the snapshot to say.
pub mod complaint;
pub mod crs;
mod native;
pub mod wkb;
pub mod world_file;
