//! Loads `GeoParquet` 1.0 and 1.1, or a table in Parquet, into a layer in memory, since the GDAL of Debian 12 has no driver.
//!
//! Reads plain columns of numbers, text, dates and booleans, and the primary geometry in WKB. Knows no layers of a world.
mod bounds;
mod geo;
mod thrift;

use super::catch_panic::catch_panic;
use super::messages::{capture, failures};
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

/// Limit of the bytes that are decoded at once; delta-encoded values can be much larger than their page.
const MOST_BATCH: u64 = 256 << 20;

/// The type of a column's values in the layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Real,
    Text,
    /// Time since 1970, as text in ISO 8601.
    Moment(Unit),
    /// Well-known binary.
    Geometry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Days,
    Nanoseconds(i128),
}

/// Loads the rows of a `GeoParquet` file as a layer named `layer`. Returns also the names of the columns that aren't read.
///
/// # Errors
/// A description of the problem, for people: unknown geometry, damaged, incomplete, or more than the limits `most_rows` and
/// `most_bytes` of the unpacked content.
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
    let (loaded, said) = capture(|| -> gdal::errors::Result<_> {
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
    match (loaded, failures(&said)) {
        (Ok((_, Err(message))), _) => Err(message),
        (Ok((dataset, Ok(()))), None) => Ok((dataset, unread)),
        (_, Some(message)) => Err(format!("damaged: {message}")),
        (Err(error), None) => Err(error.to_string()),
    }
}

/// Runs the parser, which panics on some damaged pages; a panic becomes an error of the file.
fn parsed<T>(parse: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_panic(parse).unwrap_or_else(|_| Err("damaged: its pages are inconsistent".to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err needs")]
fn damaged(error: ::parquet::errors::ParquetError) -> String {
    format!("damaged, or not supported: {error}")
}

/// Accepts only the compressions that unpack into a buffer of the size that was checked; gzip and brotli have no limit.
fn packing(metadata: &ParquetMetaData) -> Result<(), String> {
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        match column.compression() {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) | Compression::LZ4_RAW => {}
            other => {
                return Err(format!(
                    "the compression {other:?} is not supported; write the file with SNAPPY or ZSTD"
                ));
            }
        }
    }
    Ok(())
}

/// The columns that are read, in order. A table without a geometry must not have a column of bytes, since that could be an
/// undeclared geometry.
fn columns(metadata: &ParquetMetaData, geometry: Option<&str>) -> Result<Vec<(TypePtr, Kind)>, String> {
    let all = metadata.file_metadata().schema().get_fields();
    if geometry.is_none()
        && let Some(bytes) = all.iter().find(|column| is_bytes(column))
    {
        return Err(format!(
            "a Parquet file without `geo` metadata, whose column `{}` may be a geometry; only GeoParquet is read \
             (as GeoPandas, GDAL and DuckDB's spatial extension write it), and tables without a geometry",
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
            "its geometry `{name}` is not a column of bytes; write it with the encoding WKB"
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

/// The type of a column; `None` for types that no layer has (lists, structures, bytes, times of day).
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

/// A row as a feature. `left` is the number of bytes that all further rows may have.
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
            .ok_or("refused: its values exceed the size limit")?;
        let unfit = || format!("column {name}: the value {value} has another type than its column");
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

/// A date, or a time in UTC; midnight is written as a date.
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
