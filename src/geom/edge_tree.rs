//! Labelled edges in an R-tree: which are near a place, which touch a box.
//!
//! What a label means is the caller's concern.
use super::nearest::{Foot, PlaneFoot, foot_at, plane_foot, southwest};
use super::{LocalPlane, LonLat};
use geo::{Coord, Rect};
use rstar::{AABB, RTree, RTreeObject};
use std::collections::BTreeMap;

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
/// use riverchief::geom::{EdgeTree, LonLat};
/// let tree = EdgeTree::new([((109.0, 21.0).into(), (109.1, 21.0).into(), "north bank")]);
/// let near = tree.within_m(LonLat::new(109.05, 21.0004), 50.0);
/// assert_eq!(near[0].edge.label, "north bank");
/// ```
#[derive(Clone, Debug)]
pub struct EdgeTree<T> {
    tree: RTree<LabelledEdge<T>>,
}

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
        // In the plane a distance is wrong by less than 2 % up to 50 km and 70° of latitude.
        let plane_limit_m = if distance_m <= 50_000.0 && p.lat.abs() < 70.0 {
            distance_m * 1.05 + 1.0
        } else {
            f64::INFINITY
        };
        let mut near: Vec<Near<'_, T>> = self
            .tree
            .locate_in_envelope_intersecting(reach(p, distance_m))
            .filter_map(|edge| {
                let nearest = plane_foot(&plane, edge.a, edge.b);
                if nearest.distance_m > plane_limit_m {
                    return None;
                }
                let foot = foot_at(p, edge.number, edge.a, edge.b, nearest.t);
                (foot.distance_m <= distance_m).then_some(Near { edge, foot })
            })
            .collect();
        near.sort_by_key(|n| n.edge.number);
        near
    }

    /// The nearest edge (N2), wherever it is; of those tied within 1 µm the one given first.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<Near<'_, T>> {
        if self.is_empty() || !(p.lon.is_finite() && p.lat.is_finite()) {
            return None;
        }
        let mut radius_m = 100.0;
        while radius_m < 5e7 {
            let near = self.within_m(p, radius_m);
            let least = near.iter().map(|n| n.foot.distance_m).min_by(f64::total_cmp);
            if let Some(least) = least {
                return near
                    .into_iter()
                    .find(|n| n.foot.distance_m <= least + super::nearest::TIE_M);
            }
            // An empty circle is cheap, a crowded one is not.
            radius_m *= 1.25;
        }
        None
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

impl<T: Copy + Ord> EdgeTree<T> {
    /// The nearest point of each label's edges, found in the local plane at p as N2 has it (ties go south, then
    /// west: S21), for labels not farther than `distance_m` metres; ascending by label.
    #[must_use]
    pub fn nearest_by_label(&self, p: LonLat, distance_m: f64) -> Vec<(T, Near<'_, T>)> {
        let plane = LocalPlane::at(p);
        let mut feet: BTreeMap<T, Vec<(PlaneFoot, &LabelledEdge<T>)>> = BTreeMap::new();
        for edge in self.tree.locate_in_envelope_intersecting(reach(p, distance_m)) {
            let foot = plane_foot(&plane, edge.a, edge.b);
            feet.entry(edge.label).or_default().push((foot, edge));
        }
        let feet = feet.into_iter().filter_map(|(label, feet)| {
            let (foot, edge) = southwest(feet.into_iter())?;
            let foot = foot_at(p, edge.number, edge.a, edge.b, foot.t);
            Some((label, Near { edge, foot }))
        });
        feet.filter(|(_, near)| near.foot.distance_m <= distance_m).collect()
    }
}

/// A box that holds every place within a distance: a degree of latitude is never under 110 km, and the
/// shortest parallel in reach bounds the longitude.
fn reach(p: LonLat, distance_m: f64) -> AABB<[f64; 2]> {
    let north = distance_m / 110_000.0 + 1e-9;
    let highest = p.lat.abs() + north;
    let east = if highest < 89.0 {
        north / highest.to_radians().cos()
    } else {
        360.0
    };
    AABB::from_corners([p.lon - east, p.lat - north], [p.lon + east, p.lat + north])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::nearest::foot_on_edge;

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
            let least = edges
                .iter()
                .map(|(a, b, _)| foot_on_edge(p, *a, *b).distance_m)
                .fold(f64::INFINITY, f64::min);
            let nearest = tree.nearest(p).unwrap().foot.distance_m;
            assert!((nearest - least).abs() <= 1e-6);
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
