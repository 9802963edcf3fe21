//! Distances in metres, for thresholds: the nearest point as N2 has it, in doubles, and how sure that is.
use super::exact::{Place, Shape, Where};

/// A distance this close to a threshold, or to another, is too close to call.
pub const UNSURE_M: f64 = 1e-3;
/// A nearest point this close to an edge is on it: rounding puts it no farther away.
const ON_M: f64 = 3e-7;
/// And this far from it it is not: between the two nothing is said.
const OFF_M: f64 = 5e-6;
/// Nearest points this far apart are two.
const APART_M: f64 = 1e-4;

/// The ellipsoid of CGCS2000.
const SEMI_MAJOR_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;

/// Metres for a degree of longitude and of latitude.
pub fn metres_per_degree(lat: f64) -> (f64, f64) {
    let e2 = FLATTENING * (2.0 - FLATTENING);
    let (sin, cos) = lat.to_radians().sin_cos();
    let w = (1.0 - e2 * sin * sin).sqrt();
    let (n, m) = (SEMI_MAJOR_M / w, SEMI_MAJOR_M * (1.0 - e2) / (w * w * w));
    ((n * cos).to_radians(), m.to_radians())
}

/// The distance of two places by their mean latitude: right to a millionth over tens of kilometres, far better over one.
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (east, north) = metres_per_degree(f64::midpoint(a.1, b.1));
    ((b.0 - a.0) * east).hypot((b.1 - a.1) * north)
}

/// The nearest point of some edges; several, where which is nearest can't be told.
#[derive(Clone, Debug)]
pub struct Nearest {
    pub at: Vec<(f64, f64)>,
    pub distance_m: f64,
}

/// The nearest point of edges to a place, found in the plane at the place; `None` where there are no edges.
pub fn nearest(p: (f64, f64), edges: impl Iterator<Item = (Place, Place)>) -> Option<Nearest> {
    let (east, north) = metres_per_degree(p.1);
    let feet = edges.map(|(a, b)| {
        let (a, b) = (a.degrees(), b.degrees());
        let (ax, ay) = ((a.0 - p.0) * east, (a.1 - p.1) * north);
        let (dx, dy) = ((b.0 - a.0) * east, (b.1 - a.1) * north);
        let t = (-(ax * dx + ay * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let at = if t >= 1.0 {
            b
        } else {
            (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
        };
        ((ax + t * dx).hypot(ay + t * dy), at)
    });
    let feet: Vec<(f64, (f64, f64))> = feet.collect();
    let least = *feet.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let mut at = vec![least.1];
    for (_, foot) in feet.iter().filter(|foot| foot.0 <= least.0 + OFF_M) {
        if at.iter().all(|other| distance_m(*foot, *other) > APART_M) {
            at.push(*foot);
        }
    }
    Some(Nearest {
        distance_m: distance_m(p, least.1),
        at,
    })
}

/// Whether a computed point lies inside or on a shape (S7); `None` where that can't be told.
pub fn covers(shape: &Shape, at: (f64, f64)) -> Option<bool> {
    let edges = shape.edges().map(|(_, a, b)| (a, b));
    let off_m = nearest(at, edges)?.distance_m;
    if off_m <= ON_M {
        return Some(true);
    }
    (off_m > OFF_M).then(|| shape.at(Place::of(at.0, at.1)) == Where::In)
}
