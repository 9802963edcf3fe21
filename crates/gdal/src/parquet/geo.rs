//! The `geo` metadata of a Parquet file: which column is the geometry, and its CRS.
//!
//! In `GeoParquet` 1.0 and 1.1 x is before y whatever the CRS says; the default is longitude and latitude of WGS 84.
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use parquet::file::metadata::ParquetMetaData;
use serde_json::{Map, Value};

/// What a file says about its geometry.
pub(super) struct GeoMetadata {
    /// The primary column.
    pub(super) column: String,
    /// `None` where the file says that it is unknown.
    pub(super) crs: Option<SpatialRef>,
}

/// Reads the entry; `None` where there is none.
///
/// # Errors
/// It is not JSON, or has a value that is not supported.
pub(super) fn read(metadata: &ParquetMetaData) -> Result<Option<GeoMetadata>, String> {
    let entries = metadata.file_metadata().key_value_metadata();
    let entry = entries.into_iter().flatten().find(|entry| entry.key == "geo");
    let Some(text) = entry.and_then(|entry| entry.value.as_deref()) else {
        return Ok(None);
    };
    let wrong = |what: &str| format!("its `geo` metadata {what}");
    let geo: Map<String, Value> =
        serde_json::from_str(text).map_err(|e| wrong(&format!("is not a JSON object: {e}")))?;
    let version = geo.get("version").and_then(Value::as_str).unwrap_or("");
    if !version.starts_with("1.") {
        return Err(wrong(&format!("has version {version:?}; supported are 1.0 and 1.1")));
    }
    let column = geo.get("primary_column").and_then(Value::as_str);
    let column = column.ok_or_else(|| wrong("has no primary_column"))?;
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
                "its geometry is encoded as {other}, which is not supported; write the file with the encoding WKB"
            ));
        }
    }
    if text("edges").is_some_and(|edges| edges != "planar") {
        return Err(
            "its edges are arcs of great circles; only straight edges are supported, so densify them first".to_owned(),
        );
    }
    Ok(Some(GeoMetadata {
        column: column.to_owned(),
        crs: crs(about.get("crs"))?,
    }))
}

/// A CRS with x before y, as always in `GeoParquet`.
fn crs(declared: Option<&Value>) -> Result<Option<SpatialRef>, String> {
    let refused = |e: gdal::errors::GdalError| format!("its CRS can't be used: {e}");
    let is_crs84 = |crs: &Map<String, Value>| {
        let id = crs.get("id");
        let part = |key: &str| id.and_then(|id| id.get(key)).and_then(Value::as_str);
        part("authority") == Some("OGC") && part("code") == Some("CRS84")
    };
    let mut found = match declared {
        Some(Value::Null) => return Ok(None),
        None => SpatialRef::from_epsg(4326).map_err(refused)?,
        Some(Value::Object(crs)) if is_crs84(crs) => SpatialRef::from_epsg(4326).map_err(refused)?,
        Some(Value::Object(crs)) => {
            let text = Value::Object(crs.clone()).to_string();
            SpatialRef::from_definition(&text).map_err(refused)?
        }
        // GDAL could take anything else for a path or an address.
        Some(_) => return Err("its CRS is not PROJJSON".to_owned()),
    };
    found.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(Some(found))
}
