//! `GeoParquet` 1.0 and 1.1, or a table in Parquet, as a source: its rows are laid into a layer in memory, for the GDAL of Debian 12 has no driver.
//!
//! Reads plain columns of numbers, text, dates and yes or no, and the primary geometry in WKB. Knows no layer of ours.
mod bounds;
mod geo;
mod thrift;

use super::complaint::{failures, listen};
use crate::contained::contained;
use ::parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};
use ::parquet::record::reader::RowIter;
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::{Type, TypePtr};
use gdal::vector::{Defn, Feature, FieldDefn, Geometry, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DriverManager};
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use std::fs::File;
use std::path::Path;

/// Rows that are decoded at once are as few as keep values that repeat their predecessor's beginning within this.
const MOST_BATCH: u64 = 256 << 20;

/// How a column's values are laid down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Real,
    Text,
    /// Days, or nanoseconds in so many to the unit, since 1970; as text in ISO 8601.
    Moment(Unit),
    /// Well-known binary.
    Geometry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Nanoseconds(i128),
}

/// The rows of a `GeoParquet` file as a layer named `layer`, and the names of columns that aren't read.
///
/// # Errors
/// What is wrong with the file, for a person: a geometry that isn't told, damaged, cut short, or more than may be read. `most_rows` and
/// `most_bytes` bound what it holds unpacked.
pub(super) fn load(
    path: &Path,
    layer: &str,
    most_rows: u64,
    most_bytes: u64,
) -> Result<(Dataset, Vec<String>), String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let length = file.metadata().map_err(|e| e.to_string())?.len();
    bounds::footer(&file, length)?;
    let pages = file.try_clone().map_err(|e| e.to_string())?;
    let reader = parsed(|| SerializedFileReader::new(file).map_err(damaged))?;
    let metadata = reader.metadata();
    packing(metadata)?;
    let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(u64::MAX);
    if rows > most_rows {
        return Err(format!("refused: more than {most_rows} features"));
    }
    let largest = bounds::pages(&pages, length, metadata)?;
    let geo = geo::read(metadata)?;
    let columns = columns(metadata, geo.as_ref().map(|geo| &*geo.column))?;
    let known = |name: &str| columns.iter().any(|(column, _)| column.name() == name);
    let all = metadata.file_metadata().schema().get_fields().iter();
    let unread = all.map(|column| column.name().to_owned()).filter(|name| !known(name));
    let unread: Vec<String> = unread.collect();
    let batch = usize::try_from((MOST_BATCH / largest.max(1)).clamp(1, 1024)).unwrap_or(1);
    let kinds: Vec<Kind> = columns.iter().map(|(_, kind)| *kind).collect();
    let projected = Type::group_type_builder(metadata.file_metadata().schema().name())
        .with_fields(columns.iter().map(|(column, _)| column.clone()).collect())
        .build()
        .map_err(damaged)?;
    let (laid, said) = listen(|| -> gdal::errors::Result<_> {
        let mut dataset = DriverManager::get_driver_by_name("Memory")?.create_vector_only("")?;
        let target = dataset.create_layer(LayerOptions {
            name: layer,
            srs: geo.as_ref().and_then(|geo| geo.crs.as_ref()),
            ty: match geo {
                Some(_) => OGRwkbGeometryType::wkbUnknown,
                None => OGRwkbGeometryType::wkbNone,
            },
            options: None,
        })?;
        for (column, kind) in &columns {
            let kind = match kind {
                Kind::Integer => OGRFieldType::OFTInteger64,
                Kind::Real => OGRFieldType::OFTReal,
                Kind::Text | Kind::Moment(_) => OGRFieldType::OFTString,
                Kind::Geometry => continue,
            };
            FieldDefn::new(column.name(), kind)?.add_to_layer(&target)?;
        }
        let defn = Defn::from_layer(&target);
        let mut left = most_bytes;
        let outcome = parsed(|| {
            let read = RowIter::from_file(Some(projected), &reader).map_err(damaged)?;
            let mut read = read.with_batch_size(batch);
            for number in 0..rows {
                let row = read.next().ok_or("damaged: fewer rows than its footer says")?;
                let row = row.map_err(damaged)?;
                let wrong = |what: String| format!("damaged: row {number}: {what}");
                let feature = feature(&defn, &row, &kinds, &mut left).map_err(wrong)?;
                feature.create(&target).map_err(|e| wrong(e.to_string()))?;
            }
            Ok(())
        });
        Ok((dataset, outcome))
    });
    match (laid, failures(&said)) {
        (Ok((_, Err(message))), _) => Err(message),
        (Ok((dataset, Ok(()))), None) => Ok((dataset, unread)),
        (_, Some(message)) => Err(format!("damaged: {message}")),
        (Err(error), None) => Err(error.to_string()),
    }
}

