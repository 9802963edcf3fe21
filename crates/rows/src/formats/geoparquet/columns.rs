//! Cells gathered by column with their levels, as Parquet's writers take them. Knows cells and geometry, no file.
use super::super::file_layer::FileLayer;
use crate::collections::{Cell, Column, ColumnKind};
use geo::{BoundingRect as _, Geometry};
use parquet::basic::{LogicalType, Repetition};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::{Type, TypePtr};
use std::io;
use std::io::Write;
use std::sync::Arc;
use wkb::writer::{WriteOptions, write_geometry};

/// A column of the schema; every value may be absent.
pub(super) fn field(column: &Column) -> Result<TypePtr> {
    use parquet::basic::Type as Physical;
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Real => (Physical::DOUBLE, None),
        ColumnKind::Flag => (Physical::BOOLEAN, None),
        ColumnKind::Date => (Physical::INT32, Some(LogicalType::Date)),
        ColumnKind::Texts => return list(column.name),
    };
    let field = Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    field.build().map(Arc::new)
}

/// A list of texts, in the three levels of the format.
fn list(name: &str) -> Result<TypePtr> {
    let element = Type::primitive_type_builder("element", parquet::basic::Type::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String))
        .build()?;
    let elements = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    let list = Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(elements)])
        .build()?;
    Ok(Arc::new(list))
}

/// The values of a leaf of the schema. An absent value has the definition level 0.
#[derive(Debug)]
struct Leaf<T> {
    values: Vec<T>,
    defined: Vec<i16>,
    /// For lists: the repetition levels; 0 begins a row.
    repeated: Option<Vec<i16>>,
}

impl<T> Default for Leaf<T> {
    fn default() -> Self {
        Self {
            values: vec![],
            defined: vec![],
            repeated: None,
        }
    }
}

