//! Why a CRS or a coordinate could not be used.
use thiserror::Error;

/// Why a CRS or a coordinate could not be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CrsError {
    /// There is no such CRS.
    #[error("unknown CRS `{0}`; name it as EPSG:code (WGS 84 is EPSG:4326, CGCS2000 EPSG:4490), CRS84, gcj02 or bd09")]
    Unknown(String),
    /// A CRS that is neither geographic nor projected, in two dimensions.
    #[error("EPSG:{0} is neither a geographic nor a projected CRS in two dimensions")]
    NotPlane(u32),
    /// The coordinates are outside the CRS.
    #[error("({x}, {y}) is outside the area of {crs}")]
    Outside {
        /// Easting or longitude, as it was given.
        x: f64,
        /// Northing or latitude, as it was given.
        y: f64,
        /// The CRS, as text.
        crs: String,
    },
}
