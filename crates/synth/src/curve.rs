//! Draws lines through control points: curves, rough coasts, islets. All irregularities come from a fixed hash.
//!
//! Uses only +, −, ×, ÷ and square roots, so that the lines are the same on every machine. Knows no units and no waters.
use super::input::Line;
use super::values::Place;
use geo::Coord;

/// Coordinates are whole multiples of this, in degrees (about 1 cm).
pub const GRID_DEG: f64 = 1e-7;
/// Metres in a degree of latitude, precise enough for drawing.
const METRES_PER_DEGREE: f64 = 110_700.0;
/// Width of a degree of longitude over that of a degree of latitude, at 21.6° N.
pub const LON_SHRINK: f64 = 0.93;

/// A length in metres as degrees of latitude.
#[must_use]
pub fn degrees(metres: f64) -> f64 {
    metres / METRES_PER_DEGREE
}

/// Rounded to the grid.
#[must_use]
pub fn on_grid(c: Coord<f64>) -> Coord<f64> {
    let round = |v: f64| (v * 1e7).round() / 1e7;
    Coord {
        x: round(c.x),
        y: round(c.y),
    }
}

/// A number from text and a counter: FNV-1a, then a final mix.
#[must_use]
pub fn hash(text: &str, counter: u64) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes().chain(counter.to_le_bytes()) {
        h = (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}

/// The hash as a number in [−1, 1).
#[must_use]
pub fn swing(text: &str, counter: u64) -> f64 {
    let upper = u32::try_from(hash(text, counter) >> 32).unwrap_or(0);
    f64::from(upper) / 2_147_483_648.0 - 1.0
}

fn coord(p: Place) -> Coord<f64> {
    Coord { x: p[0], y: p[1] }
}

/// The points of a line through `points`, on the grid. `closed` joins the last to the first without repeating it.
#[must_use]
pub fn draw(points: &[Place], line: Line, closed: bool, name: &str) -> Vec<Coord<f64>> {
    let control: Vec<Coord<f64>> = points.iter().copied().map(coord).collect();
    let drawn = match line {
        Line::Straight => control,
        Line::Smooth => smooth(&control, closed, 5),
        Line::Rough => rough(control, closed, name),
    };
    let mut out: Vec<Coord<f64>> = drawn.into_iter().map(on_grid).collect();
    out.dedup();
    out
}

/// A Catmull–Rom curve through the points, each span in `parts`.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn smooth(p: &[Coord<f64>], closed: bool, parts: u32) -> Vec<Coord<f64>> {
    let n = p.len();
    if n < 3 {
        return p.to_vec();
    }
    let spans = if closed { n } else { n - 1 };
    let at = |i: usize, back: usize| -> Coord<f64> {
        // Point i − back; beyond an open end, the end is mirrored.
        if closed {
            p[(i + n - back) % n]
        } else if i < back {
            p[0] * 2.0 - p[1]
        } else if i - back >= n {
            p[n - 1] * 2.0 - p[n - 2]
        } else {
            p[i - back]
        }
    };
    let mut out = Vec::with_capacity(spans * parts as usize + 1);
    for i in 0..spans {
        let (a, b, c, d) = (at(i, 1), at(i, 0), at(i + 1, 0), at(i + 2, 0));
        for k in 0..parts {
            let t = f64::from(k) / f64::from(parts);
            let (t2, t3) = (t * t, t * t * t);
            out.push(
                (b * 2.0 + (c - a) * t + (a * 2.0 - b * 5.0 + c * 4.0 - d) * t2 + (b * 3.0 - a - c * 3.0 + d) * t3)
                    * 0.5,
            );
        }
    }
    if !closed {
        out.push(p[n - 1]);
    }
    out
}

/// Three rounds of moving the middle of each piece sideways.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn rough(mut p: Vec<Coord<f64>>, closed: bool, name: &str) -> Vec<Coord<f64>> {
    for round in 0..3 {
        let n = p.len();
        let mut out = Vec::with_capacity(n * 2);
        for i in 0..n {
            let a = p[i];
            out.push(a);
            if i + 1 == n && !closed {
                break;
            }
            let b = p[(i + 1) % n];
            let shift = 0.17 * swing(name, (i as u64) * 8 + round);
            let d = b - a;
            out.push((a + b) * 0.5 + Coord { x: -d.y, y: d.x } * shift);
        }
        p = out;
    }
    p
}

