//! Labelled edges in an R-tree: which are near a place, which touch a box.
//!
//! What a label means is the caller's concern.
use super::ellipsoid::chord_m;
use super::lonlat::LonLat;
use super::nearest::{Foot, PlaneFoot, TIE_M, along, foot_at, plane_foot, southwest};
use super::plane::{LocalPlane, reach_deg};
use geo::{Coord, Distance, Euclidean, Line, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree, RTreeObject};
use std::sync::OnceLock;

/// An edge with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledEdge<T> {
    /// Start.
    pub a: Coord<f64>,
    /// End.
    pub b: Coord<f64>,
    /// What the caller knows it by.
    pub label: T,
    /// Its place in the order in which the edges were given.
    pub number: usize,
}

impl<T> RTreeObject for LabelledEdge<T> {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners([self.a.x, self.a.y], [self.b.x, self.b.y])
    }
}

/// An edge near a place.
#[derive(Clone, Debug)]
pub struct Near<'a, T> {
    /// The edge.
    pub edge: &'a LabelledEdge<T>,
    /// Its nearest point (N2); `foot.edge` is the edge's number.
    pub foot: Foot,
}

/// Edges in an R-tree. Answers come in the order in which the edges were given.
///
/// ```
/// use riverchief_geom::{EdgeTree, LonLat};
/// let tree = EdgeTree::new([((109.0, 21.0).into(), (109.1, 21.0).into(), "north bank")]);
/// let near = tree.within_m(LonLat::new(109.05, 21.0004), 50.0);
/// assert_eq!(near[0].edge.label, "north bank");
/// ```
#[derive(Clone, Debug)]
pub struct EdgeTree<T> {
    tree: RTree<LabelledEdge<T>>,
    /// Made when the nearest edge is first asked for.
    globe: OnceLock<RTree<OnGlobe<T>>>,
}

/// A box on the unit sphere that holds an edge, and the edge.
type OnGlobe<T> = GeomWithData<Rectangle<[f64; 3]>, LabelledEdge<T>>;

impl<T> EdgeTree<T> {
    /// Loads edges; those with a non-finite end are left out.
    pub fn new(edges: impl IntoIterator<Item = (Coord<f64>, Coord<f64>, T)>) -> Self {
        let edges = edges
            .into_iter()
            .enumerate()
            .map(|(number, (a, b, label))| LabelledEdge { a, b, label, number })
            .filter(|e| [e.a.x, e.a.y, e.b.x, e.b.y].iter().all(|v| v.is_finite()))
            .collect();
        Self {
            tree: RTree::bulk_load(edges),
            globe: OnceLock::new(),
        }
    }

    /// How many edges it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All edges, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &LabelledEdge<T>> {
        self.tree.iter()
    }

    /// Edges whose N2 distance from p is at most `distance_m` metres (a threshold counts as reached, N10).
    #[must_use]
    pub fn within_m(&self, p: LonLat, distance_m: f64) -> Vec<Near<'_, T>> {
        let plane = LocalPlane::at(p);
        let mut near: Vec<Near<'_, T>> = self
            .tree
            .locate_in_envelope_intersecting(reach(p, distance_m))
            .filter_map(|edge| {
                let foot = near_foot(p, &plane, edge, distance_m)?;
                Some(Near { edge, foot })
            })
            .collect();
        near.sort_by_key(|n| n.edge.number);
        near
    }

    /// As [`Self::within_m`], with the nearest point in the local plane at `p` in place of the foot: most edges need no
    /// geodesic.
    #[must_use]
    pub fn plane_feet_within_m(&self, p: LonLat, distance_m: f64) -> Vec<(&LabelledEdge<T>, PlaneFoot)> {
        let plane = LocalPlane::at(p);
        let mut near: Vec<_> = self
            .tree
            .locate_in_envelope_intersecting(reach(p, distance_m))
            .filter_map(|edge| {
                let nearest = plane_foot(&plane, edge.a, edge.b);
                is_within(p, edge, &nearest, distance_m).then_some((edge, nearest))
            })
            .collect();
        near.sort_by_key(|(edge, _)| edge.number);
        near
    }

    /// Whether an edge is at most so many metres away (N2, N10).
    #[must_use]
    pub fn is_within_m(&self, p: LonLat, distance_m: f64) -> bool {
        let plane = LocalPlane::at(p);
        let mut near = self.tree.locate_in_envelope_intersecting(reach(p, distance_m));
        near.any(|edge| near_foot(p, &plane, edge, distance_m).is_some())
    }

    /// The nearest edge at most so many metres away (N2); of those equally near the one given first.
    #[must_use]
    pub fn nearest_within_m(&self, p: LonLat, distance_m: f64) -> Option<Near<'_, T>> {
        let near = self.within_m(p, distance_m).into_iter();
        near.min_by(|a, b| a.foot.distance_m.total_cmp(&b.foot.distance_m))
    }

    /// Edges whose own box meets a box, borders included.
    #[must_use]
    pub fn touching(&self, rect: Rect<f64>) -> Vec<&LabelledEdge<T>> {
        self.touching_envelope(AABB::from_corners(
            [rect.min().x, rect.min().y],
            [rect.max().x, rect.max().y],
        ))
    }

    /// Edges whose own box meets the box of edge ab.
    #[must_use]
    pub fn touching_edge(&self, a: Coord<f64>, b: Coord<f64>) -> Vec<&LabelledEdge<T>> {
        self.touching_envelope(AABB::from_corners([a.x, a.y], [b.x, b.y]))
    }

    fn touching_envelope(&self, envelope: AABB<[f64; 2]>) -> Vec<&LabelledEdge<T>> {
        let mut edges: Vec<_> = self.tree.locate_in_envelope_intersecting(envelope).collect();
        edges.sort_by_key(|e| e.number);
        edges
    }
}

