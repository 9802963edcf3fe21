//! Writes collections with GDAL: GeoPackage and Shapefile, which can't be written as streams.
//!
//! Each feature is written as it comes. Knows columns and cells; knows no rules and does not select rows.
use super::messages::{Message, capture, failures};
use super::native;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{
    Feature as GdalFeature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType,
};
use gdal::{Dataset, DriverManager};
use riverchief_rows::collections::{Cell, ColumnKind, GeometryType};
use riverchief_rows::formats::dbf::{self, Texts};
use riverchief_rows::formats::{Features, FileFormat, FileLayer, join_texts};
use std::io;
use std::path::Path;
use wkb::writer::{WriteOptions, write_geometry};

/// A fixed date of change, so that the same content gives the same bytes.
const CHANGE_DATE: (&str, &str) = ("2000-01-01T00:00:00.000Z", "2000-01-01");
/// Settings of this thread while a file is written. No journal is needed, since an incomplete file is deleted.
const SETTINGS: [(&str, &str); 3] = [
    ("OGR_CURRENT_DATE", CHANGE_DATE.0),
    ("OGR_SQLITE_SYNCHRONOUS", "OFF"),
    ("OGR_SQLITE_JOURNAL", "OFF"),
];

/// The encoding of a Shapefile's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DbfEncoding {
    /// UTF-8, declared in a .cpg.
    #[default]
    Utf8,
    /// GBK, for programs that read nothing else.
    Gbk,
}

/// Remarks on what was written, for the user.
pub type Remarks = Vec<String>;

/// Writes layers: a GeoPackage at `path`, or Shapefiles into the folder `path`.
///
/// # Errors
/// Those of GDAL, and those of the features.
pub fn write<'a>(
    path: &Path,
    format: FileFormat,
    encoding: DbfEncoding,
    layers: impl Iterator<Item = (FileLayer<'a>, Box<Features<'a>>)>,
) -> io::Result<Remarks> {
    let (made, said) = capture(|| -> io::Result<Remarks> {
        for (name, value) in SETTINGS {
            gdal::config::set_thread_local_config_option(name, value).map_err(io::Error::other)?;
        }
        let driver = if format == FileFormat::Shapefile {
            "ESRI Shapefile"
        } else {
            "GPKG"
        };
        let driver = DriverManager::get_driver_by_name(driver).map_err(io::Error::other)?;
        let mut file = Writer {
            dataset: driver.create_vector_only(path).map_err(io::Error::other)?,
            format,
            encoding,
            remarks: vec![],
        };
        for (layer, mut features) in layers {
            match format {
                FileFormat::Shapefile => file.shapefiles(&layer, &mut *features)?,
                _ => file.table(&layer, &mut *features)?,
            }
        }
        file.dataset.close().map_err(io::Error::other)?;
        Ok(file.remarks)
    });
    let (cleared, _) = capture(|| {
        let clear = |(name, _): (&str, &str)| gdal::config::clear_thread_local_config_option(name);
        SETTINGS.into_iter().try_for_each(clear)
    });
    let remarks = made.map_err(|error| explained(error, &said))?;
    cleared.map_err(io::Error::other)?;
    match failures(&said) {
        Some(message) => Err(io::Error::other(message)),
        None => Ok(remarks),
    }
}

/// Replaces an error of GDAL by its message, if it gave one; other errors stay.
fn explained(error: io::Error, said: &[Message]) -> io::Error {
    match failures(said) {
        Some(message) if from_gdal(&error) => io::Error::other(message),
        _ => error,
    }
}

fn from_gdal(error: &io::Error) -> bool {
    let inner = error
        .get_ref()
        .and_then(|e| e.downcast_ref::<gdal::errors::GdalError>());
    inner.is_some()
}

struct Writer {
    dataset: Dataset,
    format: FileFormat,
    encoding: DbfEncoding,
    remarks: Remarks,
}

/// A table of a GeoPackage, or a Shapefile.
struct Sheet<'n> {
    name: &'n str,
    geometry: OGRwkbGeometryType::Type,
    names: &'n [String],
}

