//! Inside, on the boundary, outside: a polygon prepared for many exact questions.
//!
//! All rings are closed and belong to the boundary, holes too (N1). No epsilon.
use super::lonlat::LonLat;
use super::orientation::{Side, Turn, is_counter_clockwise, on_edge, orientation};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Rect};

/// Where a point lies in relation to a polygon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Position {
    /// Strictly inside.
    Inside,
    /// On an edge or a vertex of any ring.
    OnBoundary,
    /// Strictly outside, or in a hole.
    Outside,
}

/// One edge of a ring, as stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolygonEdge {
    /// Start.
    pub a: Coord<f64>,
    /// End.
    pub b: Coord<f64>,
    /// Part of the multipolygon.
    pub part: u32,
    /// 0 is the exterior ring, k the k-th hole.
    pub ring: u32,
    /// Index in its ring.
    pub index: u32,
    /// On which side of a → b the polygon's interior lies; `Left` or `Right`.
    pub interior: Side,
}

/// A multipolygon with its edges sorted into horizontal stripes: a question looks at those of one stripe.
///
/// ```
/// use riverchief_geom::{LonLat, Position, PreparedPolygon};
/// let square = geo::wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.))));
/// let square = PreparedPolygon::new(square);
/// assert_eq!(square.position(LonLat::new(0.5, 0.5)), Position::Inside);
/// assert_eq!(square.position(LonLat::new(1.0, 0.5)), Position::OnBoundary);
/// ```
#[derive(Clone, Debug)]
pub struct PreparedPolygon {
    geometry: MultiPolygon<f64>,
    bbox: Option<Rect<f64>>,
    edges: Vec<PolygonEdge>,
    /// Stripe i holds `entries[starts[i]..starts[i + 1]]`: edge numbers, ascending.
    starts: Vec<u32>,
    entries: Vec<u32>,
    stripes_per_deg: f64,
}

impl PreparedPolygon {
    /// Prepares a multipolygon; one with non-finite vertices answers as if those edges were not there.
    #[must_use]
    pub fn new(geometry: MultiPolygon<f64>) -> Self {
        let edges = edges_of(&geometry);
        // Of all rings: a hole may lie outside its shell, however wrong that is.
        let ends: LineString<f64> = edges.iter().flat_map(|e| [e.a, e.b]).collect();
        let bbox = ends.bounding_rect();
        let mut prepared = Self {
            geometry,
            bbox,
            edges,
            starts: vec![],
            entries: vec![],
            stripes_per_deg: 0.0,
        };
        prepared.fill_stripes();
        prepared
    }

    /// Where a point lies, exactly.
    #[must_use]
    pub fn position(&self, place: LonLat) -> Position {
        let Some(bbox) = self.bbox else {
            return Position::Outside;
        };
        let p = place.coord();
        let within = p.x >= bbox.min().x && p.x <= bbox.max().x && p.y >= bbox.min().y && p.y <= bbox.max().y;
        if !within {
            return Position::Outside;
        }
        let stripe = self.stripe(p.y);
        let numbers = &self.entries[self.starts[stripe] as usize..self.starts[stripe + 1] as usize];
        let (mut part, mut odd, mut inside) = (0, false, false);
        for &number in numbers {
            let edge = &self.edges[number as usize];
            if edge.part != part {
                inside |= odd;
                (part, odd) = (edge.part, false);
            }
            match meets_ray(edge.a, edge.b, p) {
                Ray::On => return Position::OnBoundary,
                Ray::Crosses => odd = !odd,
                Ray::Misses => {}
            }
        }
        if inside | odd {
            Position::Inside
        } else {
            Position::Outside
        }
    }

    /// Whether a point is inside or on the boundary (closed, N1).
    #[must_use]
    pub fn covers(&self, place: LonLat) -> bool {
        self.position(place) != Position::Outside
    }

    /// Bounding box in degrees; `None` when the polygon is empty.
    #[must_use]
    pub fn bbox(&self) -> Option<Rect<f64>> {
        self.bbox
    }

    /// The multipolygon as it was given.
    #[must_use]
    pub fn geometry(&self) -> &MultiPolygon<f64> {
        &self.geometry
    }

