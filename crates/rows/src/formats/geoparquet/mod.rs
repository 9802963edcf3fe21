//! GeoParquet 1.1: geometry as WKB, with the box of each row in a covering column, so that readers can skip rows.
//!
//! It is written with the column writers of the crate `parquet`, without Arrow; one row group is kept in memory.
mod columns;

use super::file_layer::{Features, FileLayer};
use crate::collections::GeometryType;
use columns::{Bounds, Columns, Shapes};
use parquet::basic::{Compression, Repetition, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a row group: enough to compress well, few enough to be skipped by their boxes.
const GROUP_ROWS: usize = 16_384;
/// A row group with fewer rows ends after this number of bytes.
const GROUP_BYTES: usize = 32 << 20;
/// The column of the geometry.
const GEOMETRY: &str = "geometry";
/// The column of its box.
const COVERING: &str = "bbox";
/// Bounds of a box, in the order of their columns.
const CORNERS: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

/// Writes a file; a collection without geometry becomes plain Parquet.
///
/// # Errors
/// Errors of the writer and of the features.
pub fn write(layer: &FileLayer<'_>, features: &mut Features<'_>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    let schema = schema(layer).map_err(io_error)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("riverchief".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(io_error)?;
    let mut columns = Columns::new(layer);
    let mut shapes = layer.is_spatial().then(Shapes::default);
    let mut whole = Bounds::default();
    let mut types = vec![];
    for feature in features {
        let feature = feature?;
        columns.push(layer.cells(feature.row));
        if let Some(shapes) = &mut shapes {
            let geometry = feature.geometry.as_deref();
            shapes.push(geometry, &mut whole)?;
            if let Some(name) = geometry.map(type_name)
                && !types.contains(&name)
            {
                types.push(name);
            }
        }
        if columns.rows() >= GROUP_ROWS || columns.bytes() + shapes.as_ref().map_or(0, Shapes::bytes) >= GROUP_BYTES {
            group(&mut file, &mut columns, shapes.as_mut()).map_err(io_error)?;
        }
    }
    if columns.rows() > 0 {
        group(&mut file, &mut columns, shapes.as_mut()).map_err(io_error)?;
    }
    if layer.is_spatial() {
        types.sort_unstable();
        let geo = geo(layer, &types, whole)?.to_string();
        file.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo));
    }
    file.close().map_err(io_error)?;
    Ok(())
}

fn group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    columns: &mut Columns,
    shapes: Option<&mut Shapes>,
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    columns.write(&mut group)?;
    if let Some(shapes) = shapes {
        shapes.write(&mut group)?;
    }
    group.close()?;
    Ok(())
}

fn schema(layer: &FileLayer<'_>) -> Result<Type, ParquetError> {
    let mut fields = layer
        .fields()
        .into_iter()
        .map(columns::field)
        .collect::<Result<Vec<_>, _>>()?;
    if layer.is_spatial() {
        let binary = Type::primitive_type_builder(GEOMETRY, parquet::basic::Type::BYTE_ARRAY);
        fields.push(Arc::new(binary.with_repetition(Repetition::OPTIONAL).build()?));
        let corner = |name: &&str| {
            let double = Type::primitive_type_builder(name, parquet::basic::Type::DOUBLE);
            double.with_repetition(Repetition::REQUIRED).build().map(Arc::new)
        };
        let covering = Type::group_type_builder(COVERING)
            .with_repetition(Repetition::OPTIONAL)
            .with_fields(CORNERS.iter().map(corner).collect::<Result<_, _>>()?)
            .build()?;
        fields.push(Arc::new(covering));
    }
    Type::group_type_builder("schema").with_fields(fields).build()
}

fn type_name(geometry: &geo::Geometry<f64>) -> &'static str {
    match geometry {
        geo::Geometry::Point(_) => "Point",
        geo::Geometry::LineString(_) | geo::Geometry::Line(_) => "LineString",
        geo::Geometry::MultiPoint(_) => "MultiPoint",
        geo::Geometry::MultiLineString(_) => "MultiLineString",
        geo::Geometry::Polygon(_) | geo::Geometry::Rect(_) | geo::Geometry::Triangle(_) => "Polygon",
        geo::Geometry::MultiPolygon(_) => "MultiPolygon",
        geo::Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// The value of the metadata key `geo`.
fn geo(layer: &FileLayer<'_>, types: &[&str], whole: Bounds) -> io::Result<Value> {
    let corner = |name: &str| json!([COVERING, name]);
    let covering: serde_json::Map<String, Value> =
        CORNERS.iter().map(|name| ((*name).to_owned(), corner(name))).collect();
    let mut column = json!({
        "encoding": "WKB",
        "geometry_types": types,
        "covering": {"bbox": covering},
    });
    // Without a CRS the specification implies OGC:CRS84.
    if !layer.crs.projjson.is_empty() {
        column["crs"] = serde_json::from_str(&layer.crs.projjson)?;
    }
    if let Some(corners) = whole.corners() {
        column["bbox"] = json!(corners);
    }
    debug_assert!(
        layer.spec.geometry != GeometryType::None,
        "a table has no geometry to describe"
    );
    Ok(json!({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}))
}

/// The inner I/O error, so that a closed connection or a full disk can be recognised.
fn io_error(error: ParquetError) -> io::Error {
    if let ParquetError::External(inner) = error {
        return match inner.downcast::<io::Error>() {
            Ok(io) => *io,
            Err(other) => io::Error::other(other),
        };
    }
    let kind = error
        .source()
        .and_then(|s| s.downcast_ref::<io::Error>())
        .map(io::Error::kind);
    kind.map_or_else(|| io::Error::other(error.to_string()), io::Error::from)
}