/// An islet: an irregular ring of eight around `[lon, lat, radius in metres]`, first point not repeated.
#[must_use]
pub fn islet(spec: [f64; 3], name: &str) -> Vec<Coord<f64>> {
    // A table, since sines differ between machines.
    const DIAGONAL: f64 = std::f64::consts::FRAC_1_SQRT_2;
    const DIRECTIONS: [[f64; 2]; 8] = [
        [1.0, 0.0],
        [DIAGONAL, DIAGONAL],
        [0.0, 1.0],
        [-DIAGONAL, DIAGONAL],
        [-1.0, 0.0],
        [-DIAGONAL, -DIAGONAL],
        [0.0, -1.0],
        [DIAGONAL, -DIAGONAL],
    ];
    let key = format!("{name}/{}/{}", spec[0], spec[1]);
    let ring = (0u64..).zip(DIRECTIONS).map(|(k, d)| {
        let r = degrees(spec[2]) * (1.0 + 0.3 * swing(&key, k));
        on_grid(Coord {
            x: spec[0] + d[0] * r / LON_SHRINK,
            y: spec[1] + d[1] * r,
        })
    });
    ring.collect()
}

/// Whether `c` lies inside the ring (even–odd; points on it don't matter here).
#[must_use]
pub fn inside(ring: &[Coord<f64>], c: Coord<f64>) -> bool {
    let mut odd = false;
    let mut previous = ring.len() - 1;
    for i in 0..ring.len() {
        let (a, b) = (ring[i], ring[previous]);
        if (a.y > c.y) != (b.y > c.y) && c.x < (b.x - a.x) * (c.y - a.y) / (b.y - a.y) + a.x {
            odd = !odd;
        }
        previous = i;
    }
    odd
}

/// Where on `a`–`b` (0 to 1) it crosses `c`–`d`, if it does.
#[must_use]
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
pub fn crossing(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>, d: Coord<f64>) -> Option<f64> {
    let (r, s) = (b - a, d - c);
    let denominator = r.x * s.y - r.y * s.x;
    if denominator == 0.0 {
        return None;
    }
    let q = c - a;
    let t = (q.x * s.y - q.y * s.x) / denominator;
    let u = (q.x * r.y - q.y * r.x) / denominator;
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smooth_line_passes_through_its_control_points() {
        let points = [[109.0, 21.0], [109.1, 21.2], [109.3, 21.1], [109.4, 21.4]];
        let line = draw(&points, Line::Smooth, false, "x");
        assert_eq!(line.len(), 16);
        for p in points {
            assert!(line.contains(&coord(p)), "{p:?}");
        }
    }

    #[test]
    fn a_rough_line_keeps_its_control_points_and_never_changes() {
        let points = [[109.0, 21.0], [109.1, 21.2], [109.3, 21.1]];
        let line = draw(&points, Line::Rough, false, "coast");
        assert_eq!(line.len(), 17);
        assert_eq!(line, draw(&points, Line::Rough, false, "coast"));
        assert_ne!(line, draw(&points, Line::Rough, false, "limit"));
        for p in points {
            assert!(line.contains(&coord(p)), "{p:?}");
        }
    }

    #[test]
    fn the_hash_is_fixed() {
        assert_eq!(hash("", 0), hash("", 0));
        assert_ne!(hash("a", 0), hash("a", 1));
        let mean: f64 = (0..1000).map(|k| swing("mean", k)).sum::<f64>() / 1000.0;
        assert!(mean.abs() < 0.1, "{mean}");
    }

    #[test]
    fn islets_surround_their_centre() {
        let ring = islet([109.13, 21.86, 80.0], "k");
        assert_eq!(ring.len(), 8);
        assert!(inside(&ring, Coord { x: 109.13, y: 21.86 }));
        assert!(!inside(&ring, Coord { x: 109.132, y: 21.86 }));
    }

    #[test]
    fn crossing_tells_where() {
        let c = |x, y| Coord { x, y };
        assert_eq!(crossing(c(0., 0.), c(4., 0.), c(1., -1.), c(1., 1.)), Some(0.25));
        assert_eq!(crossing(c(0., 0.), c(4., 0.), c(1., 1.), c(1., 2.)), None);
        assert_eq!(crossing(c(0., 0.), c(4., 0.), c(0., 1.), c(4., 1.)), None);
    }
}