impl Writer {
    fn table(&mut self, layer: &FileLayer<'_>, features: &mut Features<'_>) -> io::Result<()> {
        let names: Vec<String> = layer.fields().iter().map(|f| f.name.to_owned()).collect();
        let sheet = Sheet {
            name: layer.spec.id,
            geometry: geometry_type(layer.spec.geometry),
            names: &names,
        };
        let identifier = format!("IDENTIFIER={}", layer.spec.id);
        let description = format!("DESCRIPTION={} {}", layer.spec.title_zh, layer.spec.description);
        let options = [identifier.as_str(), description.as_str()];
        self.rows(layer, &[sheet], &options, features, |_| 0)
    }

    fn shapefiles(&mut self, layer: &FileLayer<'_>, features: &mut Features<'_>) -> io::Result<()> {
        let fields = layer.fields();
        let long: Vec<&str> = fields.iter().map(|f| f.name).collect();
        let names = dbf::short_names(&long);
        let renamed: Vec<String> = (fields.iter().zip(&names))
            .filter(|(field, name)| field.name != name.as_str())
            .map(|(field, name)| format!("{} is {name}", field.name))
            .collect();
        if !renamed.is_empty() {
            let id = layer.spec.id;
            self.remarks.push(format!(
                "{id}: names have 10 letters in a Shapefile: {}",
                renamed.join(", ")
            ));
        }
        let encoding = match self.encoding {
            DbfEncoding::Utf8 => "ENCODING=UTF-8",
            DbfEncoding::Gbk => "ENCODING=GBK",
        };
        let date = format!("DBF_DATE_LAST_UPDATE={}", CHANGE_DATE.1);
        let options = [encoding, date.as_str()];
        let id = layer.spec.id;
        let sheet = |name, geometry| Sheet {
            name,
            geometry,
            names: &names,
        };
        if layer.spec.geometry == GeometryType::Any {
            // A Shapefile has one type of geometry.
            let (lines, areas) = (format!("{id}_lines"), format!("{id}_areas"));
            let sheets = [
                sheet(&lines, OGRwkbGeometryType::wkbLineString),
                sheet(&areas, OGRwkbGeometryType::wkbMultiPolygon),
            ];
            self.remarks.push(format!(
                "{id}: a Shapefile has one kind of geometry, so there are {lines} and {areas}"
            ));
            let is_area =
                |g: &geo::Geometry<f64>| matches!(g, geo::Geometry::Polygon(_) | geo::Geometry::MultiPolygon(_));
            return self.rows(layer, &sheets, &options, features, |g| {
                usize::from(g.is_some_and(is_area))
            });
        }
        let sheet = sheet(id, geometry_type(layer.spec.geometry));
        self.rows(layer, &[sheet], &options, features, |_| 0)
    }

    /// Writes each feature into the sheet that `which` returns.
    fn rows(
        &mut self,
        layer: &FileLayer<'_>,
        sheets: &[Sheet<'_>],
        options: &[&str],
        features: &mut Features<'_>,
        which: impl Fn(Option<&geo::Geometry<f64>>) -> usize,
    ) -> io::Result<()> {
        let texts = (self.format == FileFormat::Shapefile).then(|| Texts::new(self.encoding == DbfEncoding::Gbk));
        let mut filling = Filling {
            layer,
            sheets,
            options,
            texts,
        };
        if self.format == FileFormat::Shapefile {
            // Shapefiles have no transactions.
            filling.fill(&mut self.dataset, features, which)?;
        } else {
            let mut transaction = self.dataset.start_transaction().map_err(said)?;
            filling.fill(&mut transaction, features, which)?;
            transaction.commit().map_err(said)?;
        }
        let remarks = filling.texts.map(Texts::remarks).unwrap_or_default();
        self.remarks
            .extend(remarks.into_iter().map(|r| format!("{}: {r}", layer.spec.id)));
        Ok(())
    }
}

fn said(error: gdal::errors::GdalError) -> io::Error {
    io::Error::other(error)
}

/// The sheets of one collection while they are written.
struct Filling<'a> {
    layer: &'a FileLayer<'a>,
    sheets: &'a [Sheet<'a>],
    options: &'a [&'a str],
    /// Fits texts into a Shapefile.
    texts: Option<Texts>,
}

