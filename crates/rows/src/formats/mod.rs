//! Collections as files of other programs: one function per format, which writes features one after another.
//!
//! Memory is bounded: a writer keeps only what its format requires (the boxes of the index of FlatGeobuf, a row group of
//! Parquet). It knows rows and the names of their CRS; it transforms no coordinate, selects no row and knows no HTTP. GDAL
//! writes GeoPackage and Shapefile (`riverchief_gdal::feature_file`).
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
