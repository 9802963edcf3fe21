//! The rows of a collection that are to be written, and their geometry in a CRS.
use geo::Geometry;
use riverchief_core::domain::time::Validity;
use riverchief_gdal::crs::Crs;
use riverchief_gdal::crs_description::express;
use riverchief_rows::collections::{CollectionId, Row, Table};
use riverchief_rows::query::{Filter, FilterError, Region, RowRef, Selection, TimeLimit};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows of a collection.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The collection.
    pub collection: CollectionId,
    /// Its tables, one per epoch.
    pub tables: Vec<Arc<Table>>,
    /// The rows, in order.
    pub rows: Vec<RowRef>,
    /// Indices of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// Number of rows that are left out of a selection by area because they have no location.
    pub unplaced: usize,
}

/// Which rows and columns of a collection to write.
#[derive(Debug)]
pub struct RowSelection {
    /// Only rows within all of these areas.
    pub regions: Vec<Region>,
    /// Only rows that this filter selects.
    pub filter: Option<Filter>,
    /// Only rows that are valid on at least one day of this interval; for collections that do not depend on the day.
    pub during: Option<Validity>,
    /// Indices of the columns to write, ascending.
    pub columns: Vec<usize>,
    /// Longest time that the selection may take.
    pub time_limit: Duration,
}

impl Chosen {
    /// Selects rows of a table, ascending by id.
    ///
    /// # Errors
    /// The selection takes too long.
    pub fn choose(table: Arc<Table>, wanted: RowSelection) -> Result<Self, FilterError> {
        let filters: Vec<Filter> = wanted.filter.into_iter().collect();
        let selection = Selection {
            regions: &wanted.regions,
            filters: &filters,
            during: wanted.during,
            order: &[],
            after: None,
            limit: usize::MAX,
            time_limit: TimeLimit {
                started: Instant::now(),
                limit: wanted.time_limit,
            },
        };
        let collection = table.collection;
        let tables = vec![table];
        Ok(Self {
            collection,
            rows: selection.select(&tables)?.rows,
            unplaced: selection.undecided(&tables),
            tables,
            columns: wanted.columns,
        })
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .map(|picked| &self.tables[picked.table].rows()[picked.row])
    }
}

/// The geometry of a row, converted to the CRS.
pub(super) fn expressed<'a>(chosen: &Chosen, row: &'a Row, crs: Crs) -> io::Result<Option<Cow<'a, Geometry<f64>>>> {
    let Some(stored) = &row.geometry else { return Ok(None) };
    let wrong = |e| io::Error::other(format!("{} {}: {e}", chosen.collection, row.id));
    Ok(Some(match express(crs, stored).map_err(wrong)? {
        Some(other) => Cow::Owned(other),
        None => Cow::Borrowed(stored),
    }))
}
