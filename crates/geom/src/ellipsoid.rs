//! Lengths, directions and areas on the CGCS2000 ellipsoid, by Karney's geodesics.
//!
//! Knows no plane and no projection. Degrees in, metres out (N2, N3).
use super::lonlat::LonLat;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic, PolygonArea, Winding};
use std::sync::LazyLock;

/// Semi-major axis of CGCS2000, in metres.
pub const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// 1/f of CGCS2000.
pub const INVERSE_FLATTENING: f64 = 298.257_222_101;

static CGCS2000: LazyLock<Geodesic> = LazyLock::new(|| Geodesic::new(SEMI_MAJOR_M, 1.0 / INVERSE_FLATTENING));

/// Length of the geodesic between two places, in metres.
///
/// ```
/// use riverchief_geom::{LonLat, ellipsoid::distance_m};
/// let d = distance_m(LonLat::new(109.0, 21.5), LonLat::new(110.0, 21.5));
/// assert!((d - 103_620.0).abs() < 2.0);
/// ```
#[must_use]
pub fn distance_m(from: LonLat, to: LonLat) -> f64 {
    if from == to {
        return 0.0;
    }
    CGCS2000.inverse(from.lat, from.lon, to.lat, to.lon)
}

/// The straight way through the ellipsoid from one place to another, in metres: never longer than the geodesic, and far
/// cheaper. Rounding is less than a micrometre.
///
/// ```
/// use riverchief_geom::{LonLat, ellipsoid::{chord_m, distance_m}};
/// let (a, b) = (LonLat::new(109.0, 21.5), LonLat::new(109.3, 21.6));
/// let (straight_m, along_m) = (chord_m(a, b), distance_m(a, b));
/// assert!(straight_m < along_m && along_m < straight_m * 1.000_01);
/// ```
#[must_use]
pub fn chord_m(from: LonLat, to: LonLat) -> f64 {
    let (a, b) = (geocentric_m(from), geocentric_m(to));
    let square: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    square.sqrt()
}

/// A place on the ellipsoid in geocentric coordinates.
fn geocentric_m(p: LonLat) -> [f64; 3] {
    let flattening = 1.0 / INVERSE_FLATTENING;
    let (sin_lon, cos_lon) = p.lon.to_radians().sin_cos();
    let (sin_lat, cos_lat) = p.lat.to_radians().sin_cos();
    let normal_m = prime_vertical_radius_m(p.lat);
    let polar = (1.0 - flattening) * (1.0 - flattening);
    [
        normal_m * cos_lat * cos_lon,
        normal_m * cos_lat * sin_lon,
        normal_m * polar * sin_lat,
    ]
}

/// Direction of the geodesic at its start, degrees clockwise from north, in [0, 360).
#[must_use]
pub fn azimuth_deg(from: LonLat, to: LonLat) -> f64 {
    let (azimuth, _, _): (f64, f64, f64) = CGCS2000.inverse(from.lat, from.lon, to.lat, to.lon);
    let turned = azimuth.rem_euclid(360.0);
    if turned < 360.0 { turned } else { 0.0 }
}

/// The place `distance_m` metres along the geodesic that leaves `from` at `azimuth_deg`.
#[must_use]
pub fn destination(from: LonLat, azimuth_deg: f64, distance_m: f64) -> LonLat {
    let (lat, lon): (f64, f64) = CGCS2000.direct(from.lat, from.lon, azimuth_deg, distance_m);
    LonLat::new(lon, lat)
}

/// Length of a line in metres: the sum of the geodesics between its vertices (N3).
#[must_use]
pub fn line_length_m(line: &[Coord<f64>]) -> f64 {
    line.array_windows().map(|&[a, b]| distance_m(a.into(), b.into())).sum()
}

/// Area within a ring in square metres, never negative, whichever way the ring runs (N3).
#[must_use]
pub fn ring_area_m2(ring: &LineString<f64>) -> f64 {
    let open = match ring.0.as_slice() {
        [first, inner @ .., last] if first == last => &ring.0[..=inner.len()],
        all => all,
    };
    if open.len() < 3 {
        return 0.0;
    }
    let mut area = PolygonArea::new(&CGCS2000, Winding::CounterClockwise);
    for c in open {
        area.add_point(c.y, c.x);
    }
    area.compute(true).1.abs()
}

/// Area of a polygon without its holes, in square metres (N3).
#[must_use]
pub fn polygon_area_m2(polygon: &Polygon<f64>) -> f64 {
    let holes: f64 = polygon.interiors().iter().map(ring_area_m2).sum();
    ring_area_m2(polygon.exterior()) - holes
}

