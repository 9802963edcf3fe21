//! Writes raw records as a world file, in memory.
use super::super::messages::{capture, failures};
use super::super::{native, wkb};
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DriverManager, vsi};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::record::{Cell, CellKind, Record, ShapeKind, Visit};
use riverchief_files::target::{Existing, TargetError, place};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// Why a world file could not be written. An existing file is unchanged.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The GeoPackage could not be made.
    #[error("{file}: {layer}: {message}")]
    Make {
        /// The file.
        file: PathBuf,
        /// The layer, or `world file`.
        layer: String,
        /// The message of GDAL.
        message: String,
    },
    /// The file could not be put in place, e.g. because the disk is full.
    #[error(transparent)]
    Place(#[from] TargetError),
}

/// A fixed date of change, so that the same content gives the same bytes.
const CHANGE_DATE: &str = "2000-01-01T00:00:00.000Z";

/// A GeoPackage in memory, deleted when this value is dropped.
struct InMemory(PathBuf);

impl InMemory {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(PathBuf::from(format!(
            "/vsimem/riverchief-{}.gpkg",
            NEXT.fetch_add(1, Ordering::Relaxed)
        )))
    }
}

impl Drop for InMemory {
    fn drop(&mut self) {
        // It may not exist, and an error can't be reported from here.
        let _ = capture(|| vsi::unlink_mem_file(&self.0));
    }
}

/// EPSG:4490 with longitude first.
fn lonlat_crs() -> gdal::errors::Result<SpatialRef> {
    let mut crs = SpatialRef::from_epsg(4490)?;
    crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(crs)
}

/// The bytes of a world file with the layers named in [`RawWorld::layers`] and those that have rows.
///
/// # Errors
/// [`WriteError::Make`] when a value can't be stored.
pub fn to_bytes(world: &RawWorld) -> Result<Vec<u8>, WriteError> {
    bytes_for(world, Path::new("(in memory)"))
}

/// Writes a world file. It is made in memory, written to a temporary file next to `path`, synced and renamed, so that `path`
/// is always the complete old file or the complete new one, even after a crash or on a full disk.
///
/// # Errors
/// [`WriteError`]; the old file is unchanged and no partial file is left.
pub fn write(path: &Path, world: &RawWorld) -> Result<(), WriteError> {
    let bytes = bytes_for(world, path)?;
    Ok(place(path, &bytes, Existing::Replaced)?)
}

fn bytes_for(world: &RawWorld, name: &Path) -> Result<Vec<u8>, WriteError> {
    let wrong = |message: String| WriteError::Make {
        file: name.to_owned(),
        layer: "world file".to_owned(),
        message,
    };
    let file = InMemory::new();
    let (made, said) = capture(|| -> Result<(), WriteError> {
        let gdal = |error: gdal::errors::GdalError| wrong(error.to_string());
        gdal::config::set_thread_local_config_option("OGR_CURRENT_DATE", CHANGE_DATE).map_err(gdal)?;
        let driver = DriverManager::get_driver_by_name("GPKG").map_err(gdal)?;
        let mut dataset = driver.create_vector_only(&file.0).map_err(gdal)?;
        let crs = lonlat_crs().map_err(gdal)?;
        world.visit(&mut Writer {
            dataset: &mut dataset,
            crs: &crs,
            world,
            name,
        })?;
        dataset.close().map_err(gdal)
    });
    let (cleared, _) = capture(|| gdal::config::clear_thread_local_config_option("OGR_CURRENT_DATE"));
    made?;
    cleared.map_err(|error| wrong(error.to_string()))?;
    if let Some(message) = failures(&said) {
        return Err(wrong(message));
    }
    vsi::get_vsi_mem_file_bytes_owned(&file.0).map_err(|error| wrong(error.to_string()))
}

struct Writer<'a> {
    dataset: &'a mut Dataset,
    crs: &'a SpatialRef,
    world: &'a RawWorld,
    name: &'a Path,
}

impl Visit for Writer<'_> {
    type Error = WriteError;
    fn layer<R: Record>(&mut self, rows: &[R]) -> Result<(), WriteError> {
        let schema = R::SCHEMA;
        if rows.is_empty() && !self.world.layers.iter().any(|name| name == schema.name) {
            return Ok(());
        }
        let mut at = 0;
        self.rows(rows, &mut at).map_err(|message| WriteError::Make {
            file: self.name.to_owned(),
            layer: if at == 0 {
                schema.name.to_owned()
            } else {
                format!("{} row {at}", schema.name)
            },
            message,
        })
    }
}

impl Writer<'_> {
    fn rows<R: Record>(&mut self, rows: &[R], at: &mut usize) -> Result<(), String> {
        let schema = R::SCHEMA;
        let said = |error: gdal::errors::GdalError| error.to_string();
        let ty = match schema.shape {
            ShapeKind::None => OGRwkbGeometryType::wkbNone,
            ShapeKind::Point => OGRwkbGeometryType::wkbPoint,
            ShapeKind::Line => OGRwkbGeometryType::wkbLineString,
            ShapeKind::Area => OGRwkbGeometryType::wkbMultiPolygon,
        };
        let options = LayerOptions {
            name: schema.name,
            srs: (schema.shape != ShapeKind::None).then_some(self.crs),
            ty,
            ..LayerOptions::default()
        };
        let mut transaction = self.dataset.start_transaction().map_err(said)?;
        {
            let layer = transaction.create_layer(options).map_err(said)?;
            for field in schema.fields {
                add_column(&layer, field.name, field.kind).map_err(said)?;
            }
            for row in rows {
                *at += 1;
                let mut feature = Feature::new(layer.defn()).map_err(said)?;
                for (index, cell) in row.cells().iter().enumerate() {
                    set(&mut feature, index, cell).map_err(said)?;
                }
                if let Some(shape) = row.shape() {
                    let bytes = wkb::encode(&shape).map_err(|e| e.to_string())?;
                    feature
                        .set_geometry(Geometry::from_wkb(&bytes).map_err(said)?)
                        .map_err(said)?;
                }
                feature.create(&layer).map_err(said)?;
            }
        }
        *at = 0;
        transaction.commit().map_err(said)
    }
}

fn add_column<L: LayerAccess>(layer: &L, name: &str, kind: CellKind) -> gdal::errors::Result<()> {
    let ty = match kind {
        CellKind::Text => OGRFieldType::OFTString,
        CellKind::Integer => OGRFieldType::OFTInteger64,
        CellKind::Real => OGRFieldType::OFTReal,
        CellKind::Boolean => return native::add_boolean_column(layer, name),
    };
    FieldDefn::new(name, ty)?.add_to_layer(layer)
}

fn set(feature: &mut Feature<'_>, index: usize, cell: &Cell) -> gdal::errors::Result<()> {
    match cell {
        Cell::Null => feature.set_field_null(index),
        Cell::Text(text) => feature.set_field_string(index, text),
        Cell::Integer(number) => feature.set_field_integer64(index, *number),
        Cell::Real(number) => feature.set_field_double(index, *number),
        Cell::Boolean(answer) => feature.set_field_integer(index, i32::from(*answer)),
    }
}
