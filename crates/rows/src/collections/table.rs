//! Rows with typed cells and exact geometry, and a table of rows that finds them by id and by box.
//!
//! It knows columns; it knows neither records nor filters.
use super::column::{Column, ColumnKind};
use super::spec::CollectionId;
use geo::{BoundingRect, Geometry, Rect};
use riverchief_core::domain::time::{Date, Validity};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::HashMap;
use std::sync::Arc;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// Text; never empty.
    Text(Arc<str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// True or false.
    Flag(bool),
    /// A day.
    Date(Date),
    /// Several texts.
    Texts(Arc<[Arc<str>]>),
}

impl Cell {
    /// Whether a column of this type may hold it.
    #[must_use]
    pub fn fits(&self, kind: ColumnKind) -> bool {
        matches!(
            (self, kind),
            (Self::Null, _)
                | (Self::Text(_), ColumnKind::Text)
                | (Self::Integer(_), ColumnKind::Integer)
                | (Self::Real(_), ColumnKind::Real)
                | (Self::Flag(_), ColumnKind::Flag)
                | (Self::Date(_), ColumnKind::Date)
                | (Self::Texts(_), ColumnKind::Texts)
        )
    }
}

/// Values by column name, from which a row is made; columns that aren't named are absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Values(Vec<(&'static str, Cell)>);

impl Values {
    pub fn text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.maybe(name, Some(value));
    }

    /// Empty text is absent.
    pub fn maybe(&mut self, name: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value.filter(|v| !v.as_ref().is_empty()) {
            self.0.push((name, Cell::Text(Arc::from(value.as_ref()))));
        }
    }

    pub fn whole(&mut self, name: &'static str, value: impl Into<i64>) {
        self.0.push((name, Cell::Integer(value.into())));
    }

    pub fn real(&mut self, name: &'static str, value: f64) {
        self.0.push((name, Cell::Real(value)));
    }

    pub fn flag(&mut self, name: &'static str, value: bool) {
        self.0.push((name, Cell::Flag(value)));
    }

    pub fn date(&mut self, name: &'static str, value: Option<Date>) {
        if let Some(value) = value {
            self.0.push((name, Cell::Date(value)));
        }
    }

    pub fn texts<T: AsRef<str>>(&mut self, name: &'static str, values: impl IntoIterator<Item = T>) {
        let all: Vec<Arc<str>> = values.into_iter().map(|v| Arc::from(v.as_ref())).collect();
        self.0.push((name, Cell::Texts(all.into())));
    }

    pub fn valid(&mut self, validity: Validity) {
        self.date("valid_from", validity.from);
        self.date("valid_to", validity.to);
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id, unique in its table.
    pub id: Arc<str>,
    /// One for each column, in order.
    pub cells: Box<[Cell]>,
    /// Longitude and latitude in degrees, CGCS2000, as stored.
    pub geometry: Option<Geometry<f64>>,
    /// The bounding box of the geometry.
    pub bounds: Option<Rect<f64>>,
}

impl Row {
    /// A row of a collection.
    ///
    /// # Panics
    /// When a value has no column or not the type of its column, which is a bug of the caller.
    pub(super) fn new(
        collection: CollectionId,
        id: impl AsRef<str>,
        values: Values,
        geometry: Option<Geometry<f64>>,
    ) -> Self {
        let columns: Vec<&Column> = collection.spec().columns().collect();
        let mut cells = vec![Cell::Null; columns.len()];
        for (name, cell) in values.0 {
            let at = columns.iter().position(|c| c.name == name);
            let at = at.unwrap_or_else(|| panic!("{} has no column {name}", collection.spec().id));
            assert!(cell.fits(columns[at].kind), "{name} doesn't fit its column");
            cells[at] = cell;
        }
        let bounds = geometry.as_ref().and_then(BoundingRect::bounding_rect);
        Self {
            id: Arc::from(id.as_ref()),
            cells: cells.into(),
            geometry,
            bounds,
        }
    }
}

/// The rows of a collection by the law of one epoch.
#[derive(Debug)]
pub struct Table {
    /// The collection.
    pub collection: CollectionId,
    /// Ascending by id.
    rows: Vec<Row>,
    by_id: HashMap<Arc<str>, usize>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Table {
    /// A table of rows in any order. Of rows with the same id, which is a finding, the first is kept.
    pub(super) fn new(collection: CollectionId, mut rows: Vec<Row>) -> Self {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|later, first| later.id == first.id);
        let boxes = rows.iter().enumerate().filter_map(|(i, row)| {
            let r = row.bounds?;
            let corners = Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
            Some(GeomWithData::new(corners, i))
        });
        let boxes = RTree::bulk_load(boxes.collect());
        let by_id = rows.iter().enumerate().map(|(i, row)| (row.id.clone(), i)).collect();
        Self {
            collection,
            rows,
            by_id,
            boxes,
        }
    }

    /// Every row, ascending by id.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The index of a row in [`Self::rows`].
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The validity of a row; unlimited if the collection has no such columns.
    #[must_use]
    pub fn validity(&self, row: usize) -> Validity {
        let day = |name| {
            let (at, _) = self.collection.spec().column(name)?;
            match self.rows[row].cells[at] {
                Cell::Date(day) => Some(day),
                _ => None,
            }
        };
        Validity::new(day("valid_from"), day("valid_to"))
    }

    /// Rows without geometry, ascending.
    pub fn unplaced(&self) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| row.bounds.is_none()).map(|(at, _)| at)
    }

    /// Rows whose box meets `r`, ascending.
    #[must_use]
    pub fn meeting(&self, r: Rect<f64>) -> Vec<usize> {
        let envelope = AABB::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
        let found = self.boxes.locate_in_envelope_intersecting(envelope);
        let mut found: Vec<usize> = found.map(|entry| entry.data).collect();
        found.sort_unstable();
        found
    }
}

pub(super) fn united(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    Rect::new(
        (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
        (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
    )
}