/// Runs the parser, which answers some damaged pages by a panic: that is an error of the file here.
fn parsed<T>(parse: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    contained(parse).unwrap_or_else(|_| Err("damaged: its pages contradict each other".to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn damaged(error: ::parquet::errors::ParquetError) -> String {
    format!("damaged, or not read here: {error}")
}

/// Only what unpacks into a buffer of the size that was checked; gzip and brotli grow without a bound.
fn packing(metadata: &ParquetMetaData) -> Result<(), String> {
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        match column.compression() {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) | Compression::LZ4_RAW => {}
            other => {
                return Err(format!(
                    "packed as {other:?}, which is not unpacked here: write it with SNAPPY or ZSTD"
                ));
            }
        }
    }
    Ok(())
}

/// The columns that are read, in their order. Without a geometry it is a table, which has no column of bytes: that could be
/// a geometry of which nothing is said.
fn columns(metadata: &ParquetMetaData, geometry: Option<&str>) -> Result<Vec<(TypePtr, Kind)>, String> {
    let all = metadata.file_metadata().schema().get_fields();
    if geometry.is_none()
        && let Some(bytes) = all.iter().find(|column| is_bytes(column))
    {
        return Err(format!(
            "a Parquet file without `geo` metadata, whose column `{}` may be a geometry; only GeoParquet is read \
             (GeoPandas, GDAL and DuckDB's spatial extension write it), and tables without a geometry",
            bytes.name()
        ));
    }
    let read = all.iter().filter_map(|column| {
        let kind = if Some(column.name()) == geometry {
            is_bytes(column).then_some(Kind::Geometry)
        } else {
            kind(column)
        };
        Some((column.clone(), kind?))
    });
    let read: Vec<_> = read.collect();
    match geometry {
        Some(name) if !read.iter().any(|(_, kind)| *kind == Kind::Geometry) => Err(format!(
            "its geometry `{name}` is not a column of bytes, as WKB is: write it with the encoding WKB"
        )),
        _ => Ok(read),
    }
}

fn is_plain(column: &Type) -> bool {
    let told = column.get_basic_info();
    column.is_primitive() && told.has_repetition() && told.repetition() != Repetition::REPEATED
}

fn is_bytes(column: &Type) -> bool {
    is_plain(column)
        && column.get_physical_type() == Physical::BYTE_ARRAY
        && column.get_basic_info().converted_type() == ConvertedType::NONE
}

/// How a column is laid down; `None` for one of another kind (lists, structures, bytes, times of day), which no layer of
/// ours has.
fn kind(column: &Type) -> Option<Kind> {
    if !is_plain(column) {
        return None;
    }
    let told = column.get_basic_info();
    let moment = |unit| Some(Kind::Moment(Unit::Nanoseconds(unit)));
    match (
        column.get_physical_type(),
        told.converted_type(),
        told.logical_type_ref(),
    ) {
        (Physical::INT64, _, Some(LogicalType::Timestamp(told))) => moment(match told.unit {
            TimeUnit::MILLIS => 1_000_000,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1,
        }),
        (Physical::INT64, ConvertedType::TIMESTAMP_MILLIS, _) => moment(1_000_000),
        (Physical::INT64, ConvertedType::TIMESTAMP_MICROS, _) => moment(1_000),
        (Physical::INT32, ConvertedType::DATE, _) => Some(Kind::Moment(Unit::Days)),
        (Physical::INT32 | Physical::INT64, converted, _) => match converted {
            ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => None,
            ConvertedType::DECIMAL => Some(Kind::Real),
            _ => Some(Kind::Integer),
        },
        (Physical::BOOLEAN, ..) => Some(Kind::Integer),
        (Physical::BYTE_ARRAY, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON, _) => Some(Kind::Text),
        (Physical::FLOAT | Physical::DOUBLE, ..)
        | (Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY, ConvertedType::DECIMAL, _) => Some(Kind::Real),
        _ => None,
    }
}

/// A row as a feature. `left` is what all rows may still take.
fn feature<'a>(defn: &'a Defn, row: &Row, kinds: &[Kind], left: &mut u64) -> Result<Feature<'a>, String> {
    let said = |e: gdal::errors::GdalError| e.to_string();
    let mut feature = Feature::new(defn).map_err(said)?;
    let mut index = 0;
    for ((name, value), kind) in row.get_column_iter().zip(kinds) {
        let size = match value {
            Field::Str(text) => text.len(),
            Field::Bytes(bytes) => bytes.len(),
            _ => 8,
        };
        *left = left
            .checked_sub(size as u64)
            .ok_or("refused: its values have more bytes than may be read")?;
        let unfit = || format!("column {name}: a value of another type than its column, {value}");
        if *kind == Kind::Geometry {
            if let Field::Bytes(wkb) = value {
                feature
                    .set_geometry(Geometry::from_wkb(wkb.data()).map_err(said)?)
                    .map_err(said)?;
            } else if *value != Field::Null {
                return Err(unfit());
            }
            continue;
        }
        let set = match (kind, value) {
            (_, Field::Null) => feature.set_field_null(index),
            (Kind::Text, Field::Str(text)) => feature.set_field_string(index, text),
            (Kind::Real, number) => feature.set_field_double(index, real(number).ok_or_else(unfit)?),
            (Kind::Integer, number) => match integer(number).ok_or_else(unfit)? {
                Ok(number) => feature.set_field_integer64(index, number),
                Err(huge) => return Err(format!("column {name}: {huge} is out of range")),
            },
            (Kind::Moment(unit), moment) => {
                let text = iso(moment, *unit).ok_or_else(unfit)?;
                feature.set_field_string(index, &text)
            }
            _ => return Err(unfit()),
        };
        set.map_err(|e| format!("column {name}: {e}"))?;
        index += 1;
    }
    Ok(feature)
}

