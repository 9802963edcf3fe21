//! CSV (RFC 4180, UTF-8): columns of the collection, then the geometry: two columns for points, otherwise well-known text.
//!
//! Text that a spreadsheet would run as a formula is escaped, unless raw text is requested.
use super::file_layer::{Features, FileLayer, join_texts};
use crate::collections::{Cell, GeometryType};
use geo::Geometry;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// How a table holds geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Two columns: `lon` and `lat`, or `x` and `y`; other geometries than points give the centre of their box.
    Columns,
    /// A column `WKT` with well-known text.
    Text,
    /// No geometry.
    Absent,
}

impl Place {
    /// The default for a geometry type.
    #[must_use]
    pub fn of(geometry: GeometryType) -> Self {
        match geometry {
            GeometryType::None => Self::Absent,
            GeometryType::Point => Self::Columns,
            _ => Self::Text,
        }
    }
}

/// How a table holds text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Texts {
    /// Escaped by [`escape_formula`].
    #[default]
    Escaped,
    /// Unchanged.
    Raw,
}

impl Texts {
    /// [`Self::Raw`] if `raw`, otherwise [`Self::Escaped`].
    #[must_use]
    pub const fn raw_if(raw: bool) -> Self {
        if raw { Self::Raw } else { Self::Escaped }
    }
}

/// A spreadsheet runs a cell that begins with one of these as a formula; Chinese and Japanese ones also accept the
/// full-width signs.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// Marks a cell as text in spreadsheets, which don't show it.
const MARK: char = '\'';

/// Text that no spreadsheet runs: an apostrophe is put before text that begins like a formula, or like a formula after
/// apostrophes. So [`unescape_formula`] restores every text.
///
/// ```
/// use riverchief_rows::formats::csv::{escape_formula, unescape_formula};
/// for text in ["=1+1", "-", "+86 779", "'=a", "''@", "＝a", "\t=a"] {
///     assert_eq!(escape_formula(text), format!("'{text}"));
///     assert_eq!(unescape_formula(&escape_formula(text)), text);
/// }
/// for text in ["a=b", "", "'a'", "北海", " =a"] {
///     assert_eq!(escape_formula(text), text);
///     assert_eq!(unescape_formula(text), text);
/// }
/// ```
#[must_use]
pub fn escape_formula(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text before [`escape_formula`].
#[must_use]
pub fn unescape_formula(text: &str) -> &str {
    match text.strip_prefix(MARK) {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    text.trim_start_matches(MARK).starts_with(FORMULA)
}

/// Writes a header line and one line per feature.
///
/// # Errors
/// Errors of the writer and of the features.
pub fn write(
    layer: &FileLayer<'_>,
    place: Place,
    texts: Texts,
    features: &mut Features<'_>,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    let names = layer.fields().into_iter().map(|c| c.name);
    let axes = layer.crs.axes();
    let added: &[&str] = match place {
        Place::Columns => &axes,
        Place::Text => &["WKT"],
        Place::Absent => &[],
    };
    table
        .write_record(names.chain(added.iter().copied()))
        .map_err(io_error)?;
    let mut text = String::new();
    for feature in features {
        let feature = feature?;
        for cell in layer.cells(feature.row) {
            text.clear();
            spell(cell, &mut text);
            let escape = matches!(cell, Cell::Text(_) | Cell::Texts(_)) && texts == Texts::Escaped;
            let written = if escape {
                escape_formula(&text)
            } else {
                Cow::Borrowed(&*text)
            };
            table.write_field(&*written).map_err(io_error)?;
        }
        let geometry = feature.geometry.as_deref();
        match place {
            Place::Columns => {
                for value in point(geometry).map_or([None; 2], |[x, y]| [Some(x), Some(y)]) {
                    text.clear();
                    if let Some(value) = value {
                        number(value, &mut text);
                    }
                    table.write_field(&text).map_err(io_error)?;
                }
            }
            Place::Text => {
                text.clear();
                if let Some(geometry) = geometry {
                    wkt::to_wkt::write_geometry(&mut text, geometry).map_err(io::Error::other)?;
                }
                table.write_field(&text).map_err(io_error)?;
            }
            Place::Absent => {}
        }
        table.write_record(None::<&[u8]>).map_err(io_error)?;
    }
    table.flush()
}

/// The coordinates of a point, or the centre of the bounding box.
pub(super) fn point(geometry: Option<&Geometry<f64>>) -> Option<[f64; 2]> {
    match geometry? {
        Geometry::Point(p) => Some([p.x(), p.y()]),
        other => {
            let middle = geo::BoundingRect::bounding_rect(other)?.center();
            Some([middle.x, middle.y])
        }
    }
}

/// Appends the shortest decimal that reads back as the same number.
fn number(value: f64, text: &mut String) {
    // Writing to a string can't fail.
    let _ = write!(text, "{value}");
}

fn spell(cell: &Cell, text: &mut String) {
    match cell {
        Cell::Null => {}
        Cell::Text(value) => text.push_str(value),
        Cell::Integer(value) => {
            let _ = write!(text, "{value}");
        }
        Cell::Real(value) => number(*value, text),
        Cell::Flag(value) => text.push_str(if *value { "true" } else { "false" }),
        Cell::Date(day) => {
            let _ = write!(text, "{day}");
        }
        Cell::Texts(list) => text.push_str(&join_texts(list)),
    }
}

/// The inner I/O error, so that a closed connection can be recognised.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
