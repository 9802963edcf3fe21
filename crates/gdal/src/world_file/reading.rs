//! The layers of a world file become raw records.
use super::super::messages::{capture, failures};
use super::super::native;
use super::super::wkb;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Defn, Feature, FieldValue, LayerAccess as _, OGRFieldType};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::record::{Cell, LayerSchema, Record, ShapeKind, VisitMut};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a world file could not be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// There is no such file, or it can't be read.
    #[error("{file}: {source}")]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Not a GeoPackage, or one that can't be read.
    #[error("{file}: not a readable GeoPackage: {message}")]
    Open {
        /// The file.
        file: PathBuf,
        /// What GDAL says.
        message: String,
    },
    /// A GeoPackage of something else.
    #[error("{file}: contains no layer of a world file; import other data with `riverchief import`")]
    NoLayers {
        /// The file.
        file: PathBuf,
    },
    /// A layer as a whole.
    #[error("{file}: layer {layer}: {message}")]
    Layer {
        /// The file.
        file: PathBuf,
        /// The layer.
        layer: String,
        /// What is wrong with it.
        message: String,
    },
    /// One value.
    #[error("{file}: layer {layer}, fid {fid}, field {field}: {message}")]
    Value {
        /// The file.
        file: PathBuf,
        /// The layer.
        layer: String,
        /// The feature.
        fid: i64,
        /// The column; `geometry` for the geometry.
        field: String,
        /// What is wrong with it.
        message: String,
    },
}

/// Reads the layers of a file that GDAL finds at `path`; errors call it `name`.
pub(super) fn read_dataset(path: &Path, name: &Path) -> Result<RawWorld, ReadError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&["GPKG"]),
        ..DatasetOptions::default()
    };
    let (dataset, said) = capture(|| Dataset::open_ex(path, options));
    let dataset = dataset.map_err(|error| ReadError::Open {
        file: name.to_owned(),
        message: failures(&said).unwrap_or_else(|| error.to_string()),
    })?;
    let present: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    let mut world = RawWorld::default();
    let mut reader = Reader {
        dataset: &dataset,
        name,
        present: &present,
        layers: Vec::new(),
    };
    world.visit_mut(&mut reader)?;
    if reader.layers.is_empty() {
        return Err(ReadError::NoLayers { file: name.to_owned() });
    }
    world.layers = reader.layers;
    Ok(world)
}

struct Reader<'a> {
    dataset: &'a Dataset,
    name: &'a Path,
    present: &'a [String],
    layers: Vec<String>,
}

impl VisitMut for Reader<'_> {
    type Error = ReadError;
    fn layer<R: Record>(&mut self, rows: &mut Vec<R>) -> Result<(), ReadError> {
        let schema = R::SCHEMA;
        if !self.present.iter().any(|name| name == schema.name) {
            return Ok(());
        }
        self.layers.push(schema.name.to_owned());
        let (result, said) = capture(|| self.rows(rows));
        result?;
        failures(&said).map_or(Ok(()), |message| Err(self.trouble(schema, &message)))
    }
}

impl Reader<'_> {
    fn trouble(&self, schema: &LayerSchema, message: &dyn std::fmt::Display) -> ReadError {
        ReadError::Layer {
            file: self.name.to_owned(),
            layer: schema.name.to_owned(),
            message: message.to_string(),
        }
    }

    fn value(&self, schema: &LayerSchema, fid: i64, field: &str, message: &dyn std::fmt::Display) -> ReadError {
        ReadError::Value {
            file: self.name.to_owned(),
            layer: schema.name.to_owned(),
            fid,
            field: field.to_owned(),
            message: message.to_string(),
        }
    }

    fn rows<R: Record>(&self, rows: &mut Vec<R>) -> Result<(), ReadError> {
        let schema = R::SCHEMA;
        let mut layer = self
            .dataset
            .layer_by_name(schema.name)
            .map_err(|e| self.trouble(schema, &e))?;
        if schema.shape != ShapeKind::None {
            check_crs(layer.spatial_ref().as_ref()).map_err(|message| self.trouble(schema, &message))?;
        }
        let columns = columns(layer.defn(), schema);
        for feature in layer.features() {
            let mut row = R::default();
            let fid = feature.fid().and_then(|fid| i64::try_from(fid).ok()).unwrap_or(0);
            row.set_fid(fid);
            for (position, (field, column)) in schema.fields.iter().zip(&columns).enumerate() {
                let Some((index, kind)) = *column else { continue };
                let cell = cell(&feature, index, kind).map_err(|e| self.value(schema, fid, field.name, &e))?;
                row.set_cell(position, cell)
                    .map_err(|e| self.value(schema, fid, field.name, &e))?;
            }
            if schema.shape != ShapeKind::None {
                self.shape(&feature, fid, &mut row)?;
            }
            rows.push(row);
        }
        Ok(())
    }

    fn shape<R: Record>(&self, feature: &Feature<'_>, fid: i64, row: &mut R) -> Result<(), ReadError> {
        let schema = R::SCHEMA;
        let wrong = |message: String| self.value(schema, fid, "geometry", &message);
        let Some(found) = native::geometry_wkb(feature).map_err(|e| wrong(e.to_string()))? else {
            return Ok(());
        };
        if found.curved {
            return Err(wrong("has arcs; import the layer with `riverchief import`".to_owned()));
        }
        let flat = wkb::decode(&found.bytes).map_err(|e| wrong(e.to_string()))?;
        row.set_shape(Some(flat.geometry))
            .map_err(|kind| wrong(format!("expected a {}", kind.as_str())))
    }
}

/// Accepts EPSG:4490, and 4326, which is treated as the same; data in any other CRS has to be imported.
fn check_crs(crs: Option<&SpatialRef>) -> Result<(), String> {
    let Some(crs) = crs else {
        return Err("has no CRS; EPSG:4490 is expected".to_owned());
    };
    let code = crs.auth_code().ok();
    if matches!(code, Some(4490 | 4326)) {
        return Ok(());
    }
    let name = crs.name().unwrap_or_else(|| "unnamed".to_owned());
    Err(format!(
        "is in {name}; a world file is in EPSG:4490, import the layer with `riverchief import`"
    ))
}

/// For each field of the schema, its index and type in the file.
fn columns(defn: &Defn, schema: &LayerSchema) -> Vec<Option<(usize, OGRFieldType::Type)>> {
    let there: Vec<(String, OGRFieldType::Type)> = defn.fields().map(|f| (f.name(), f.field_type())).collect();
    let find = |name: &str| there.iter().position(|(n, _)| n == name).map(|i| (i, there[i].1));
    schema.fields.iter().map(|field| find(field.name)).collect()
}

/// One value as GDAL gives it. In text that is not UTF-8 the invalid bytes become U+FFFD.
pub(in super::super) fn cell(
    feature: &Feature<'_>,
    index: usize,
    kind: OGRFieldType::Type,
) -> gdal::errors::Result<Cell> {
    Ok(match kind {
        OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => {
            feature.field_as_integer64(index)?.map_or(Cell::Null, Cell::Integer)
        }
        OGRFieldType::OFTReal => feature.field_as_double(index)?.map_or(Cell::Null, Cell::Real),
        // Lists in a world file are text with semicolons.
        OGRFieldType::OFTStringList => match feature.field(index)? {
            Some(FieldValue::StringListValue(list)) => Cell::Text(list.join(";")),
            _ => Cell::Null,
        },
        _ => feature.field_as_string(index)?.map_or(Cell::Null, Cell::Text),
    })
}