impl<T: Clone> EdgeTree<T> {
    /// The nearest edge (N2), wherever it is; of those tied within 1 µm the one given first.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<Near<'_, T>> {
        if !(p.lon.is_finite() && p.lat.is_finite()) {
            return None;
        }
        let globe = self.globe.get_or_init(|| {
            let boxes = self
                .tree
                .iter()
                .map(|e| OnGlobe::new(box_on_globe(e.a, e.b), e.clone()));
            RTree::bulk_load(boxes.collect())
        });
        let plane = LocalPlane::at(p);
        let mut least_m = f64::INFINITY;
        let mut all: Vec<Near<'_, T>> = vec![];
        for (boxed, chord_2) in globe.nearest_neighbor_iter_with_distance_2(on_globe(p.coord())) {
            let edge = &boxed.data;
            if least_distance_m(chord_2) > least_m + TIE_M {
                break;
            }
            let nearest = plane_foot(&plane, edge.a, edge.b);
            // A geodesic is dear; most edges are too far by the straight way already.
            if chord_m(p, along(edge.a, edge.b, nearest.t)) > least_m + 2.0 * TIE_M {
                continue;
            }
            let foot = foot_at(p, edge.number, edge.a, edge.b, nearest.t);
            if foot.distance_m <= least_m + TIE_M {
                least_m = least_m.min(foot.distance_m);
                all.push(Near { edge, foot });
            }
        }
        let tied = all.into_iter().filter(|n| n.foot.distance_m <= least_m + TIE_M);
        tied.min_by_key(|n| n.edge.number)
    }
}

impl<T: Copy + Ord> EdgeTree<T> {
    /// Labels with an edge at most so many metres away (N2, N10), ascending.
    #[must_use]
    pub fn labels_within_m(&self, p: LonLat, distance_m: f64) -> Vec<T> {
        let near = self.grouped(p, distance_m).into_iter();
        near.filter(|(_, foot, edge)| is_within(p, edge, foot, distance_m))
            .map(|(label, ..)| label)
            .collect()
    }

    /// The nearest point of each label's edges, found in the local plane at p as N2 has it (ties go south, then
    /// west: S21), for labels not farther than `distance_m` metres; ascending by label.
    #[must_use]
    pub fn nearest_by_label(&self, p: LonLat, distance_m: f64) -> Vec<(T, Near<'_, T>)> {
        let feet = self.grouped(p, distance_m).into_iter().map(|(label, foot, edge)| {
            let foot = foot_at(p, edge.number, edge.a, edge.b, foot.t);
            (label, Near { edge, foot })
        });
        feet.filter(|(_, near)| near.foot.distance_m <= distance_m).collect()
    }

