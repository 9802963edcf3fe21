//! The columns of a raw feature by position, so that readers and writers need one loop instead of one per layer.
//!
//! Knows cells and shapes; knows no file format and does not validate values.
use geo::{Geometry, LineString, MultiPolygon, Point};
use thiserror::Error;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text; codes, dates, enumerations and lists joined by `;` are text too.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// Yes or no.
    Boolean,
}

impl CellKind {
    /// The name in the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Boolean => "boolean",
        }
    }
}

/// What geometry a layer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShapeKind {
    /// None: a table.
    None,
    /// One point.
    Point,
    /// One line.
    Line,
    /// One or more polygons.
    Area,
}

impl ShapeKind {
    /// The name in the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Point => "point",
            Self::Line => "line",
            Self::Area => "multipolygon",
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the world file.
    pub name: &'static str,
    /// What it holds.
    pub kind: CellKind,
}

/// A layer of the world file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerSchema {
    /// Its name in the world file.
    pub name: &'static str,
    /// Description in one sentence.
    pub about: &'static str,
    /// Its columns, without fid and geometry.
    pub fields: &'static [Field],
    /// Its geometry.
    pub shape: ShapeKind,
}

/// A value in transit between a file and a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
}

/// A cell that does not fit its column.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("expected {expected}, found {found}")]
pub struct CellError {
    /// The type of the column.
    pub expected: &'static str,
    /// The value found, quoted.
    pub found: String,
}

impl CellError {
    fn new(expected: CellKind, found: &Cell) -> Self {
        let found = match found {
            Cell::Null => "nothing".to_owned(),
            Cell::Text(text) => format!("`{}`", text.chars().take(40).collect::<String>()),
            Cell::Integer(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
            Cell::Boolean(answer) => answer.to_string(),
        };
        Self {
            expected: expected.as_str(),
            found,
        }
    }

    pub(super) fn no_such_field(field: usize, fields: usize) -> Self {
        Self {
            expected: "a column of the layer",
            found: format!("column {field} of {fields}"),
        }
    }
}

/// The largest integer up to which every integer is exact in `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

#[expect(clippy::cast_possible_truncation, reason = "whole and within ±2⁵³ is checked first")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// A type of a column.
pub trait Column: Sized {
    /// The kind of values.
    const KIND: CellKind;
    /// The value of `cell`; lossless conversions only.
    ///
    /// # Errors
    /// If the cell has another type.
    fn from_cell(cell: Cell) -> Result<Self, CellError>;
    /// The value as a cell.
    fn to_cell(&self) -> Cell;
}

impl Column for Option<String> {
    const KIND: CellKind = CellKind::Text;
    fn from_cell(cell: Cell) -> Result<Self, CellError> {
        Ok(match cell {
            Cell::Null => None,
            Cell::Text(text) => Some(text),
            Cell::Integer(number) => Some(number.to_string()),
            Cell::Real(number) => Some(whole(number).map_or_else(|| number.to_string(), |n| n.to_string())),
            Cell::Boolean(answer) => Some(answer.to_string()),
        })
    }
    fn to_cell(&self) -> Cell {
        self.clone().map_or(Cell::Null, Cell::Text)
    }
}

impl Column for Option<i64> {
    const KIND: CellKind = CellKind::Integer;
    fn from_cell(cell: Cell) -> Result<Self, CellError> {
        let error = CellError::new(Self::KIND, &cell);
        match cell {
            Cell::Null => Ok(None),
            Cell::Integer(number) => Ok(Some(number)),
            Cell::Real(number) => whole(number).map(Some).ok_or(error),
            Cell::Text(text) if text.trim().is_empty() => Ok(None),
            Cell::Text(text) => text.trim().parse().map(Some).map_err(|_| error),
            Cell::Boolean(_) => Err(error),
        }
    }
    fn to_cell(&self) -> Cell {
        self.map_or(Cell::Null, Cell::Integer)
    }
}

impl Column for Option<f64> {
    const KIND: CellKind = CellKind::Real;
    fn from_cell(cell: Cell) -> Result<Self, CellError> {
        let error = CellError::new(Self::KIND, &cell);
        match cell {
            Cell::Null => Ok(None),
            #[expect(clippy::cast_precision_loss, reason = "measures and widths lie far below 2⁵³")]
            Cell::Integer(number) => Ok(Some(number as f64)),
            Cell::Real(number) => Ok(Some(number)),
            Cell::Text(text) if text.trim().is_empty() => Ok(None),
            Cell::Text(text) => text.trim().parse().map(Some).map_err(|_| error),
            Cell::Boolean(_) => Err(error),
        }
    }
    fn to_cell(&self) -> Cell {
        self.map_or(Cell::Null, Cell::Real)
    }
}

impl Column for Option<bool> {
    const KIND: CellKind = CellKind::Boolean;
    fn from_cell(cell: Cell) -> Result<Self, CellError> {
        let error = CellError::new(Self::KIND, &cell);
        match cell {
            Cell::Null => Ok(None),
            Cell::Boolean(answer) => Ok(Some(answer)),
            Cell::Integer(0) => Ok(Some(false)),
            Cell::Integer(1) => Ok(Some(true)),
            Cell::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "" => Ok(None),
                "1" | "true" | "yes" | "y" | "是" => Ok(Some(true)),
                "0" | "false" | "no" | "n" | "否" => Ok(Some(false)),
                _ => Err(error),
            },
            Cell::Integer(_) | Cell::Real(_) => Err(error),
        }
    }
    fn to_cell(&self) -> Cell {
        self.map_or(Cell::Null, Cell::Boolean)
    }
}

