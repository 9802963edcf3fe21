//! The world file: one GeoPackage with a layer per raw record, in lon/lat EPSG:4490.
//!
//! Reads what is there and writes what it is given, byte for byte the same for the same world, GDAL and SQLite.
//! Judges nothing: a wrong value is a text like any other, only a value of a wrong type is an error.
use super::complaint::{failures, listen};
use super::native::{self, MemoryFile};
use super::wkb;
use crate::snapshot::raw::RawWorld;
use crate::snapshot::record::{Cell, CellKind, LayerSchema, Record, ShapeKind, Visit, VisitMut};
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Defn, Feature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags, vsi};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
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
    /// No GeoPackage.
    #[error("{file}: not a readable GeoPackage: {message}")]
    Open {
        /// The file.
        file: PathBuf,
        /// What GDAL says.
        message: String,
    },
    /// A GeoPackage of something else.
    #[error("{file}: no layer of a world file in it; bring other sources in with `riverchief import`")]
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

/// Why a world file could not be written. The old file, if there was one, is as it was.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The GeoPackage could not be made.
    #[error("{file}: {layer}: {message}")]
    Make {
        /// The file.
        file: PathBuf,
        /// The layer, or `world file`.
        layer: String,
        /// What GDAL says.
        message: String,
    },
    /// The bytes could not be put in place, e.g. the disk is full.
    #[error("{file}: {source}")]
    Place {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// The date of every change in a world file: its content alone decides its bytes.
const CHANGE_DATE: &str = "2000-01-01T00:00:00.000Z";

/// A GeoPackage in memory that is gone with this value.
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
        // It may never have come to be; there is nobody to tell either way.
        let _ = listen(|| vsi::unlink_mem_file(&self.0));
    }
}

/// Reads a world file. Layers that it lacks stay empty; [`RawWorld::layers`] says which it has.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field.
pub fn read(path: &Path) -> Result<RawWorld, ReadError> {
    let there = std::fs::File::open(path).and_then(|file| file.metadata());
    match there {
        Err(source) => Err(ReadError::File {
            file: path.to_owned(),
            source,
        }),
        Ok(found) if found.len() == 0 => Err(ReadError::Open {
            file: path.to_owned(),
            message: "the file is empty".to_owned(),
        }),
        Ok(_) => read_named(path, path),
    }
}

/// Reads a world file from memory, e.g. the embedded default world.
///
/// # Errors
/// As [`read`]; the file is called `(in memory)`.
pub fn read_bytes(bytes: &[u8]) -> Result<RawWorld, ReadError> {
    let name = Path::new("(in memory)");
    let file = MemoryFile::new("world.gpkg", bytes.to_vec()).map_err(|error| ReadError::Open {
        file: name.to_owned(),
        message: error.to_string(),
    })?;
    read_named(file.path(), name)
}

fn read_named(path: &Path, name: &Path) -> Result<RawWorld, ReadError> {
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&["GPKG"]),
        ..DatasetOptions::default()
    };
    let (dataset, said) = listen(|| Dataset::open_ex(path, options));
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
        let (result, said) = listen(|| self.rows(rows));
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
            return Err(wrong("has arcs; bring it in with `riverchief import`".to_owned()));
        }
        let flat = wkb::decode(&found.bytes).map_err(|e| wrong(e.to_string()))?;
        row.set_shape(Some(flat.geometry))
            .map_err(|kind| wrong(format!("expected a {}", kind.as_str())))
    }
}

/// EPSG:4490, or 4326 which is taken as equal; anything else has to go through import.
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
        "is in {name}; a world file is in EPSG:4490, bring it in with `riverchief import`"
    ))
}

/// For each field of the schema, its index and type in the file.
fn columns(defn: &Defn, schema: &LayerSchema) -> Vec<Option<(usize, OGRFieldType::Type)>> {
    let there: Vec<(String, OGRFieldType::Type)> = defn.fields().map(|f| (f.name(), f.field_type())).collect();
    let find = |name: &str| there.iter().position(|(n, _)| n == name).map(|i| (i, there[i].1));
    schema.fields.iter().map(|field| find(field.name)).collect()
}

/// One value as GDAL holds it. Text that is no UTF-8 comes with U+FFFD in the wrong places.
pub(super) fn cell(feature: &Feature<'_>, index: usize, kind: OGRFieldType::Type) -> gdal::errors::Result<Cell> {
    Ok(match kind {
        OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => {
            feature.field_as_integer64(index)?.map_or(Cell::Null, Cell::Integer)
        }
        OGRFieldType::OFTReal => feature.field_as_double(index)?.map_or(Cell::Null, Cell::Real),
        _ => feature.field_as_string(index)?.map_or(Cell::Null, Cell::Text),
    })
}

/// EPSG:4490 with longitude first.
pub(super) fn lonlat_crs() -> gdal::errors::Result<SpatialRef> {
    let mut crs = SpatialRef::from_epsg(4490)?;
    crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(crs)
}

/// The bytes of a world file: the layers named in [`RawWorld::layers`] and those with rows.
///
/// # Errors
/// [`WriteError::Make`] when a value can't be stored.
pub fn to_bytes(world: &RawWorld) -> Result<Vec<u8>, WriteError> {
    bytes_for(world, Path::new("(in memory)"))
}

/// Writes a world file. It is made in memory, written beside `path`, synced and renamed: whoever reads `path` sees
/// the old world or the new one, also after a kill or a full disk.
///
/// # Errors
/// [`WriteError`]; the old file is untouched and no partial one is left.
pub fn write(path: &Path, world: &RawWorld) -> Result<(), WriteError> {
    let bytes = bytes_for(world, path)?;
    place(path, &bytes).map_err(|source| WriteError::Place {
        file: path.to_owned(),
        source,
    })
}

/// Puts `bytes` at `path` in one step.
fn place(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link stays a link: what it points to is replaced.
    let target = if path.is_symlink() {
        path.canonicalize()?
    } else {
        path.to_owned()
    };
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".riverchief-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions =
            std::fs::metadata(&target).map_or_else(|_| std::fs::Permissions::from_mode(0o666), |m| m.permissions());
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|error| error.error)?;
    std::fs::File::open(folder)?.sync_all()
}

fn bytes_for(world: &RawWorld, name: &Path) -> Result<Vec<u8>, WriteError> {
    let wrong = |message: String| WriteError::Make {
        file: name.to_owned(),
        layer: "world file".to_owned(),
        message,
    };
    let file = InMemory::new();
    let (made, said) = listen(|| -> Result<(), WriteError> {
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
    let (cleared, _) = listen(|| gdal::config::clear_thread_local_config_option("OGR_CURRENT_DATE"));
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
