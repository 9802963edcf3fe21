//! The `geo` entry of a Parquet file: which column is the geometry, and in what coordinates.
//!
//! `GeoParquet` 1.0 and 1.1: x before y whatever the CRS says; without one, longitude and latitude of WGS 84.
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use parquet::file::metadata::ParquetMetaData;
use serde_json::{Map, Value};

/// What a file says of its geometry.
pub(super) struct GeoMetadata {
    /// The primary column.
    pub(super) column: String,
    /// `None` where the file says that nobody knows.
    pub(super) crs: Option<SpatialRef>,
}

/// Reads the entry; `None` where there is none.
///
/// # Errors
/// Not JSON, or something that can't be read here.
pub(super) fn read(metadata: &ParquetMetaData) -> Result<Option<GeoMetadata>, String> {
    let entries = metadata.file_metadata().key_value_metadata();
    let entry = entries.into_iter().flatten().find(|entry| entry.key == "geo");
    let Some(text) = entry.and_then(|entry| entry.value.as_deref()) else {
        return Ok(None);
    };
    let wrong = |what: &str| format!("its `geo` metadata {what}");
    let geo: Map<String, Value> = serde_json::from_str(text).map_err(|e| wrong(&format!("is no JSON object: {e}")))?;
    let version = geo.get("version").and_then(Value::as_str).unwrap_or("");
    if !version.starts_with("1.") {
        return Err(wrong(&format!("is of version {version:?}; 1.0 and 1.1 are read")));
    }
    let column = geo.get("primary_column").and_then(Value::as_str);
    let column = column.ok_or_else(|| wrong("names no primary_column"))?;
    let about = geo
        .get("columns")
        .and_then(|columns| columns.get(column))
        .and_then(Value::as_object);
    let about = about.ok_or_else(|| wrong("says nothing about its primary_column"))?;
    let text = |key: &str| about.get(key).and_then(Value::as_str);
    match text("encoding") {
        Some("WKB") => {}
        other => {
            let other = other.unwrap_or("nothing");
            return Err(format!(
                "its geometry is encoded as {other}; write it with the encoding WKB"
            ));
        }
    }
    if text("edges").is_some_and(|edges| edges != "planar") {
        return Err(
            "its edges are arcs of great circles; here an edge is straight between its ends: densify it first"
                .to_owned(),
        );
    }
    Ok(Some(GeoMetadata {
        column: column.to_owned(),
        crs: crs(about.get("crs"))?,
    }))
}

/// A CRS with x before y, as `GeoParquet` has it always.
fn crs(told: Option<&Value>) -> Result<Option<SpatialRef>, String> {
    let refused = |e: gdal::errors::GdalError| format!("its CRS can't be used: {e}");
    let is_crs84 = |crs: &Map<String, Value>| {
        let id = crs.get("id");
        let part = |key: &str| id.and_then(|id| id.get(key)).and_then(Value::as_str);
        part("authority") == Some("OGC") && part("code") == Some("CRS84")
    };
    let mut found = match told {
        Some(Value::Null) => return Ok(None),
        None => SpatialRef::from_epsg(4326).map_err(refused)?,
        Some(Value::Object(crs)) if is_crs84(crs) => SpatialRef::from_epsg(4326).map_err(refused)?,
        Some(Value::Object(crs)) => {
            let text = Value::Object(crs.clone()).to_string();
            SpatialRef::from_definition(&text).map_err(refused)?
        }
        // Anything else could be a path or an address to GDAL.
        Some(_) => return Err("its CRS is not PROJJSON".to_owned()),
    };
    found.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(Some(found))
}