/// Area of all parts without their holes, in square metres (N3).
#[must_use]
pub fn multipolygon_area_m2(multi: &MultiPolygon<f64>) -> f64 {
    multi.iter().map(polygon_area_m2).sum()
}

/// Radius of curvature M in the meridian at a latitude, in metres.
#[must_use]
pub fn meridian_radius_m(lat_deg: f64) -> f64 {
    let e2 = eccentricity_squared();
    let w2 = 1.0 - e2 * lat_deg.to_radians().sin().powi(2);
    SEMI_MAJOR_M * (1.0 - e2) / (w2 * w2.sqrt())
}

/// Radius of curvature N in the prime vertical at a latitude, in metres.
#[must_use]
pub fn prime_vertical_radius_m(lat_deg: f64) -> f64 {
    let w2 = 1.0 - eccentricity_squared() * lat_deg.to_radians().sin().powi(2);
    SEMI_MAJOR_M / w2.sqrt()
}

fn eccentricity_squared() -> f64 {
    let f = 1.0 / INVERSE_FLATTENING;
    f * (2.0 - f)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEIHAI: LonLat = LonLat::new(109.12, 21.48);

    #[test]
    fn a_chord_is_never_longer_than_the_geodesic() {
        for i in 0..4000 {
            let h = f64::from(i) * 0.618_033_988_75;
            let reach_deg = 10_f64.powi(i % 10 - 7);
            let from = LonLat::new((h * 3.3).fract() * 360.0 - 180.0, (h * 5.1).fract() * 180.0 - 90.0);
            let north = (h * 9.1).fract() * 2.0 - 1.0;
            let lat = (from.lat + north * reach_deg).clamp(-90.0, 90.0);
            let to = LonLat::new(from.lon + (h.fract() * 2.0 - 1.0) * reach_deg, lat);
            let (straight_m, along_m) = (chord_m(from, to), distance_m(from, to));
            assert!(straight_m <= along_m + 1e-7, "{from:?} {to:?}: {straight_m} {along_m}");
            // Up to 100 km they differ by a hundred-thousandth.
            let near = along_m < 100_000.0;
            assert!(
                !near || along_m <= straight_m * (1.0 + 1.2e-5) + 1e-7,
                "{from:?} {to:?}"
            );
        }
    }

    #[test]
    fn distance_is_symmetric_and_zero_at_home() {
        let there = LonLat::new(109.5, 21.9);
        assert!((distance_m(BEIHAI, there) - distance_m(there, BEIHAI)).abs() < 1e-8);
        assert!(distance_m(BEIHAI, BEIHAI) < f64::MIN_POSITIVE);
    }

    #[test]
    fn destination_undoes_distance_and_azimuth() {
        for azimuth in [0.0, 45.0, 179.0, 271.5] {
            let there = destination(BEIHAI, azimuth, 12_345.678);
            assert!((distance_m(BEIHAI, there) - 12_345.678).abs() < 1e-6);
            assert!((azimuth_deg(BEIHAI, there) - azimuth).abs() < 1e-9);
        }
    }

    #[test]
    fn a_hole_is_taken_off_whichever_way_its_ring_runs() {
        let ring = |d: f64, back: bool| {
            let mut c = vec![
                (109.0 - d, 21.0 - d),
                (109.0 + d, 21.0 - d),
                (109.0 + d, 21.0 + d),
                (109.0 - d, 21.0 + d),
            ];
            if back {
                c.reverse();
            }
            LineString::from(c)
        };
        let whole = polygon_area_m2(&Polygon::new(ring(0.1, false), vec![]));
        let hole = polygon_area_m2(&Polygon::new(ring(0.01, true), vec![]));
        for back in [false, true] {
            let with = polygon_area_m2(&Polygon::new(ring(0.1, !back), vec![ring(0.01, back)]));
            assert!((with - (whole - hole)).abs() < 1e-3, "{with} {whole} {hole}");
        }
        // A cell of 0.2° at 21°: the authalic area by hand is 0.2° × R² cosφ Δφ within 0.5 %.
        assert!((whole / 460e6 - 1.0).abs() < 0.01, "{whole}");
    }

    #[test]
    fn the_radii_are_those_of_the_geodesics() {
        let h = 1e-5;
        let north = distance_m(LonLat::new(109.0, 21.5 - h), LonLat::new(109.0, 21.5 + h));
        let east = distance_m(LonLat::new(109.0 - h, 21.5), LonLat::new(109.0 + h, 21.5));
        let arc = 2.0 * h.to_radians();
        assert!((north / arc / meridian_radius_m(21.5) - 1.0).abs() < 1e-8);
        let parallel = prime_vertical_radius_m(21.5) * 21.5_f64.to_radians().cos();
        assert!((east / arc / parallel - 1.0).abs() < 1e-8);
    }
}
