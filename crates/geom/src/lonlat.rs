//! A place on the ellipsoid.

/// Longitude and latitude in degrees, CGCS2000 (EPSG:4490; WGS 84 is taken as equal).
///
/// ```
/// use riverchief_geom::LonLat;
/// assert_eq!(LonLat::new(109.2, 21.6).lon, 109.2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl LonLat {
    /// A place from longitude and latitude in degrees.
    #[must_use]
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }
    /// As a geo coordinate, x = lon, y = lat.
    #[must_use]
    pub fn coord(self) -> geo::Coord<f64> {
        geo::Coord {
            x: self.lon,
            y: self.lat,
        }
    }
}

impl From<geo::Coord<f64>> for LonLat {
    fn from(c: geo::Coord<f64>) -> Self {
        Self::new(c.x, c.y)
    }
}
