//! Why a CRS or a coordinate could not be used.
use thiserror::Error;

/// Why a CRS or a coordinate could not be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CrsError {
    /// No such CRS.
    #[error("unknown CRS `{0}`; name it as EPSG:code (WGS 84 is EPSG:4326, CGCS2000 EPSG:4490), CRS84, gcj02 or bd09")]
    Unknown(String),
    /// Known, but neither longitude–latitude nor a map projection.
    #[error("EPSG:{0} is neither a geographic nor a projected CRS in two dimensions")]
    NotPlane(u32),
    /// The place has no longitude and latitude there.
    #[error("({x}, {y}) lies outside what {crs} can express")]
    Outside {
        /// East or longitude, as it came.
        x: f64,
        /// North or latitude, as it came.
        y: f64,
        /// The CRS, as text.
        crs: String,
    },
}
