//! The local plane of rule N2: metres east and north of a place.
//!
//! Good for finding which point is nearest; distances themselves are geodesic.
use super::ellipsoid::{meridian_radius_m, prime_vertical_radius_m};
use super::lonlat::LonLat;

/// Plane at a place p: x = Δlon·N(φp)·cos φp, y = Δlat·M(φp), in metres (N2).
///
/// Linear in longitude and latitude, so a parameter along an edge is the same in both.
///
/// ```
/// use riverchief_geom::{LocalPlane, LonLat};
/// let plane = LocalPlane::at(LonLat::new(109.1, 21.5));
/// let (x_m, y_m) = plane.forward(LonLat::new(109.1, 21.501));
/// assert!(x_m == 0.0 && (y_m - 110.7).abs() < 0.1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalPlane {
    origin: LonLat,
    east_m_per_deg: f64,
    north_m_per_deg: f64,
}

impl LocalPlane {
    /// The plane that touches at `origin`.
    #[must_use]
    pub fn at(origin: LonLat) -> Self {
        let cos = origin.lat.to_radians().cos();
        Self {
            origin,
            east_m_per_deg: (prime_vertical_radius_m(origin.lat) * cos).to_radians(),
            north_m_per_deg: meridian_radius_m(origin.lat).to_radians(),
        }
    }

    /// Metres east and north of the origin.
    #[must_use]
    pub fn forward(&self, place: LonLat) -> (f64, f64) {
        (
            (place.lon - self.origin.lon) * self.east_m_per_deg,
            (place.lat - self.origin.lat) * self.north_m_per_deg,
        )
    }

    /// The place at some metres east and north of the origin. Not defined at the poles.
    #[must_use]
    pub fn inverse(&self, x_m: f64, y_m: f64) -> LonLat {
        LonLat::new(
            self.origin.lon + x_m / self.east_m_per_deg,
            self.origin.lat + y_m / self.north_m_per_deg,
        )
    }

    /// Metres per degree of longitude and of latitude.
    #[must_use]
    pub fn scale_m_per_deg(&self) -> (f64, f64) {
        (self.east_m_per_deg, self.north_m_per_deg)
    }
}

/// `place` moved by metres east and north, in the local plane at `place` (S1).
#[must_use]
pub fn displace(place: LonLat, dx_m: f64, dy_m: f64) -> LonLat {
    LocalPlane::at(place).inverse(dx_m, dy_m)
}

/// How far north and east, in degrees, a place within a distance of a latitude can be at most: a degree of latitude is
/// never under 110 km, and the shortest parallel in reach bounds the longitude.
#[must_use]
pub fn reach_deg(lat: f64, distance_m: f64) -> (f64, f64) {
    let north = distance_m / 110_000.0 + 1e-9;
    let highest = lat.abs() + north;
    let east = if highest < 89.0 {
        north / highest.to_radians().cos()
    } else {
        360.0
    };
    (north, east)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ellipsoid::distance_m;

    #[test]
    fn inverse_undoes_forward() {
        let plane = LocalPlane::at(LonLat::new(109.1, 21.5));
        let there = LonLat::new(109.137, 21.468);
        let (x_m, y_m) = plane.forward(there);
        let back = plane.inverse(x_m, y_m);
        assert!((back.lon - there.lon).abs() < 1e-13 && (back.lat - there.lat).abs() < 1e-13);
    }

    #[test]
    fn a_kilometre_in_the_plane_is_a_kilometre_on_the_ellipsoid() {
        let here = LonLat::new(109.1, 21.5);
        for (dx_m, dy_m) in [(1000.0, 0.0), (0.0, 1000.0), (600.0, -800.0)] {
            let d = distance_m(here, displace(here, dx_m, dy_m));
            assert!((d - 1000.0).abs() < 0.05, "{d}");
        }
    }
}
