//! Common borders of units: where two units lie on opposite sides of a ring (S15).
//!
//! Knows rings and levels; no lines and no waters.
use geo::Coord;
use riverchief_geom::edge_tree::Near;
use riverchief_geom::{EdgeTree, LonLat};

/// What the rings of two units have in common, each unit on its own side.
#[derive(Debug)]
pub struct CommonBorder {
    edges: EdgeTree<Along>,
    vertices: Vec<LonLat>,
}

/// Where an edge of a common border lies on the ring of the first of the two units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Along {
    /// The edge of the ring, and the parameters between which it is part of the border.
    pub(super) edge: [Coord<f64>; 2],
    pub(super) t: [f64; 2],
    /// Number of the ring in its unit.
    pub(super) ring: usize,
    /// Length of the whole ring, metres.
    pub(super) ring_m: f64,
    /// Metres along the ring at the edge's start, and the edge's length.
    pub(super) at_m: f64,
    pub(super) length_m: f64,
    /// The unit lies on the left of the ring.
    pub(super) left: bool,
}

impl Along {
    /// Parameter on the edge of the ring, from the parameter on the border's edge.
    fn on_edge(&self, t: f64) -> f64 {
        self.t[0] + t * (self.t[1] - self.t[0])
    }
}

impl CommonBorder {
    pub(super) fn new(mut edges: Vec<(Coord<f64>, Coord<f64>, Along)>) -> Self {
        // The order does not depend on the first vertex of a ring.
        let place = |c: Coord<f64>, d: Coord<f64>| c.x.total_cmp(&d.x).then(c.y.total_cmp(&d.y));
        edges.sort_by(|e, f| place(e.0, f.0).then(place(e.1, f.1)));
        let mut vertices: Vec<Coord<f64>> = edges.iter().flat_map(|e| [e.0, e.1]).collect();
        vertices.sort_by(|c, d| place(*c, *d));
        vertices.dedup();
        Self {
            edges: EdgeTree::new(edges),
            vertices: vertices.into_iter().map(LonLat::from).collect(),
        }
    }

    /// Vertices of both rings on it, and its ends; each once.
    pub(super) fn vertices(&self) -> &[LonLat] {
        &self.vertices
    }

    /// Distance of a place (N2), if it is at most `most_m` metres.
    pub(super) fn distance_within_m(&self, p: LonLat, most_m: f64) -> Option<f64> {
        self.edges.nearest_within_m(p, most_m).map(|near| near.foot.distance_m)
    }

    /// Whether the border is at most so many metres away.
    #[must_use]
    pub fn is_within_m(&self, p: LonLat, distance_m: f64) -> bool {
        self.edges.is_within_m(p, distance_m)
    }

    /// The point nearest to a place, as the ends of the edge and the foot on it.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<(Coord<f64>, Coord<f64>, riverchief_geom::Foot)> {
        self.edges.nearest(p).map(|near| (near.edge.a, near.edge.b, near.foot))
    }

    /// The point nearest to a place: an edge of the first unit's ring and the parameter on it.
    pub(super) fn on_ring(&self, p: LonLat) -> Option<([Coord<f64>; 2], f64)> {
        let near = self.edges.nearest(p)?;
        Some((near.edge.label.edge, near.edge.label.on_edge(near.foot.t)))
    }

    /// Signed length along the border, with the first unit on the left, from place to place, in metres: between the
    /// points nearest to two consecutive places, the shorter way round the ring. Places farther than `most_m` are
    /// skipped.
    pub(super) fn advance_m(&self, places: impl Iterator<Item = LonLat>, most_m: f64) -> f64 {
        let on_ring = |near: Near<'_, Along>| {
            let on = near.edge.label;
            (on, on.at_m + on.on_edge(near.foot.t) * on.length_m)
        };
        let mut at: Option<(Along, f64)> = None;
        let mut sum_m = 0.0;
        for next in places
            .filter_map(|p| self.edges.nearest_within_m(p, most_m))
            .map(on_ring)
        {
            if let Some((ring, from_m)) = at.filter(|(ring, _)| ring.ring == next.0.ring) {
                let step_m = next.1 - from_m;
                let step_m = step_m - ring.ring_m * (step_m / ring.ring_m).round();
                sum_m += if ring.left { step_m } else { -step_m };
            }
            at = Some(next);
        }
        sum_m
    }
}