/// A type of a layer's geometry.
pub trait LayerGeometry: Sized {
    /// Its kind.
    const KIND: ShapeKind;
    /// From any geometry of that kind; a single polygon makes a multipolygon of one.
    ///
    /// # Errors
    /// The kind that was expected.
    fn from_geometry(geometry: Geometry<f64>) -> Result<Self, ShapeKind>;
    /// As a geometry.
    fn into_geometry(self) -> Geometry<f64>;
}

impl LayerGeometry for Point<f64> {
    const KIND: ShapeKind = ShapeKind::Point;
    fn from_geometry(geometry: Geometry<f64>) -> Result<Self, ShapeKind> {
        match geometry {
            Geometry::Point(point) => Ok(point),
            _ => Err(Self::KIND),
        }
    }
    fn into_geometry(self) -> Geometry<f64> {
        self.into()
    }
}

impl LayerGeometry for LineString<f64> {
    const KIND: ShapeKind = ShapeKind::Line;
    fn from_geometry(geometry: Geometry<f64>) -> Result<Self, ShapeKind> {
        match geometry {
            Geometry::LineString(line) => Ok(line),
            _ => Err(Self::KIND),
        }
    }
    fn into_geometry(self) -> Geometry<f64> {
        self.into()
    }
}

impl LayerGeometry for MultiPolygon<f64> {
    const KIND: ShapeKind = ShapeKind::Area;
    fn from_geometry(geometry: Geometry<f64>) -> Result<Self, ShapeKind> {
        match geometry {
            Geometry::MultiPolygon(area) => Ok(area),
            Geometry::Polygon(polygon) => Ok(Self(vec![polygon])),
            _ => Err(Self::KIND),
        }
    }
    fn into_geometry(self) -> Geometry<f64> {
        self.into()
    }
}

/// A raw feature with columns by position.
pub trait Record: Clone + Default {
    /// Its layer.
    const SCHEMA: &'static LayerSchema;
    /// Feature id in the file; 0 when there is none.
    fn fid(&self) -> i64;
    /// Sets the feature id.
    fn set_fid(&mut self, fid: i64);
    /// All values in the order of the schema.
    fn cells(&self) -> Vec<Cell>;
    /// Sets the column at a position of the schema.
    ///
    /// # Errors
    /// If the cell does not fit the column.
    fn set_cell(&mut self, field: usize, cell: Cell) -> Result<(), CellError>;
    /// The geometry; `None` in a table and where it is null.
    fn shape(&self) -> Option<Geometry<f64>>;
    /// Sets the geometry.
    ///
    /// # Errors
    /// The kind of the layer, if the geometry has another.
    fn set_shape(&mut self, shape: Option<Geometry<f64>>) -> Result<(), ShapeKind>;
}

/// Visits every layer of a raw world.
pub trait Visit {
    /// The error of the visitor.
    type Error;
    /// One layer.
    ///
    /// # Errors
    /// An error stops the walk.
    fn layer<R: Record>(&mut self, rows: &[R]) -> Result<(), Self::Error>;
}

/// Fills every layer of a raw world.
pub trait VisitMut {
    /// The error of the visitor.
    type Error;
    /// One layer.
    ///
    /// # Errors
    /// An error stops the walk.
    fn layer<R: Record>(&mut self, rows: &mut Vec<R>) -> Result<(), Self::Error>;
}
