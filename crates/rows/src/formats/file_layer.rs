//! Layers and features as they are handed to the writers of all formats.
use super::crs_description::CrsDescription;
use crate::collections::{Cell, CollectionSpec, Column, GeometryType, Row};
use geo::Geometry;
use std::borrow::Cow;
use std::io;

/// A layer of a file: the collection, its columns and the CRS of coordinates.
#[derive(Clone, Debug)]
pub struct FileLayer<'a> {
    /// The collection of the features.
    pub spec: &'static CollectionSpec,
    /// Indices of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// The CRS of the coordinates.
    pub crs: &'a CrsDescription,
}

impl<'a> FileLayer<'a> {
    /// A layer with every column of a collection.
    #[must_use]
    pub fn whole(spec: &'static CollectionSpec, crs: &'a CrsDescription) -> Self {
        Self {
            spec,
            columns: (0..spec.columns().count()).collect(),
            crs,
        }
    }

    /// The columns to write, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static Column> {
        let all: Vec<_> = self.spec.columns().collect();
        self.columns.iter().map(|&at| all[at]).collect()
    }

    /// The cells of a row to write, in order.
    pub fn cells<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r Cell> {
        self.columns.iter().map(|&at| &row.cells[at])
    }

    /// Whether features have geometry.
    #[must_use]
    pub fn is_spatial(&self) -> bool {
        self.spec.geometry != GeometryType::None
    }
}

/// A feature to write.
#[derive(Clone, Debug)]
pub struct Feature<'a> {
    /// Its row, whose geometry is as stored.
    pub row: &'a Row,
    /// Its geometry in the CRS of the layer, easting or longitude first.
    pub geometry: Option<Cow<'a, Geometry<f64>>>,
}

/// Features one after another; an error is the last item.
pub type Features<'a> = dyn Iterator<Item = io::Result<Feature<'a>>> + 'a;

/// Joins several texts with `;`, for formats without lists.
#[must_use]
pub fn join_texts(list: &[std::sync::Arc<str>]) -> String {
    list.join(";")
}
