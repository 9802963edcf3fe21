//! What is wanted of an export: checked, compiled, and pinned to one edition and day.
use crate::export::{Chosen, Terms, Wanted};
use crate::world::Published;
use riverchief_core::domain::time::{Date, Validity};
use riverchief_gdal::crs::Crs;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use riverchief_rows::query::{Filter, FilterError, Region};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Longest time for choosing the rows of one collection.
const PATIENCE: Duration = Duration::from_mins(2);

/// What several collections come as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Package {
    /// A zip: each collection a file in the format, and a note.
    Zip,
    /// One GeoPackage: each collection a layer.
    Gpkg,
}

impl Package {
    /// Every package.
    pub const ALL: [Self; 2] = [Self::Zip, Self::Gpkg];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Gpkg => "gpkg",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Zip => "application/zip",
            Self::Gpkg => FileFormat::GeoPackage.media_type(),
        }
    }
}

/// How a filter or an area is made on the thread that needs it: what is prepared of geometry stays on its thread.
pub struct Recipe<T>(Box<dyn Fn() -> Result<T, FilterError> + Send>);

impl<T> Recipe<T> {
    /// Checks a recipe by following it once.
    ///
    /// # Errors
    /// Its own.
    pub fn checked(make: impl Fn() -> Result<T, FilterError> + Send + 'static) -> Result<Self, FilterError> {
        make()?;
        Ok(Self(Box::new(make)))
    }
}

impl<T> fmt::Debug for Recipe<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recipe")
    }
}

/// A collection with what is chosen of it.
#[derive(Debug)]
pub struct OrderLayer {
    /// The collection.
    pub collection: CollectionId,
    /// Rows that pass this.
    pub filter: Option<Recipe<Filter>>,
    /// Rows valid on some day of this; for collections that are the same at any time.
    pub during: Option<Validity>,
    /// Places of the columns to write, ascending.
    pub columns: Vec<usize>,
}

/// An export as it is wanted.
#[derive(Debug)]
pub struct Order {
    /// The edition.
    pub published: Arc<Published>,
    /// The day whose law is written.
    pub day: Date,
    /// The collections, each once.
    pub layers: Vec<OrderLayer>,
    /// Rows in all of these areas.
    pub regions: Vec<Recipe<Region>>,
    /// Format, CRS and grid.
    pub terms: Terms,
    /// The CRS that those come to.
    pub crs: Crs,
    /// As what.
    pub package: Package,
    /// What the note and the record say of the world; copied.
    pub world: Value,
    /// What the note and the record say of the request; copied.
    pub asked: Value,
    /// What whoever ordered it holds until it has ended, or is removed.
    pub held: Option<Box<dyn Any + Send>>,
}

impl Order {
    /// The rows of a collection.
    ///
    /// # Errors
    /// A filter that takes too long.
    pub(super) fn choose(&self, layer: &OrderLayer) -> Result<Chosen, FilterError> {
        let wanted = Wanted {
            regions: self.regions.iter().map(|region| region.0()).collect::<Result<_, _>>()?,
            filter: layer.filter.as_ref().map(|filter| filter.0()).transpose()?,
            during: layer.during,
            columns: layer.columns.clone(),
            patience: PATIENCE,
        };
        Chosen::choose(
            self.published.table(&self.published.epoch(self.day), layer.collection),
            wanted,
        )
    }

    /// The name that its file is kept under by who takes it away, without what makes the file one of many.
    #[must_use]
    pub fn file_name(&self) -> String {
        let what = match self.layers.as_slice() {
            [one] => one.collection.to_string(),
            _ => "riverchief".to_owned(),
        };
        format!("{what}_{}.{}", self.day, self.package.as_str())
    }
}
