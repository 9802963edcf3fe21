//! Exact signs and N2 for the slow reading, by other crates than `src/` has its own from.
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::cmp::Ordering;

pub type Place = (f64, f64);

pub fn turn(a: Place, b: Place, c: Place) -> f64 {
    let coord = |(x, y): Place| robust::Coord { x, y };
    robust::orient2d(coord(a), coord(b), coord(c))
}

pub fn geodesic_m(p: Place, q: Place) -> f64 {
    Geodesic::new(6_378_137.0, 1.0 / 298.257_222_101).inverse(p.1, p.0, q.1, q.0)
}

/// Place at parameter t of an edge.
pub fn along(a: Place, b: Place, t: f64) -> Place {
    if t <= 0.0 {
        a
    } else if t >= 1.0 {
        b
    } else {
        (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
    }
}

/// Parameter of the point of an edge nearest to p in the plane at p, and the plane distance (N2).
#[expect(clippy::many_single_char_names, reason = "places of a drawing")]
pub fn plane_foot(p: Place, a: Place, b: Place) -> (f64, f64) {
    let (e2, sin) = (
        2.0 / 298.257_222_101 - (1.0f64 / 298.257_222_101).powi(2),
        p.1.to_radians().sin(),
    );
    let w = 1.0 - e2 * sin * sin;
    let (prime, meridian) = (6_378_137.0 / w.sqrt(), 6_378_137.0 * (1.0 - e2) / w.powf(1.5));
    let plane = |q: Place| {
        let east = (q.0 - p.0).to_radians() * prime * p.1.to_radians().cos();
        (east, (q.1 - p.1).to_radians() * meridian)
    };
    let ((ax, ay), (bx, by)) = (plane(a), plane(b));
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 {
        (-(ax * dx + ay * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (t, (ax + t * dx).hypot(ay + t * dy))
}

/// Of edges the one nearest to p, the parameter on it and the distance (N2).
#[expect(clippy::many_single_char_names, reason = "places of a drawing")]
pub fn nearest(p: Place, edges: impl Iterator<Item = (Place, Place)>) -> Option<(usize, f64, f64)> {
    let feet = edges.enumerate().map(|(i, (a, b))| (i, (a, b), plane_foot(p, a, b)));
    let (i, (a, b), (t, _)) = feet.min_by(|x, y| x.2.1.total_cmp(&y.2.1))?;
    Some((i, t, geodesic_m(p, along(a, b, t))))
}

/// Parameter on ab of a point known to be on its line.
pub fn parameter(a: Place, b: Place, p: Place) -> f64 {
    if p == a {
        0.0
    } else if p == b {
        1.0
    } else if (b.0 - a.0).abs() >= (b.1 - a.1).abs() {
        (p.0 - a.0) / (b.0 - a.0)
    } else {
        (p.1 - a.1) / (b.1 - a.1)
    }
}

pub enum Meeting {
    Apart,
    At(f64),
    /// From, to, and whether cd runs the same way.
    Over(f64, f64, bool),
}

pub fn meeting(a: Place, b: Place, c: Place, d: Place) -> Meeting {
    let (oc, od, oa, ob) = (turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b));
    if oc == 0.0 && od == 0.0 {
        let (tc, td) = (parameter(a, b, c), parameter(a, b, d));
        let (low, high) = (tc.min(td).max(0.0), tc.max(td).min(1.0));
        return match low.total_cmp(&high) {
            Ordering::Less => Meeting::Over(low, high, td > tc),
            Ordering::Equal => Meeting::At(low),
            Ordering::Greater => Meeting::Apart,
        };
    }
    let parted = |x: f64, y: f64| (x > 0.0 && y > 0.0) || (x < 0.0 && y < 0.0);
    if parted(oc, od) || parted(oa, ob) {
        return Meeting::Apart;
    }
    Meeting::At((oa / (oa - ob)).clamp(0.0, 1.0))
}

/// Whether a closed ring holds a place inside, or on it.
pub fn holds(ring: &[Place], p: Place) -> (bool, bool) {
    let (mut odd, mut on) = (false, false);
    for w in ring.windows(2) {
        let (a, b) = (w[0], w[1]);
        let between = p.0 >= a.0.min(b.0) && p.0 <= a.0.max(b.0) && p.1 >= a.1.min(b.1) && p.1 <= a.1.max(b.1);
        on |= between && turn(a, b, p) == 0.0;
        if (a.1 > p.1) != (b.1 > p.1) {
            odd ^= (turn(a, b, p) > 0.0) == (b.1 > a.1);
        }
    }
    (odd, on)
}

pub fn covers(rings: &[Vec<Place>], p: Place) -> bool {
    let inside = rings.iter().fold(false, |inside, ring| inside ^ holds(ring, p).0);
    inside || rings.iter().any(|ring| holds(ring, p).1)
}

/// A line with its measures.
pub struct Line<'a> {
    pub places: &'a [Place],
    pub measures: Vec<f64>,
}

impl Line<'_> {
    pub fn locate(&self, measure: f64) -> (usize, f64) {
        let edge = self
            .measures
            .iter()
            .rposition(|m| *m <= measure)
            .unwrap_or(0)
            .min(self.places.len() - 2);
        let (from, to) = (self.measures[edge], self.measures[edge + 1]);
        (edge, ((measure - from) / (to - from)).clamp(0.0, 1.0))
    }

    pub fn at(&self, measure: f64) -> Place {
        let (edge, t) = self.locate(measure);
        along(self.places[edge], self.places[edge + 1], t)
    }

    pub fn edges(&self) -> impl Iterator<Item = (Place, Place)> {
        self.places.windows(2).map(|w| (w[0], w[1]))
    }

    pub fn measure(&self, edge: usize, t: f64) -> f64 {
        if t >= 1.0 {
            return self.measures[edge + 1];
        }
        self.measures[edge] + t * (self.measures[edge + 1] - self.measures[edge])
    }
}
