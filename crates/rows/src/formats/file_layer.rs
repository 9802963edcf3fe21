//! Layers and features as they are handed to the writers of all formats.
use super::crs_description::CrsDescription;
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
    pub crs: &'a CrsDescription,
}

impl<'a> FileLayer<'a> {
    /// Every column of a collection.
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
pub fn join_texts(list: &[std::sync::Arc<str>]) -> String {
    list.join(";")
}
