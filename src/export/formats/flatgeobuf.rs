//! FlatGeobuf 3 with its packed Hilbert R-tree: features lie in the order of the index, near ones together.
//!
//! The crate keeps features in a temporary file until the index is known, and of each its box in memory (48 bytes).
use super::{Features, Layer, joined};
use crate::export::collections::{Cell, ColumnKind, GeometryType};
use ::flatgeobuf::geozero::{ColumnValue, GeomProcessor, PropertyProcessor as _, error::Result as ZeroResult};
use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType as FgbType};
use geo::{Geometry, LineString, Polygon};
use std::io::{self, Write};

/// Writes a file; features without geometry are left out, and counted: readers refuse a file that has any.
///
/// # Errors
/// Those of the writer, of the temporary file and of the features.
pub fn write(layer: &Layer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<usize> {
    let frame = layer.frame;
    let options = FgbWriterOptions {
        write_index: true,
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs {
            org: Some(if frame.epsg.is_some() { "EPSG" } else { "OGC" }),
            code: frame.epsg.and_then(|code| i32::try_from(code).ok()).unwrap_or(0),
            name: Some(&frame.title),
            description: None,
            wkt: Some(&frame.wkt),
            code_string: frame.epsg.is_none().then(|| frame.code.trim_start_matches("OGC:")),
        },
        title: Some(layer.spec.title_zh),
        description: Some(layer.spec.description),
        ..FgbWriterOptions::default()
    };
    let kind = match layer.spec.geometry {
        GeometryType::None | GeometryType::Any => FgbType::Unknown,
        GeometryType::Point => FgbType::Point,
        GeometryType::LineString => FgbType::LineString,
        GeometryType::MultiLineString => FgbType::MultiLineString,
        GeometryType::MultiPolygon => FgbType::MultiPolygon,
    };
    let mut file = FgbWriter::create_with_options(layer.spec.id, kind, options).map_err(io::Error::other)?;
    for column in layer.fields() {
        file.add_column(column.name, column_type(column.kind), |builder, args| {
            args.title = Some(builder.create_string(column.title_zh));
            args.description = Some(builder.create_string(column.about));
        });
    }
    let mut left_out = 0;
    for (number, feature) in (0_u64..).zip(features) {
        let feature = feature?;
        let Some(geometry) = feature.geometry.as_deref() else {
            left_out += 1;
            continue;
        };
        walk(&mut file, geometry).map_err(io::Error::other)?;
        for (at, cell) in layer.cells(feature.row).enumerate() {
            property(&mut file, at, cell).map_err(io::Error::other)?;
        }
        ::flatgeobuf::geozero::FeatureProcessor::feature_end(&mut file, number).map_err(io::Error::other)?;
    }
    file.write(out).map_err(|error| match error {
        ::flatgeobuf::Error::IO(error) => error,
        other => io::Error::other(other),
    })?;
    Ok(left_out)
}

fn column_type(kind: ColumnKind) -> ColumnType {
    match kind {
        ColumnKind::Text | ColumnKind::Texts => ColumnType::String,
        ColumnKind::Integer => ColumnType::Long,
        ColumnKind::Real => ColumnType::Double,
        ColumnKind::Flag => ColumnType::Bool,
        // There is no type of a day; GDAL writes days so too.
        ColumnKind::Date => ColumnType::DateTime,
    }
}

/// What is absent is left out.
fn property(file: &mut FgbWriter<'_>, at: usize, cell: &Cell) -> ZeroResult<()> {
    let mut put = |value: &ColumnValue<'_>| file.property(at, "", value).map(|_| ());
    match cell {
        Cell::Null => Ok(()),
        Cell::Text(text) => put(&ColumnValue::String(text)),
        Cell::Integer(value) => put(&ColumnValue::Long(*value)),
        Cell::Real(value) => put(&ColumnValue::Double(*value)),
        Cell::Flag(value) => put(&ColumnValue::Bool(*value)),
        Cell::Date(day) => put(&ColumnValue::DateTime(&day.to_string())),
        Cell::Texts(list) => put(&ColumnValue::String(&joined(list))),
    }
}

/// Takes a geometry to the writer, coordinate by coordinate.
fn walk(file: &mut FgbWriter<'_>, geometry: &Geometry<f64>) -> ZeroResult<()> {
    match geometry {
        Geometry::Point(point) => {
            file.point_begin(0)?;
            file.xy(point.x(), point.y(), 0)?;
            file.point_end(0)
        }
        Geometry::LineString(line) => walk_line(file, line, true, 0),
        Geometry::MultiLineString(lines) => {
            file.multilinestring_begin(lines.0.len(), 0)?;
            for (at, line) in lines.iter().enumerate() {
                walk_line(file, line, false, at)?;
            }
            file.multilinestring_end(0)
        }
        Geometry::Polygon(polygon) => walk_polygon(file, polygon, true, 0),
        Geometry::MultiPolygon(polygons) => {
            file.multipolygon_begin(polygons.0.len(), 0)?;
            for (at, polygon) in polygons.iter().enumerate() {
                walk_polygon(file, polygon, false, at)?;
            }
            file.multipolygon_end(0)
        }
        other => Err(::flatgeobuf::geozero::error::GeozeroError::Geometry(format!(
            "no collection has a geometry like {other:?}"
        ))),
    }
}

fn walk_line(file: &mut FgbWriter<'_>, line: &LineString<f64>, alone: bool, at: usize) -> ZeroResult<()> {
    file.linestring_begin(alone, line.0.len(), at)?;
    for (n, c) in line.coords().enumerate() {
        file.xy(c.x, c.y, n)?;
    }
    file.linestring_end(alone, at)
}

fn walk_polygon(file: &mut FgbWriter<'_>, polygon: &Polygon<f64>, alone: bool, at: usize) -> ZeroResult<()> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    file.polygon_begin(alone, polygon.interiors().len() + 1, at)?;
    for (n, ring) in rings.enumerate() {
        walk_line(file, ring, false, n)?;
    }
    file.polygon_end(alone, at)
}