    /// All edges, part by part, ring by ring, in stored order.
    #[must_use]
    pub fn edges(&self) -> impl ExactSizeIterator<Item = &PolygonEdge> {
        self.edges.iter()
    }

    /// Edges whose stripe holds a latitude: a superset of those that touch it.
    pub fn edges_near_lat(&self, lat: f64) -> impl Iterator<Item = &PolygonEdge> {
        let numbers = if self.bbox.is_some() {
            let stripe = self.stripe(lat);
            &self.entries[self.starts[stripe] as usize..self.starts[stripe + 1] as usize]
        } else {
            &[]
        };
        numbers.iter().map(|&n| &self.edges[n as usize])
    }

    /// Monotone in y, so an edge is found in the stripe of every y that it touches.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped by saturation and by the number of stripes"
    )]
    fn stripe(&self, y: f64) -> usize {
        let south = self.bbox.map_or(0.0, |b| b.min().y);
        let count = self.starts.len() - 1;
        (((y - south) * self.stripes_per_deg) as usize).min(count - 1)
    }

    /// As many stripes as keep an edge in about four of them, and never more than edges.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a heuristic count, clamped"
    )]
    fn fill_stripes(&mut self) {
        let height = self.bbox.map_or(0.0, geo::Rect::height);
        let edges = self.edges.len() as f64;
        let summed: f64 = self.edges.iter().map(|e| (e.a.y - e.b.y).abs()).sum();
        let wanted = if summed > 0.0 {
            (3.0 * edges * height / summed).min(edges)
        } else {
            1.0
        };
        let count = (wanted as usize).clamp(1, 1 << 20);
        self.stripes_per_deg = if height > 0.0 { count as f64 / height } else { 0.0 };
        self.starts = vec![0; count + 1];
        let spans: Vec<(usize, usize)> = self
            .edges
            .iter()
            .map(|e| (self.stripe(e.a.y.min(e.b.y)), self.stripe(e.a.y.max(e.b.y))))
            .collect();
        for &(from, to) in &spans {
            for stripe in from..=to {
                self.starts[stripe + 1] += 1;
            }
        }
        for stripe in 0..count {
            self.starts[stripe + 1] += self.starts[stripe];
        }
        let mut next = self.starts.clone();
        self.entries = vec![0; self.starts[count] as usize];
        for (number, &(from, to)) in spans.iter().enumerate() {
            for slot in &mut next[from..=to] {
                self.entries[*slot as usize] = number as u32;
                *slot += 1;
            }
        }
    }
}

enum Ray {
    On,
    Crosses,
    Misses,
}

