//! CSV (RFC 4180, UTF-8): columns of the collection, then the place: two columns for points, well-known text for the rest.
//!
//! Texts are written so that a spreadsheet doesn't run them as formulas, unless they are wanted as they are.
use super::file_layer::{Features, FileLayer, join_texts};
use crate::collections::{Cell, GeometryType};
use geo::Geometry;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// How a place stands in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Two columns: `lon` and `lat`, or `x` and `y`; the middle of the box for what is no point.
    Columns,
    /// A column `WKT`.
    Text,
    /// Not at all.
    Absent,
}

impl Place {
    /// What suits a collection.
    #[must_use]
    pub fn of(geometry: GeometryType) -> Self {
        match geometry {
            GeometryType::None => Self::Absent,
            GeometryType::Point => Self::Columns,
            _ => Self::Text,
        }
    }
}

/// How texts stand in a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Texts {
    /// As [`escape_formula`] writes them.
    #[default]
    Escaped,
    /// As they are.
    Raw,
}

impl Texts {
    /// By whether they are wanted raw.
    #[must_use]
    pub const fn wanted(raw: bool) -> Self {
        if raw { Self::Raw } else { Self::Escaped }
    }
}

/// What makes a spreadsheet run a cell that begins with it; the full-width signs in Chinese and Japanese ones.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// Stands before a text in spreadsheets, and is not shown by them.
const MARK: char = '\'';

/// A text that no spreadsheet runs: an apostrophe stands before what begins as a formula. It also stands before what begins
/// with apostrophes and goes on so, that [`unescape_formula`] gives back every text as it was.
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

/// The text that [`escape_formula`] wrote.
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

/// Writes a header line and a line a feature.
///
/// # Errors
/// Those of the writer and of the features.
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
            let words = matches!(cell, Cell::Text(_) | Cell::Texts(_)) && texts == Texts::Escaped;
            let written = if words {
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

/// A point, or the middle of a box.
pub(super) fn point(geometry: Option<&Geometry<f64>>) -> Option<[f64; 2]> {
    match geometry? {
        Geometry::Point(p) => Some([p.x(), p.y()]),
        other => {
            let middle = geo::BoundingRect::bounding_rect(other)?.center();
            Some([middle.x, middle.y])
        }
    }
}

/// The shortest decimals that read back as the same number.
fn number(value: f64, text: &mut String) {
    // Writing to a string doesn't fail.
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

/// The error below: a reader that has gone away must stay recognisable.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