impl Filling<'_> {
    fn fill(
        &mut self,
        dataset: &mut Dataset,
        features: &mut Features<'_>,
        which: impl Fn(Option<&geo::Geometry<f64>>) -> usize,
    ) -> io::Result<()> {
        let crs = crs(self.layer).map_err(said)?;
        for sheet in self.sheets {
            let options = LayerOptions {
                name: sheet.name,
                srs: Some(&crs).filter(|_| sheet.geometry != OGRwkbGeometryType::wkbNone),
                ty: sheet.geometry,
                options: Some(self.options),
            };
            let made = dataset.create_layer(options).map_err(said)?;
            for (field, name) in self.layer.fields().into_iter().zip(sheet.names) {
                self.add_column(&made, name, field.kind).map_err(said)?;
            }
        }
        let layers: Vec<_> = (self.sheets.iter())
            .map(|sheet| dataset.layer_by_name(sheet.name))
            .collect::<gdal::errors::Result<_>>()
            .map_err(said)?;
        let mut bytes = vec![];
        for feature in features {
            let feature = feature?;
            let geometry = feature.geometry.as_deref();
            let layer = &layers[which(geometry)];
            let mut made = GdalFeature::new(layer.defn()).map_err(said)?;
            for (at, cell) in self.layer.cells(feature.row).enumerate() {
                self.set(&mut made, at, cell).map_err(said)?;
            }
            if let Some(geometry) = geometry {
                bytes.clear();
                write_geometry(&mut bytes, geometry, &WriteOptions::default()).map_err(io::Error::other)?;
                let geometry = Geometry::from_wkb(&bytes).map_err(said)?;
                made.set_geometry(geometry).map_err(said)?;
            }
            made.create(layer).map_err(said)?;
        }
        Ok(())
    }

    fn add_column<L: LayerAccess>(&self, layer: &L, name: &str, kind: ColumnKind) -> gdal::errors::Result<()> {
        let ty = match kind {
            ColumnKind::Text | ColumnKind::Texts => OGRFieldType::OFTString,
            ColumnKind::Integer => OGRFieldType::OFTInteger64,
            ColumnKind::Real => OGRFieldType::OFTReal,
            ColumnKind::Date => OGRFieldType::OFTDate,
            ColumnKind::Flag if self.texts.is_none() => return native::add_boolean_column(layer, name),
            ColumnKind::Flag => OGRFieldType::OFTInteger,
        };
        let column = FieldDefn::new(name, ty)?;
        if self.texts.is_some() {
            // A Shapefile stores numbers as decimals of a fixed width.
            match kind {
                ColumnKind::Real => {
                    column.set_width(dbf::REAL.0);
                    column.set_precision(dbf::REAL.1);
                }
                ColumnKind::Flag => column.set_width(1),
                _ => {}
            }
        }
        column.add_to_layer(layer)
    }

    fn set(&mut self, feature: &mut GdalFeature<'_>, at: usize, cell: &Cell) -> gdal::errors::Result<()> {
        match cell {
            Cell::Null => feature.set_field_null(at),
            Cell::Text(text) => self.set_text(feature, at, text),
            Cell::Integer(number) => feature.set_field_integer64(at, *number),
            Cell::Real(number) => feature.set_field_double(at, *number),
            Cell::Flag(answer) => feature.set_field_integer(at, i32::from(*answer)),
            Cell::Date(day) => feature.set_field_string(at, &day.to_string()),
            Cell::Texts(list) => self.set_text(feature, at, &join_texts(list)),
        }
    }

    fn set_text(&mut self, feature: &mut GdalFeature<'_>, at: usize, text: &str) -> gdal::errors::Result<()> {
        match &mut self.texts {
            Some(texts) => feature.set_field_string(at, &texts.fitted(text)),
            None => feature.set_field_string(at, text),
        }
    }
}

fn geometry_type(geometry: GeometryType) -> OGRwkbGeometryType::Type {
    match geometry {
        GeometryType::None => OGRwkbGeometryType::wkbNone,
        GeometryType::Point => OGRwkbGeometryType::wkbPoint,
        GeometryType::LineString => OGRwkbGeometryType::wkbLineString,
        GeometryType::MultiLineString => OGRwkbGeometryType::wkbMultiLineString,
        GeometryType::MultiPolygon => OGRwkbGeometryType::wkbMultiPolygon,
        GeometryType::Any => OGRwkbGeometryType::wkbUnknown,
    }
}

/// The CRS of a layer, east first.
fn crs(layer: &FileLayer<'_>) -> gdal::errors::Result<SpatialRef> {
    let mut crs = SpatialRef::from_definition(&layer.crs.code)?;
    crs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(crs)
}