/// How the ray from p to the east meets an edge; of its two ends the upper one counts.
fn meets_ray(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> Ray {
    let (west, east) = if a.x <= b.x { (a.x, b.x) } else { (b.x, a.x) };
    if p.x > east {
        return Ray::Misses;
    }
    let spans = (a.y > p.y) != (b.y > p.y);
    if p.x < west {
        return if spans { Ray::Crosses } else { Ray::Misses };
    }
    if !spans {
        return if on_edge(a, b, p) { Ray::On } else { Ray::Misses };
    }
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    match orientation(low, high, p) {
        Turn::Straight => Ray::On,
        Turn::Left => Ray::Crosses,
        Turn::Right => Ray::Misses,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a polygon of 2^32 vertices does not fit in memory"
)]
fn edges_of(geometry: &MultiPolygon<f64>) -> Vec<PolygonEdge> {
    let mut edges = vec![];
    for (part, polygon) in geometry.iter().enumerate() {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        for (ring, line) in rings.enumerate() {
            let left = is_counter_clockwise(&line.0) == (ring == 0);
            let interior = if left { Side::Left } else { Side::Right };
            edges.extend(line.0.array_windows().enumerate().map(|(index, &[a, b])| PolygonEdge {
                a,
                b,
                part: part as u32,
                ring: ring as u32,
                index: index as u32,
                interior,
            }));
        }
    }
    edges.retain(|e| [e.a.x, e.a.y, e.b.x, e.b.y].iter().all(|v| v.is_finite()));
    edges
}

/// Where a point lies, looking at every edge: slow, and the oracle for [`PreparedPolygon`].
#[must_use]
pub fn position_brute(geometry: &MultiPolygon<f64>, place: LonLat) -> Position {
    let p = place.coord();
    let mut inside = false;
    for polygon in geometry {
        let mut odd = false;
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            for &[a, b] in ring.0.array_windows() {
                if on_edge(a, b, p) {
                    return Position::OnBoundary;
                }
                let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
                if low.y <= p.y && p.y < high.y && orientation(low, high, p) == Turn::Left {
                    odd = !odd;
                }
            }
        }
        inside |= odd;
    }
    if inside { Position::Inside } else { Position::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    fn at(polygon: &PreparedPolygon, x: f64, y: f64) -> Position {
        let place = LonLat::new(x, y);
        let position = polygon.position(place);
        assert_eq!(position, position_brute(polygon.geometry(), place), "{x} {y}");
        position
    }

    #[test]
    fn inside_outside_edge_vertex_and_hole() {
        let p =
            PreparedPolygon::new(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)))));
        assert_eq!(at(&p, 3.0, 3.0), Position::Inside);
        assert_eq!(at(&p, 1.5, 1.5), Position::Outside);
        for (x, y) in [
            (1.0, 1.5),
            (1.5, 2.0),
            (2.0, 2.0),
            (0.0, 0.0),
            (4.0, 4.0),
            (4.0, 1.0),
            (2.0, 0.0),
            (0.0, 2.0),
        ] {
            assert_eq!(at(&p, x, y), Position::OnBoundary, "{x} {y}");
        }
        // Rays through vertices and along horizontal edges.
        for (x, y, expected) in [
            (0.5, 1.0, Position::Inside),
            (0.5, 2.0, Position::Inside),
            (-1.0, 0.0, Position::Outside),
            (-1.0, 4.0, Position::Outside),
            (5.0, 2.0, Position::Outside),
            (2.0_f64.next_up(), 1.5, Position::Inside),
            (2.0_f64.next_down(), 1.5, Position::Outside),
            (f64::NAN, 1.0, Position::Outside),
        ] {
            assert_eq!(at(&p, x, y), expected, "{x} {y}");
        }
    }

    #[test]
    fn parts_that_touch_at_a_point_and_parts_that_overlap() {
        let p = PreparedPolygon::new(
            wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 2.,1. 1.)),((0.25 0.25,0.75 0.25,0.75 0.75,0.25 0.25)))),
        );
        assert_eq!(at(&p, 1.0, 1.0), Position::OnBoundary);
        assert_eq!(at(&p, 0.6, 0.5), Position::Inside, "covered twice");
        assert_eq!(at(&p, 1.5, 0.5), Position::Outside);
    }

    #[test]
    fn a_hole_outside_its_shell_is_met_wherever_it_is() {
        let p =
            PreparedPolygon::new(wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.),(0.5 0.5,3. 0.5,3. 3.,0.5 0.5)))));
        assert_eq!(at(&p, 2.0, 1.0), Position::Inside);
        assert_eq!(at(&p, 3.0, 2.0), Position::OnBoundary);
        assert_eq!(at(&p, 3.5, 2.0), Position::Outside);
    }

    #[test]
    fn the_interior_side_follows_the_ring_and_its_role() {
        let ccw =
            PreparedPolygon::new(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)))));
        assert!(ccw.edges().all(|e| e.interior == Side::Left));
        let cw =
            PreparedPolygon::new(wkt!(MULTIPOLYGON(((0. 0.,0. 4.,4. 4.,4. 0.,0. 0.),(1. 1.,2. 1.,2. 2.,1. 2.,1. 1.)))));
        assert!(cw.edges().all(|e| e.interior == Side::Right));
        assert_eq!(cw.edges().filter(|e| e.ring == 1).count(), 4);
    }

    #[test]
    fn nothing_covers_nothing() {
        let p = PreparedPolygon::new(MultiPolygon::new(vec![]));
        assert_eq!(p.position(LonLat::new(0.0, 0.0)), Position::Outside);
        assert!(p.bbox().is_none() && p.edges_near_lat(0.0).next().is_none());
    }
}
