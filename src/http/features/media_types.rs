//! Media types of the answers about collections.

/// Media type of GeoJSON.
pub const GEOJSON: &str = "application/geo+json";
/// Media type of a JSON Schema.
pub const SCHEMA_JSON: &str = "application/schema+json";
/// Media type of HTML pages.
pub const HTML: &str = "text/html";
