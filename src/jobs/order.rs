//! A request for an export: checked, compiled, and fixed to one edition and day.
use crate::export::{Chosen, RowSelection, Terms};
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

/// Longest time for the selection of rows of one collection.
const PATIENCE: Duration = Duration::from_mins(2);

/// The container of several collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Package {
    /// A zip: a file per collection in the format, and a manifest.
    Zip,
    /// One GeoPackage with a layer per collection.
    Gpkg,
}

impl Package {
    /// Every package.
    pub const ALL: [Self; 2] = [Self::Zip, Self::Gpkg];

    /// Its name in requests.
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

/// Builds a filter or an area on the thread that uses it, because prepared geometry cannot be sent between threads.
pub struct Recipe<T>(Box<dyn Fn() -> Result<T, FilterError> + Send>);

impl<T> Recipe<T> {
    /// Checks that the filter or area can be built, by building it once.
    ///
    /// # Errors
    /// It cannot be built.
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

/// A collection, and which of its rows and columns to export.
#[derive(Debug)]
pub struct OrderLayer {
    /// The collection.
    pub collection: CollectionId,
    /// Only rows that this filter selects.
    pub filter: Option<Recipe<Filter>>,
    /// Only rows that are valid on at least one day of this interval; for collections that do not depend on the day.
    pub during: Option<Validity>,
    /// Indices of the columns to write, ascending.
    pub columns: Vec<usize>,
}

/// A request for an export.
#[derive(Debug)]
pub struct Order {
    /// The edition.
    pub published: Arc<Published>,
    /// The day of the export.
    pub day: Date,
    /// The collections, none twice.
    pub layers: Vec<OrderLayer>,
    /// Only rows within all of these areas.
    pub regions: Vec<Recipe<Region>>,
    /// Format, CRS and grid.
    pub terms: Terms,
    /// The CRS of the coordinates, after defaults are applied.
    pub crs: Crs,
    /// The container of the collections.
    pub package: Package,
    /// Description of the world, copied into the manifest and the record.
    pub world: Value,
    /// The body of the request, copied into the manifest and the record.
    pub asked: Value,
    /// Dropped when the export has ended or is removed, such as a permit of the client.
    pub held: Option<Box<dyn Any + Send>>,
}

impl Order {
    /// Selects the rows of a collection.
    ///
    /// # Errors
    /// The filter takes too long.
    pub(super) fn choose(&self, layer: &OrderLayer) -> Result<Chosen, FilterError> {
        let wanted = RowSelection {
            regions: self.regions.iter().map(|region| region.0()).collect::<Result<_, _>>()?,
            filter: layer.filter.as_ref().map(|filter| filter.0()).transpose()?,
            during: layer.during,
            columns: layer.columns.clone(),
            time_limit: PATIENCE,
        };
        Chosen::choose(
            self.published.table(&self.published.epoch(self.day), layer.collection),
            wanted,
        )
    }

    /// The name under which clients save the file, without the id of the export.
    #[must_use]
    pub fn file_name(&self) -> String {
        let what = match self.layers.as_slice() {
            [one] => one.collection.to_string(),
            _ => "riverchief".to_owned(),
        };
        format!("{what}_{}.{}", self.day, self.package.as_str())
    }
}
