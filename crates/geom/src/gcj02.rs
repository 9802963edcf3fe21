//! GCJ-02 and BD-09, the shifted coordinates of Chinese phones and maps (rule U).
//!
//! Forward by the well-known closed form, back by iterating it. PROJ knows neither; everything else is PROJ's.
use super::lonlat::LonLat;
use std::f64::consts::PI;

/// The ellipsoid of the closed form (Krasovsky), not that of our coordinates.
const SEMI_MAJOR_M: f64 = 6_378_245.0;
const ECCENTRICITY_2: f64 = 0.006_693_421_622_965_943;
/// Frequency of the BD-09 ripple, per degree.
const RIPPLE: f64 = PI * 3000.0 / 180.0;

/// Whether the shift is applied at a place: inside the rough rectangle around China, as everyone does.
#[must_use]
pub fn is_shifted(place: LonLat) -> bool {
    (72.004..=137.8347).contains(&place.lon) && (0.8293..=55.8271).contains(&place.lat)
}

/// WGS 84 (CGCS2000) to GCJ-02, in degrees; unchanged outside the rectangle.
///
/// ```
/// use riverchief_geom::{LonLat, gcj02};
/// let phone = gcj02::wgs84_to_gcj02(LonLat::new(109.12, 21.48));
/// assert!((phone.lon - 109.124).abs() < 0.001 && (phone.lat - 21.477).abs() < 0.001);
/// ```
#[must_use]
pub fn wgs84_to_gcj02(place: LonLat) -> LonLat {
    if is_shifted(place) { shift(place) } else { place }
}

/// GCJ-02 to WGS 84 (CGCS2000), in degrees: undoes [`wgs84_to_gcj02`] within 1e-9°.
#[must_use]
pub fn gcj02_to_wgs84(place: LonLat) -> LonLat {
    if is_shifted(place) { undo(shift, place) } else { place }
}

/// GCJ-02 to BD-09, in degrees; unchanged outside the rectangle.
#[must_use]
pub fn gcj02_to_bd09(place: LonLat) -> LonLat {
    if is_shifted(place) { ripple(place) } else { place }
}

/// BD-09 to GCJ-02, in degrees: undoes [`gcj02_to_bd09`] within 1e-9°.
#[must_use]
pub fn bd09_to_gcj02(place: LonLat) -> LonLat {
    if is_shifted(place) { undo(ripple, place) } else { place }
}

/// WGS 84 (CGCS2000) to BD-09, in degrees.
#[must_use]
pub fn wgs84_to_bd09(place: LonLat) -> LonLat {
    gcj02_to_bd09(wgs84_to_gcj02(place))
}

/// BD-09 to WGS 84 (CGCS2000), in degrees.
#[must_use]
pub fn bd09_to_wgs84(place: LonLat) -> LonLat {
    gcj02_to_wgs84(bd09_to_gcj02(place))
}

fn shift(place: LonLat) -> LonLat {
    let (x, y) = (place.lon - 105.0, place.lat - 35.0);
    let wave = |amplitudes: [f64; 2], angle: f64, divisors: [f64; 2]| {
        let sines = amplitudes[0] * (angle * PI / divisors[0]).sin() + amplitudes[1] * (angle * PI / divisors[1]).sin();
        sines * 2.0 / 3.0
    };
    let common = wave([20.0, 20.0], x, [1.0 / 6.0, 0.5]);
    let root = x.abs().sqrt();
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + common
        + wave([20.0, 40.0], y, [1.0, 3.0])
        + wave([160.0, 320.0], y, [12.0, 30.0]);
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + common
        + wave([20.0, 40.0], x, [1.0, 3.0])
        + wave([150.0, 300.0], x, [12.0, 30.0]);
    let latitude = place.lat.to_radians();
    let w2 = 1.0 - ECCENTRICITY_2 * latitude.sin().powi(2);
    let meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w2 * w2.sqrt());
    let parallel_m = SEMI_MAJOR_M / w2.sqrt() * latitude.cos();
    LonLat::new(
        place.lon + (east_m / parallel_m).to_degrees(),
        place.lat + (north_m / meridian_m).to_degrees(),
    )
}

fn ripple(place: LonLat) -> LonLat {
    let radius = place.lon.hypot(place.lat) + 0.000_02 * (place.lat * RIPPLE).sin();
    let angle = place.lat.atan2(place.lon) + 0.000_003 * (place.lon * RIPPLE).cos();
    LonLat::new(radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

/// Solves forward(x) = target. The forms change by under 1 % of what x changes, so each step gains two digits.
fn undo(forward: impl Fn(LonLat) -> LonLat, target: LonLat) -> LonLat {
    let mut guess = target;
    for _ in 0..30 {
        let ahead = forward(guess);
        let (dx, dy) = (ahead.lon - target.lon, ahead.lat - target.lat);
        guess = LonLat::new(guess.lon - dx, guess.lat - dy);
        if dx.abs() < 1e-13 && dy.abs() < 1e-13 {
            break;
        }
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_over_all_of_china() {
        for i in 0..5000 {
            let h = f64::from(i) * 0.618_033_988_75;
            let place = LonLat::new(73.0 + h.fract() * 64.0, 3.0 + (h * 11.3).fract() * 50.0);
            for back in [
                gcj02_to_wgs84(wgs84_to_gcj02(place)),
                bd09_to_wgs84(wgs84_to_bd09(place)),
                bd09_to_gcj02(gcj02_to_bd09(place)),
            ] {
                assert!(
                    (back.lon - place.lon).abs() < 1e-9 && (back.lat - place.lat).abs() < 1e-9,
                    "{place:?} {back:?}"
                );
            }
        }
    }

    #[test]
    fn outside_china_nothing_moves() {
        for place in [
            LonLat::new(8.5, 47.4),
            LonLat::new(-74.0, 40.7),
            LonLat::new(138.0, 35.0),
        ] {
            assert_eq!(wgs84_to_gcj02(place), place);
            assert_eq!(bd09_to_wgs84(place), place);
        }
    }
}