    /// Labels with an edge within some metres of edge ab, each with the least distance in the local plane at the middle
    /// of ab; ascending.
    #[must_use]
    pub fn labels_beside(&self, a: Coord<f64>, b: Coord<f64>, distance_m: f64) -> Vec<(T, f64)> {
        let middle = along(a, b, 0.5);
        let plane = LocalPlane::at(middle);
        let flat = |c: Coord<f64>| Coord::from(plane.forward(c.into()));
        let own = Line::new(flat(a), flat(b));
        let half_m = own.start.x.hypot(own.start.y).max(own.end.x.hypot(own.end.y));
        let edges = self
            .tree
            .locate_in_envelope_intersecting(reach(middle, half_m + distance_m));
        let mut near: Vec<(T, f64)> = edges
            .map(|edge| {
                let line = Line::new(flat(edge.a), flat(edge.b));
                (edge.label, Euclidean.distance(&own, &line))
            })
            .filter(|(_, m)| *m <= distance_m)
            .collect();
        near.sort_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
        near.dedup_by_key(|(label, _)| *label);
        near
    }

    /// The nearest point of each label's edges whose boxes are within reach, in the local plane; ascending by label.
    fn grouped(&self, p: LonLat, distance_m: f64) -> Vec<(T, PlaneFoot, &LabelledEdge<T>)> {
        let plane = LocalPlane::at(p);
        let edges = self.tree.locate_in_envelope_intersecting(reach(p, distance_m));
        let mut feet: Vec<_> = edges.map(|edge| (plane_foot(&plane, edge.a, edge.b), edge)).collect();
        feet.sort_by_key(|(_, edge)| edge.label);
        let groups = feet.chunk_by(|a, b| a.1.label == b.1.label);
        groups
            .filter_map(|feet| {
                let (foot, edge) = southwest(feet.iter().copied())?;
                Some((edge.label, foot, edge))
            })
            .collect()
    }
}

