//! Rows that pass, in order, from where the last page ended.
//!
//! The order is total: ids come last, so that no row is skipped or repeated between pages. Of several epochs each id is
//! shown once, as it was in the last of them that has it.
use super::compile::Filter;
use super::error::FilterError;
use super::region::Region;
use crate::collections::{Cell, Table};
use riverchief_core::domain::time::Validity;
use std::cmp::Ordering;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The same collection in the epochs that were asked for, the earliest first; most often one.
pub type Tables = [Arc<Table>];

/// A column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Place of the column.
    pub column: usize,
    /// From the greatest to the least.
    pub descending: bool,
}

/// The row that ended the last page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// Its table.
    pub table: usize,
    /// Its id.
    pub id: String,
}

/// How long evaluation may take.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit {
    /// From the beginning.
    pub started: Instant,
    /// In all.
    pub limit: Duration,
}

impl TimeLimit {
    fn is_over(&self) -> bool {
        self.started.elapsed() > self.limit
    }
}

/// What is asked for.
#[derive(Debug)]
pub struct Selection<'a> {
    /// Rows in all of these areas.
    pub regions: &'a [Region],
    /// Rows that pass all of these.
    pub filters: &'a [Filter],
    /// Rows valid at some day of this interval; for collections that are the same at any time.
    pub during: Option<Validity>,
    /// Most important first; then by id.
    pub order: &'a [Order],
    /// Where the last page ended.
    pub after: Option<&'a After>,
    /// Most rows.
    pub limit: usize,
    /// How long it may take.
    pub patience: TimeLimit,
}

/// A row by the place of its table and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// Place of the table.
    pub table: usize,
    /// Place in the table.
    pub row: usize,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedPage {
    /// Its rows, in order.
    pub rows: Vec<RowRef>,
    /// How many pass in all.
    pub matched: usize,
    /// Whether there is a page after it.
    pub more: bool,
}

/// How many rows are looked at between two looks at the clock.
const ROWS_A_LOOK: usize = 64;

impl Selection<'_> {
    /// The page.
    ///
    /// # Errors
    /// It takes too long; the row that ended the last page isn't there.
    pub fn select(&self, tables: &Tables) -> Result<SelectedPage, FilterError> {
        let mut rows = vec![];
        for (number, table) in tables.iter().enumerate() {
            for (seen, row) in self.candidates(table).enumerate() {
                if seen % ROWS_A_LOOK == 0 && self.patience.is_over() {
                    return Err(FilterError::TooSlow(self.patience.limit.as_secs()));
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
                let missing = || FilterError::Literal("The page to go on from isn't there any more.".to_owned());
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

    /// How many rows pass the filters, but nothing says whether they are in the areas.
    #[must_use]
    pub fn nowhere(&self, tables: &Tables) -> usize {
        let count = |table: &Arc<Table>| {
            let nowhere = |row: &usize| self.regions.iter().any(|region| !region.can_tell(table, *row));
            let rows = table.unplaced().filter(nowhere);
            rows.filter(|row| self.passes_filters(table, *row)).count()
        };
        tables.iter().map(count).sum()
    }

    /// What may pass, ascending: by id, by box, or all.
    fn candidates(&self, table: &Table) -> Box<dyn Iterator<Item = usize>> {
        if let Some(ids) = self.filters.iter().find_map(Filter::ids) {
            let mut found: Vec<usize> = ids.iter().filter_map(|id| table.find(id)).collect();
            found.sort_unstable();
            found.dedup();
            return Box::new(found.into_iter());
        }
        // The last is the narrowest: a box within a unit.
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

/// Whether a later table has the row too: each is shown once, as it was last.
fn superseded(tables: &Tables, picked: RowRef) -> bool {
    let id = &tables[picked.table].rows()[picked.row].id;
    tables[picked.table + 1..].iter().any(|table| table.find(id).is_some())
}

/// Absent values come after all others.
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
        // A column has one type.
        _ => Ordering::Equal,
    }
}
