//! Geometry in longitude and latitude: exact predicates, geodesic measures, linear referencing.
//!
//! Knows geo's types; knows nothing of rivers, chiefs, files or HTTP.
pub mod lonlat;
pub use lonlat::LonLat;
