//! What is known of a source layer for a draft: its geometry, CRS, fields, and some of their values.
use super::field_names;
use super::import_error::ImportError;
use super::messages::capture;
use super::source::Source;
use super::world_file::cell;
use gdal::vector::{LayerAccess as _, geometry_type_flatten};
use gdal_sys::{OGRFieldType, OGRwkbGeometryType};
use riverchief_core::snapshot::record::{Cell, ShapeKind};
use std::collections::{BTreeMap, BTreeSet};

/// How many features are read for the values of closed lists and the length of codes.
const LOOKED_AT: usize = 5_000;
/// How many values of a field are shown.
const SHOWN: usize = 12;

/// What is known of a source layer.
pub(super) struct LayerSummary {
    pub(super) layer: String,
    pub(super) features: Option<u64>,
    pub(super) crs: Option<String>,
    pub(super) shape: Option<ShapeKind>,
    pub(super) fields: Vec<String>,
    /// The fields that hold text.
    pub(super) texts: BTreeSet<String>,
    /// Values by field, at most [`SHOWN`] + 1 of each.
    pub(super) values: BTreeMap<String, BTreeSet<String>>,
}

impl LayerSummary {
    /// The field of the source for a field of ours. Fields with values come first, since KML always has a `Name` and a
    /// `description`, used or not.
    pub(super) fn field(&self, layer: &str, ours: &str) -> Option<&String> {
        let filled = |name: &&String| self.values.get(*name).is_some_and(|seen| !seen.is_empty());
        let filled: Vec<&String> = self.fields.iter().filter(filled).collect();
        let all: Vec<&String> = self.fields.iter().collect();
        field_names::field(layer, ours, &filled).or_else(|| field_names::field(layer, ours, &all))
    }

    /// Whether a column gives the superior units by codes, not by objects as in the files of `DataV`.
    pub(super) fn names_parents(&self) -> bool {
        let column = self
            .field("admin_units", "parent")
            .and_then(|column| self.values.get(column));
        column.is_some_and(|seen| !seen.is_empty() && !seen.iter().any(|value| value.trim_start().starts_with('{')))
    }
}

/// Reads the first features of a layer.
pub(super) fn summarise(source: &Source, name: &str) -> Result<LayerSummary, ImportError> {
    let (summary, said) = capture(|| -> gdal::errors::Result<LayerSummary> {
        let mut layer = source.dataset.layer_by_name(name)?;
        let kinds = layer.defn().fields().map(|field| field.field_type());
        let columns: Vec<_> = source.columns(layer.defn()).into_iter().zip(kinds).collect();
        let crs = layer.spatial_ref().map(|crs| {
            let code = crs.auth_code().map(|code| format!("EPSG:{code}"));
            code.unwrap_or_else(|_| crs.name().unwrap_or_else(|| "an unnamed CRS".to_owned()))
        });
        let mut summary = LayerSummary {
            layer: name.to_owned(),
            features: layer.try_feature_count(),
            crs,
            shape: shape_of(layer.defn().geometry_type()),
            fields: columns.iter().map(|(name, _)| name.clone()).collect(),
            texts: (columns.iter().filter(|(_, kind)| *kind == OGRFieldType::OFTString))
                .map(|(name, _)| name.clone())
                .collect(),
            values: BTreeMap::new(),
        };
        for feature in layer.features().take(LOOKED_AT) {
            if summary.shape.is_none()
                && let Some(found) = super::native::geometry_type(&feature)
            {
                summary.shape = shape_of(found);
            }
            for (index, (name, kind)) in columns.iter().enumerate() {
                let seen = summary.values.entry(name.clone()).or_default();
                let value = match source.encoding.read(cell(&feature, index, *kind)?) {
                    Ok((Cell::Null, _)) | Err(_) => continue,
                    Ok((Cell::Text(text), _)) => text,
                    Ok((Cell::Integer(number), _)) => number.to_string(),
                    Ok((Cell::Real(number), _)) => number.to_string(),
                    Ok((Cell::Boolean(answer), _)) => answer.to_string(),
                };
                if seen.len() <= SHOWN && !value.trim().is_empty() {
                    seen.insert(value);
                }
            }
        }
        Ok(summary)
    });
    ImportError::unless_failed(source, name, summary, &said)
}

fn shape_of(kind: OGRwkbGeometryType::Type) -> Option<ShapeKind> {
    match geometry_type_flatten(kind) {
        OGRwkbGeometryType::wkbNone => Some(ShapeKind::None),
        OGRwkbGeometryType::wkbPoint | OGRwkbGeometryType::wkbMultiPoint => Some(ShapeKind::Point),
        OGRwkbGeometryType::wkbLineString
        | OGRwkbGeometryType::wkbMultiLineString
        | OGRwkbGeometryType::wkbCompoundCurve
        | OGRwkbGeometryType::wkbMultiCurve => Some(ShapeKind::Line),
        OGRwkbGeometryType::wkbPolygon
        | OGRwkbGeometryType::wkbMultiPolygon
        | OGRwkbGeometryType::wkbCurvePolygon
        | OGRwkbGeometryType::wkbMultiSurface => Some(ShapeKind::Area),
        _ => None,
    }
}
