//! Collections as files of other programs: one function a format, that takes features one after another and writes them.
//!
//! Memory is bounded whatever is written: nothing is kept but what a format asks for (the boxes of FlatGeobuf's index, a
//! group of rows of Parquet). It knows rows and how their CRS is named; it transforms no coordinate, chooses no row and
//! knows no HTTP. GeoPackage and Shapefile are GDAL's to write (`riverchief_gdal::feature_file`).
mod crs_description;
pub mod csv;
pub mod dbf;
mod file_format;
mod file_layer;
pub mod flatgeobuf;
pub mod geojson;
pub mod geoparquet;
pub mod kml;
pub mod xlsx;

pub use crs_description::CrsDescription;
pub use file_format::FileFormat;
pub use file_layer::{Feature, Features, FileLayer, join_texts};