fn integer(value: &Field) -> Option<Result<i64, u64>> {
    Some(Ok(match value {
        Field::Bool(answer) => i64::from(*answer),
        Field::Byte(n) => i64::from(*n),
        Field::Short(n) => i64::from(*n),
        Field::Int(n) => i64::from(*n),
        Field::Long(n) => *n,
        Field::UByte(n) => i64::from(*n),
        Field::UShort(n) => i64::from(*n),
        Field::UInt(n) => i64::from(*n),
        Field::ULong(n) => return Some(i64::try_from(*n).map_err(|_| *n)),
        _ => return None,
    }))
}

fn real(value: &Field) -> Option<f64> {
    match value {
        Field::Float(n) => Some(f64::from(*n)),
        Field::Double(n) => Some(*n),
        Field::Decimal(_) => value.to_string().parse().ok(),
        _ => None,
    }
}

/// A day, or a moment in UTC; a midnight is its day.
fn iso(value: &Field, unit: Unit) -> Option<String> {
    let nanoseconds = match (value, unit) {
        (Field::Date(days), Unit::Days) => i128::from(*days) * 86_400_000_000_000,
        (Field::TimestampMillis(n) | Field::TimestampMicros(n) | Field::Long(n), Unit::Nanoseconds(each)) => {
            i128::from(*n) * each
        }
        _ => return None,
    };
    let second = 1_000_000_000;
    let seconds = i64::try_from(nanoseconds.div_euclid(second)).ok()?;
    let fraction = i32::try_from(nanoseconds.rem_euclid(second)).ok()?;
    let since = SignedDuration::new(seconds, fraction);
    let civil = Date::constant(1970, 1, 1).at(0, 0, 0, 0).checked_add(since).ok()?;
    Some(if civil.time() == Time::midnight() {
        civil.date().to_string()
    } else {
        civil.to_string()
    })
}