/// A place on the unit sphere, its geodetic latitude taken for the geocentric one.
fn on_globe(c: Coord<f64>) -> [f64; 3] {
    let ((sin_lat, cos_lat), (sin_lon, cos_lon)) = (c.y.to_radians().sin_cos(), c.x.to_radians().sin_cos());
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// A box around an edge on the unit sphere. A straight line in longitude and latitude leaves the chord of its ends by
/// at most an eighth of its second derivative, which is at most the square of both differences' sum.
fn box_on_globe(a: Coord<f64>, b: Coord<f64>) -> Rectangle<[f64; 3]> {
    let (from, to) = (on_globe(a), on_globe(b));
    let bulge = ((b.x - a.x).abs() + (b.y - a.y).abs()).to_radians().powi(2) / 8.0;
    let corner = |pick: fn(f64, f64) -> f64, by: f64| std::array::from_fn(|i| pick(from[i], to[i]) + by);
    Rectangle::from_corners(corner(f64::min, -bulge), corner(f64::max, bulge))
}

/// The geodesic distance in metres that places so far apart on the unit sphere have at least: the ellipsoid differs from
/// a sphere of its mean radius by less than 0.6 %.
fn least_distance_m(chord_2: f64) -> f64 {
    0.99 * 6_371_008.8 * 2.0 * (chord_2.sqrt() / 2.0).min(1.0).asin()
}

/// The nearest point of an edge, if it is at most so many metres away; `plane` is that at p.
fn near_foot<T>(p: LonLat, plane: &LocalPlane, edge: &LabelledEdge<T>, distance_m: f64) -> Option<Foot> {
    let nearest = plane_foot(plane, edge.a, edge.b);
    if is_farther(p, nearest.distance_m, distance_m) {
        return None;
    }
    let foot = foot_at(p, edge.number, edge.a, edge.b, nearest.t);
    (foot.distance_m <= distance_m).then_some(foot)
}

/// Whether an edge with this nearest point is at most so many metres away (N10); the geodesic decides where the plane
/// does not for certain.
fn is_within<T>(p: LonLat, edge: &LabelledEdge<T>, nearest: &PlaneFoot, distance_m: f64) -> bool {
    if is_farther(p, nearest.distance_m, distance_m) {
        return false;
    }
    is_nearer(p, nearest.distance_m, distance_m)
        || foot_at(p, edge.number, edge.a, edge.b, nearest.t).distance_m <= distance_m
}

/// As [`is_farther`]: whether it is nearer for certain.
fn is_nearer(p: LonLat, plane_m: f64, distance_m: f64) -> bool {
    distance_m <= 50_000.0 && p.lat.abs() < 70.0 && plane_m * 1.05 + 1e-3 < distance_m
}

/// Whether a place so far away in the local plane at `p` is farther than `distance_m` for certain: in the plane a distance
/// is wrong by less than 2 % up to 50 km and 70° of latitude.
#[must_use]
pub fn is_farther(p: LonLat, plane_m: f64, distance_m: f64) -> bool {
    distance_m <= 50_000.0 && p.lat.abs() < 70.0 && plane_m > distance_m * 1.05 + 1.0
}

/// A box that holds every place within a distance.
fn reach(p: LonLat, distance_m: f64) -> AABB<[f64; 2]> {
    let (north, east) = reach_deg(p.lat, distance_m);
    AABB::from_corners([p.lon - east, p.lat - north], [p.lon + east, p.lat + north])
}

#[cfg(test)]
mod tests {
    use super::super::nearest::foot_on_edge;
    use super::*;

    fn scattered() -> Vec<(Coord<f64>, Coord<f64>, usize)> {
        (0..3000)
            .map(|i| {
                let h = f64::from(i) * 0.754_877_666_2;
                let a = Coord {
                    x: 109.0 + h.fract(),
                    y: 21.0 + (h * 5.7).fract(),
                };
                let b = Coord {
                    x: a.x + (h * 3.1).fract() * 0.02 - 0.01,
                    y: a.y + (h * 9.7).fract() * 0.02 - 0.01,
                };
                (a, b, usize::try_from(i).unwrap())
            })
            .collect()
    }

    #[test]
    fn within_finds_what_brute_force_finds() {
        let edges = scattered();
        let tree = EdgeTree::new(edges.clone());
        for i in 0..40 {
            let h = f64::from(i) * 0.618_033_988_7;
            let p = LonLat::new(109.0 + h.fract(), 21.0 + (h * 2.3).fract());
            for distance_m in [0.0, 10.0, 500.0, 20_000.0] {
                let slow: Vec<usize> = edges
                    .iter()
                    .filter(|(a, b, _)| foot_on_edge(p, *a, *b).distance_m <= distance_m)
                    .map(|e| e.2)
                    .collect();
                let quick: Vec<usize> = tree.within_m(p, distance_m).iter().map(|n| n.edge.label).collect();
                assert_eq!(quick, slow, "{p:?} {distance_m}");
            }
        }
    }

    #[test]
    fn the_nearest_edge_is_that_of_brute_force_wherever_the_place_is() {
        let edges = scattered();
        let tree = EdgeTree::new(edges.clone());
        for i in 0..60_u8 {
            let h = f64::from(i) * 0.618_033_988_7;
            // Amid the edges, some hundred kilometres off, and anywhere on Earth.
            let spread = [1.0, 12.0, 178.0][usize::from(i % 3)];
            let p = LonLat::new(
                109.5 + ((h.fract() - 0.5) * 2.0 * spread).clamp(-280.0, 70.0),
                (21.5 + ((h * 2.3).fract() - 0.5) * spread).clamp(-89.0, 89.0),
            );
            let feet = edges.iter().map(|(a, b, n)| (foot_on_edge(p, *a, *b).distance_m, *n));
            let least_m = feet.clone().map(|(d, _)| d).fold(f64::INFINITY, f64::min);
            let first = feet.clone().find(|(d, _)| *d <= least_m + 1e-6).unwrap();
            let found = tree.nearest(p).unwrap();
            assert_eq!((found.foot.distance_m, found.edge.label), first, "{p:?}");
        }
    }

    #[test]
    fn a_threshold_counts_as_reached() {
        let tree = EdgeTree::new([((109.0, 21.0).into(), (109.1, 21.0).into(), ())]);
        let p = LonLat::new(109.05, 21.001);
        let exactly = foot_on_edge(p, (109.0, 21.0).into(), (109.1, 21.0).into()).distance_m;
        assert_eq!(tree.within_m(p, exactly).len(), 1);
        assert_eq!(tree.within_m(p, exactly.next_down()).len(), 0);
    }

    #[test]
    fn far_away_and_empty() {
        let tree = EdgeTree::new([((109.0, 21.0).into(), (109.1, 21.0).into(), ())]);
        assert!(tree.nearest(LonLat::new(10.0, 50.0)).is_some());
        assert!(tree.nearest(LonLat::new(f64::NAN, 50.0)).is_none());
        assert!(EdgeTree::<()>::new([]).nearest(LonLat::new(0.0, 0.0)).is_none());
    }
}
