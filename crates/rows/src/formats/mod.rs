//! Collections as files of other programs: one function a format, that takes features one after another and writes them.
//!
//! Memory is bounded whatever is written: nothing is kept but what a format asks for (the boxes of FlatGeobuf's index, a
//! group of rows of Parquet). It knows rows and how their CRS is named; it transforms no coordinate, chooses no row and
//! knows no HTTP. GeoPackage and Shapefile are GDAL's to write (`riverchief_gdal::feature_file`).
pub mod crs_description;
pub mod csv;
pub mod dbf_names;
pub mod flatgeobuf;
pub mod geojson;
pub mod geoparquet;
pub mod kind;
pub mod kml;
pub mod xlsx;

pub use crs_description::CrsDescription;
pub use kind::FileFormat;

use crate::collections::{Cell, CollectionSpec, Column, GeometryType, Row};
use geo::Geometry;
use std::borrow::Cow;
use std::io;

/// What a file or a layer of one holds.
#[derive(Clone, Debug)]
pub struct FileLayer<'a> {
    /// The collection that the features are of.
    pub spec: &'static CollectionSpec,
    /// Places of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// What the coordinates are in.
    pub frame: &'a CrsDescription,
}

impl<'a> FileLayer<'a> {
    /// Every column of a collection.
    #[must_use]
    pub fn whole(spec: &'static CollectionSpec, frame: &'a CrsDescription) -> Self {
        Self {
            spec,
            columns: (0..spec.columns().count()).collect(),
            frame,
        }
    }

    /// The columns to write, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static Column> {
        let all: Vec<_> = self.spec.columns().collect();
        self.columns.iter().map(|&at| all[at]).collect()
    }

    /// The cells of a row that are to be written, in order.
    pub fn cells<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r Cell> {
        self.columns.iter().map(|&at| &row.cells[at])
    }

    /// Whether features have geometry at all.
    #[must_use]
    pub fn is_spatial(&self) -> bool {
        self.spec.geometry != GeometryType::None
    }
}

/// A feature on its way into a file.
#[derive(Clone, Debug)]
pub struct Feature<'a> {
    /// Its row; the geometry of the row is as stored.
    pub row: &'a Row,
    /// Its geometry as it is to be written, east or longitude first.
    pub geometry: Option<Cow<'a, Geometry<f64>>>,
}

/// Features one after another; an error ends them.
pub type Features<'a> = dyn Iterator<Item = io::Result<Feature<'a>>> + 'a;

/// Several texts as one, for formats without lists.
#[must_use]
pub fn joined(list: &[std::sync::Arc<str>]) -> String {
    list.join(";")
}