impl<T> Leaf<T> {
    fn push(&mut self, value: Option<T>) {
        self.defined.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn write<D: DataType<T = T>>(&mut self, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Result<()> {
        let column = group.next_column()?;
        let mut column = column.ok_or_else(|| ParquetError::General("the schema has fewer columns".to_owned()))?;
        let repeated = self.repeated.as_deref();
        column
            .typed::<D>()
            .write_batch(&self.values, Some(&self.defined), repeated)?;
        column.close()?;
        self.values.clear();
        self.defined.clear();
        if let Some(repeated) = &mut self.repeated {
            repeated.clear();
        }
        Ok(())
    }
}

#[derive(Debug)]
enum Values {
    Text(Leaf<ByteArray>),
    Integer(Leaf<i64>),
    Real(Leaf<f64>),
    Flag(Leaf<bool>),
    Date(Leaf<i32>),
    Texts(Leaf<ByteArray>),
}

/// The values of all columns for the rows of a row group.
#[derive(Debug)]
pub(super) struct Columns {
    values: Vec<Values>,
    rows: usize,
    bytes: usize,
}

impl Columns {
    pub fn new(layer: &FileLayer<'_>) -> Self {
        let values = |column: &Column| match column.kind {
            ColumnKind::Text => Values::Text(Leaf::default()),
            ColumnKind::Integer => Values::Integer(Leaf::default()),
            ColumnKind::Real => Values::Real(Leaf::default()),
            ColumnKind::Flag => Values::Flag(Leaf::default()),
            ColumnKind::Date => Values::Date(Leaf::default()),
            ColumnKind::Texts => Values::Texts(Leaf {
                repeated: Some(vec![]),
                ..Leaf::default()
            }),
        };
        Self {
            values: layer.fields().into_iter().map(values).collect(),
            rows: 0,
            bytes: 0,
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Approximate size in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn push<'a>(&mut self, cells: impl Iterator<Item = &'a Cell>) {
        for (values, cell) in self.values.iter_mut().zip(cells) {
            self.bytes += values.push(cell);
        }
        self.rows += 1;
    }

    pub fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Result<()> {
        for values in &mut self.values {
            match values {
                Values::Text(leaf) | Values::Texts(leaf) => leaf.write::<ByteArrayType>(group)?,
                Values::Integer(leaf) => leaf.write::<Int64Type>(group)?,
                Values::Real(leaf) => leaf.write::<DoubleType>(group)?,
                Values::Flag(leaf) => leaf.write::<BoolType>(group)?,
                Values::Date(leaf) => leaf.write::<Int32Type>(group)?,
            }
        }
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Values {
    /// Adds a cell, which has the type of its column or is absent. Returns its approximate size in bytes.
    fn push(&mut self, cell: &Cell) -> usize {
        match (self, cell) {
            (Self::Text(leaf), Cell::Text(text)) => {
                leaf.push(Some(ByteArray::from(&**text)));
                return text.len();
            }
            (Self::Texts(leaf), Cell::Texts(list)) => return leaf.push_list(list),
            (Self::Text(leaf), _) => leaf.push(None),
            (Self::Texts(leaf), _) => {
                leaf.push(None);
                leaf.repeated.get_or_insert_default().push(0);
            }
            (Self::Integer(leaf), Cell::Integer(value)) => leaf.push(Some(*value)),
            (Self::Integer(leaf), _) => leaf.push(None),
            (Self::Real(leaf), Cell::Real(value)) => leaf.push(Some(*value)),
            (Self::Real(leaf), _) => leaf.push(None),
            (Self::Flag(leaf), Cell::Flag(value)) => leaf.push(Some(*value)),
            (Self::Flag(leaf), _) => leaf.push(None),
            (Self::Date(leaf), Cell::Date(day)) => leaf.push(Some(days_since_1970(*day))),
            (Self::Date(leaf), _) => leaf.push(None),
        }
        8
    }
}

impl Leaf<ByteArray> {
    /// Adds a list. Definition levels: 0 no list, 1 an empty list, 2 an element. Returns its size in bytes.
    fn push_list(&mut self, list: &[Arc<str>]) -> usize {
        let repeated = self.repeated.get_or_insert_default();
        if list.is_empty() {
            self.defined.push(1);
            repeated.push(0);
        }
        for (n, text) in list.iter().enumerate() {
            self.values.push(ByteArray::from(&**text));
            self.defined.push(2);
            repeated.push(i16::from(n > 0));
        }
        list.iter().map(|text| text.len()).sum()
    }
}

/// Days since 1 January 1970.
fn days_since_1970(day: riverchief_core::domain::time::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    // The difference of two civil dates always fits into a span of days.
    epoch.until(day).map_or(0, |span| span.get_days())
}

/// A box that grows to hold others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds(Option<[f64; 4]>);

impl Bounds {
    pub fn corners(self) -> Option<[f64; 4]> {
        self.0
    }

    fn grow(&mut self, [west, south, east, north]: [f64; 4]) {
        self.0 = Some(match self.0 {
            None => [west, south, east, north],
            Some([w, s, e, n]) => [w.min(west), s.min(south), e.max(east), n.max(north)],
        });
    }
}

/// The geometries and their boxes.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    wkb: Leaf<ByteArray>,
    corners: [Leaf<f64>; 4],
    bytes: usize,
}

impl Shapes {
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn push(&mut self, geometry: Option<&Geometry<f64>>, whole: &mut Bounds) -> io::Result<()> {
        let mut corners = [None; 4];
        if let Some(geometry) = geometry {
            let mut bytes = Vec::new();
            write_geometry(&mut bytes, geometry, &WriteOptions::default()).map_err(io::Error::other)?;
            self.bytes += bytes.len();
            self.wkb.push(Some(ByteArray::from(bytes)));
            if let Some(r) = geometry.bounding_rect() {
                let found = [r.min().x, r.min().y, r.max().x, r.max().y];
                whole.grow(found);
                corners = found.map(Some);
            }
        } else {
            self.wkb.push(None);
        }
        for (leaf, corner) in self.corners.iter_mut().zip(corners) {
            leaf.push(corner);
        }
        Ok(())
    }

    pub fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Result<()> {
        self.wkb.write::<ByteArrayType>(group)?;
        for leaf in &mut self.corners {
            leaf.write::<DoubleType>(group)?;
        }
        self.bytes = 0;
        Ok(())
    }
}
