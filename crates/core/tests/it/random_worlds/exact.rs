//! Places and shapes in whole numbers: nothing is rounded, and nothing is looked up but one edge after another.

/// Units to a degree: every double within 8° of the origin is a whole number of them, and products of differences fit 128 bits.
const PER_DEG: f64 = 288_230_376_151_711_744.0;
/// The origin, longitude and latitude.
const ORIGIN: (f64, f64) = (109.0, 21.0);

/// A place, in units of 2^-58 degrees east and north of 109° E 21° N.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub x: i64,
    pub y: i64,
}

#[expect(clippy::cast_possible_truncation, reason = "within 8° of the origin")]
fn units(deg: f64, origin: f64) -> i64 {
    let from_origin = deg - origin;
    assert!(
        from_origin.abs() <= 8.0 && origin + from_origin == deg,
        "{deg} is too far away"
    );
    (from_origin * PER_DEG) as i64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a node of a lattice, or a place made from doubles: few bits"
)]
fn degrees(units: i64, origin: f64) -> f64 {
    origin + units as f64 / PER_DEG
}

impl Place {
    pub fn of(lon: f64, lat: f64) -> Self {
        Self {
            x: units(lon, ORIGIN.0),
            y: units(lat, ORIGIN.1),
        }
    }

    /// `x` and `y` 2^-`log2` degrees from the origin.
    pub fn node(x: i64, y: i64, log2: u32) -> Self {
        let unit = 1_i64 << (58 - log2);
        Self {
            x: x * unit,
            y: y * unit,
        }
    }

    pub fn degrees(self) -> (f64, f64) {
        (degrees(self.x, ORIGIN.0), degrees(self.y, ORIGIN.1))
    }

    fn beside(self, x: i64, y: i64) -> Self {
        Self {
            x: self.x + x,
            y: self.y + y,
        }
    }
}

/// Twice the area of the triangle a, b, p: positive where p is to the left of ab.
pub fn turn(a: Place, b: Place, p: Place) -> i128 {
    let wide = |to: i64, from: i64| i128::from(to) - i128::from(from);
    wide(b.x, a.x) * wide(p.y, a.y) - wide(b.y, a.y) * wide(p.x, a.x)
}

/// Whether p lies on the edge ab, its ends among it.
pub fn on_edge(a: Place, b: Place, p: Place) -> bool {
    let among = |v: i64, s: i64, t: i64| s.min(t) <= v && v <= s.max(t);
    among(p.y, a.y, b.y) && among(p.x, a.x, b.x) && turn(a, b, p) == 0
}

/// Where a place is in relation to a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    In,
    On,
    Out,
}

/// Polygons: of each its rings, the outer one first; the last place of a ring is not the first again.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    pub parts: Vec<Vec<Vec<Place>>>,
}

impl Shape {
    /// Every edge, with the number of its part.
    pub fn edges(&self) -> impl Iterator<Item = (usize, Place, Place)> + '_ {
        let rings = self
            .parts
            .iter()
            .enumerate()
            .flat_map(|(part, rings)| rings.iter().map(move |ring| (part, ring)));
        rings.flat_map(|(part, ring)| {
            let ends = ring.iter().zip(ring.iter().cycle().skip(1));
            ends.map(move |(a, b)| (part, *a, *b))
        })
    }

    /// Inside any part, by the even-odd rule in each, unless on any edge.
    pub fn at(&self, p: Place) -> Where {
        let mut inside = vec![false; self.parts.len()];
        for (part, a, b) in self.edges() {
            let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
            if p.y < low.y || p.y > high.y {
                continue;
            }
            if on_edge(a, b, p) {
                return Where::On;
            }
            if p.y < high.y && turn(low, high, p) < 0 {
                inside[part] = !inside[part];
            }
        }
        if inside.contains(&true) { Where::In } else { Where::Out }
    }

    pub fn covers(&self, p: Place) -> bool {
        self.at(p) != Where::Out
    }
}

/// Whether p lies strictly inside the union of shapes: everything a little way off is covered, whichever way one looks between
/// the edges that leave p. `None`: two edges are too close to each other to look between them.
pub fn inside_union(shapes: &[&Shape], p: Place) -> Option<bool> {
    let covering: Vec<&&Shape> = shapes.iter().filter(|shape| shape.covers(p)).collect();
    if covering.is_empty() || covering.iter().any(|shape| shape.at(p) == Where::In) {
        return Some(!covering.is_empty());
    }
    let edges = || covering.iter().flat_map(|shape| shape.edges()).map(|(_, a, b)| (a, b));
    let mut ways: Vec<f64> = vec![];
    let mut free = f64::INFINITY;
    for (a, b) in edges() {
        let (of_a, of_b) = (offset(p, a), offset(p, b));
        let through = on_edge(a, b, p);
        if !through {
            free = free.min(from_origin(of_a, of_b));
        }
        for end in [of_a, of_b].into_iter().filter(|end| *end != (0.0, 0.0)) {
            free = free.min(end.0.hypot(end.1));
            if through {
                ways.push(end.1.atan2(end.0));
            }
        }
    }
    ways.sort_by(f64::total_cmp);
    let first = ways[0] + std::f64::consts::TAU;
    let radius = (free / 4.0).min(1e15);
    for (from, to) in ways.iter().zip(ways.iter().skip(1).chain([&first])) {
        let gap = to - from;
        if gap < 1e-12 {
            continue;
        }
        if gap * radius < 64.0 {
            return None;
        }
        let way = f64::midpoint(*from, *to);
        #[expect(clippy::cast_possible_truncation, reason = "at most 1e15")]
        let there = p.beside((way.cos() * radius) as i64, (way.sin() * radius) as i64);
        if !covering.iter().any(|shape| shape.covers(there)) {
            return Some(false);
        }
    }
    Some(true)
}

#[expect(clippy::cast_precision_loss, reason = "a direction and a distance to choose by")]
fn offset(from: Place, to: Place) -> (f64, f64) {
    ((to.x - from.x) as f64, (to.y - from.y) as f64)
}

/// The distance of an edge from the origin, about.
fn from_origin(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let t = (-(a.0 * dx + a.1 * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    (a.0 + t * dx).hypot(a.1 + t * dy)
}
