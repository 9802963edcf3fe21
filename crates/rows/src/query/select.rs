//! Selects the rows of a page: those that pass the filters, sorted, after the last row of the previous page.
//!
//! Rows are ordered by id last, so that no row is skipped or repeated between pages. If several epochs are selected, each
//! id appears once, as it is in the last epoch that has it.
use super::compile::Filter;
use super::error::FilterError;
use super::region::Region;
use crate::collections::{Cell, Table};
use riverchief_core::domain::time::Validity;
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The same collection in each selected epoch, earliest first; usually one.
pub type Tables = [Arc<Table>];

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Index of the column.
    pub column: usize,
    /// Descending order.
    pub descending: bool,
}

/// The last row of the previous page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Index of its table.
    pub table: usize,
    /// Its id.
    pub id: String,
}

/// A limit on the time of evaluation.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit {
    /// Start of the request.
    pub started: Instant,
    /// Longest time since then.
    pub limit: Duration,
}

impl TimeLimit {
    fn is_over(&self) -> bool {
        self.started.elapsed() > self.limit
    }
}

/// The parameters of a selection.
#[derive(Debug)]
pub struct Selection<'a> {
    /// Only rows in all of these areas.
    pub regions: &'a [Region],
    /// Only rows that pass all of these.
    pub filters: &'a [Filter],
    /// Only rows valid on some day of this interval; for timeless collections.
    pub during: Option<Validity>,
    /// Sort columns, most significant first; then by id.
    pub order: &'a [Order],
    /// The last row of the previous page.
    pub after: Option<&'a After>,
    /// Most rows of the page.
    pub limit: usize,
    /// The time limit.
    pub time_limit: TimeLimit,
}

/// A row, by the index of its table and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// Index of the table.
    pub table: usize,
    /// Index in the table.
    pub row: usize,
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedPage {
    /// Its rows, in order.
    pub rows: Vec<RowRef>,
    /// Number of rows that pass, on all pages.
    pub matched: usize,
    /// Whether another page follows.
    pub more: bool,
}

/// Number of rows between two checks of the time limit.
const ROWS_PER_TIME_CHECK: usize = 64;

impl Selection<'_> {
    /// Selects a page.
    ///
    /// # Errors
    /// The time limit is exceeded; the last row of the previous page doesn't exist any more.
    pub fn select(&self, tables: &Tables) -> Result<SelectedPage, FilterError> {
        let mut rows = vec![];
        for (number, table) in tables.iter().enumerate() {
            for (seen, row) in self.candidates(table).enumerate() {
                if seen % ROWS_PER_TIME_CHECK == 0 && self.time_limit.is_over() {
                    return Err(FilterError::TooSlow(self.time_limit.limit.as_secs()));
                }
                let picked = RowRef { table: number, row };
                if self.passes(table, row) && !superseded(tables, picked) {
                    rows.push(picked);
                }
            }
        }
        let compare = |a: &RowRef, b: &RowRef| self.compare(tables, *a, *b);
        if !self.order.is_empty() || tables.len() > 1 {
            rows.sort_by(compare);
        }
        let matched = rows.len();
        let start = match self.after {
            None => 0,
            Some(after) => {
                let missing = || FilterError::Literal("The previous page no longer exists.".to_owned());
                let table = tables.get(after.table).ok_or_else(missing)?;
                let row = table.find(&after.id).ok_or_else(missing)?;
                let last = RowRef {
                    table: after.table,
                    row,
                };
                rows.partition_point(|p| compare(p, &last) != Ordering::Greater)
            }
        };
        let end = matched.min(start.saturating_add(self.limit));
        Ok(SelectedPage {
            rows: rows[start..end].to_vec(),
            matched,
            more: end < matched,
        })
    }

    /// Number of rows that pass the filters but have neither a geometry nor a unit that decides whether they are in the areas.
    #[must_use]
    pub fn undecided(&self, tables: &Tables) -> usize {
        let count = |table: &Arc<Table>| {
            let undecided = |row: &usize| self.regions.iter().any(|region| !region.can_tell(table, *row));
            let rows = table.unplaced().filter(undecided);
            rows.filter(|row| self.passes_filters(table, *row)).count()
        };
        tables.iter().map(count).sum()
    }

    /// The rows that may pass, ascending: found by id, by box, or all.
    fn candidates(&self, table: &Table) -> Box<dyn Iterator<Item = usize>> {
        if let Some(ids) = self.filters.iter().find_map(Filter::ids) {
            let mut found: Vec<usize> = ids.iter().filter_map(|id| table.find(id)).collect();
            found.sort_unstable();
            found.dedup();
            return Box::new(found.into_iter());
        }
        // The last region is the smallest: a box within a unit.
        if let Some(region) = self.regions.last() {
            return Box::new(region.candidates(table).into_iter());
        }
        match self.filters.iter().find_map(Filter::bounds) {
            Some(bounds) => Box::new(table.meeting(bounds).into_iter()),
            None => Box::new(0..table.rows().len()),
        }
    }

    fn passes(&self, table: &Table, row: usize) -> bool {
        self.passes_filters(table, row) && self.regions.iter().all(|region| region.holds(table, row))
    }

    fn passes_filters(&self, table: &Table, row: usize) -> bool {
        let valid = |during: &Validity| table.validity(row).overlaps(during);
        self.during.as_ref().is_none_or(valid) && self.filters.iter().all(|f| f.passes(&table.rows()[row]))
    }

    fn compare(&self, tables: &Tables, a: RowRef, b: RowRef) -> Ordering {
        let (x, y) = (&tables[a.table].rows()[a.row], &tables[b.table].rows()[b.row]);
        for order in self.order {
            let found = by_cell(&x.cells[order.column], &y.cells[order.column]);
            let found = if order.descending { found.reverse() } else { found };
            if found.is_ne() {
                return found;
            }
        }
        x.id.cmp(&y.id).then(a.table.cmp(&b.table))
    }
}

/// Whether a later table has the row too: each row appears once, in its last version.
fn superseded(tables: &Tables, picked: RowRef) -> bool {
    let id = &tables[picked.table].rows()[picked.row].id;
    tables[picked.table + 1..].iter().any(|table| table.find(id).is_some())
}

/// Compares two cells of a column; absent values come last.
fn by_cell(a: &Cell, b: &Cell) -> Ordering {
    match (a, b) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Greater,
        (_, Cell::Null) => Ordering::Less,
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Integer(a), Cell::Integer(b)) => a.cmp(b),
        (Cell::Real(a), Cell::Real(b)) => a.total_cmp(b),
        (Cell::Flag(a), Cell::Flag(b)) => a.cmp(b),
        (Cell::Date(a), Cell::Date(b)) => a.cmp(b),
        (Cell::Texts(a), Cell::Texts(b)) => a.cmp(b),
        // All cells of a column have one type.
        _ => Ordering::Equal,
    }
}
