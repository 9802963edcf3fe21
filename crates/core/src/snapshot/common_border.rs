//! Common borders of units: where one has another across its ring (S15).
//!
//! Knows rings and levels; no lines and no waters.
use super::reaches::{Borders, UnitEdge};
use geo::Coord;
use riverchief_geom::cutting::{Overlap, cut};
use riverchief_geom::edge_tree::Near;
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::nearest::along;
use riverchief_geom::position::PolygonEdge;
use riverchief_geom::{EdgeTree, LonLat, Side};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What two units have in common of their rings, each on its side.
#[derive(Debug)]
pub struct CommonBorder {
    edges: EdgeTree<Along>,
    vertices: Vec<LonLat>,
}

/// Where an edge of a common border lies on the ring of the first of the two units.
#[derive(Clone, Copy, Debug)]
struct Along {
    /// The edge of the ring, and the parameters between which it is border.
    edge: [Coord<f64>; 2],
    t: [f64; 2],
    /// Number of the ring in its unit.
    ring: usize,
    /// Length of the whole ring, metres.
    ring_m: f64,
    /// Metres along the ring at the edge's start, and the edge's length.
    at_m: f64,
    length_m: f64,
    /// The unit lies on the left of the ring.
    left: bool,
}

impl Along {
    /// Parameter on the edge of the ring, from that on the border's.
    fn on_edge(&self, t: f64) -> f64 {
        self.t[0] + t * (self.t[1] - self.t[0])
    }
}

impl CommonBorder {
    fn new(mut edges: Vec<(Coord<f64>, Coord<f64>, Along)>) -> Self {
        // Whatever vertex a ring begins with, the order is one.
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

    /// Distance of a place (N2), if it is no more than so many metres.
    pub(super) fn distance_within_m(&self, p: LonLat, most_m: f64) -> Option<f64> {
        self.edges.nearest_within_m(p, most_m).map(|near| near.foot.distance_m)
    }

    /// Its point nearest to a place, as ends of the edge and the foot on it.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<(Coord<f64>, Coord<f64>, riverchief_geom::Foot)> {
        self.edges.nearest(p).map(|near| (near.edge.a, near.edge.b, near.foot))
    }

    /// Its point nearest to a place: an edge of the first unit's ring and the parameter on it.
    pub(super) fn on_ring(&self, p: LonLat) -> Option<([Coord<f64>; 2], f64)> {
        let near = self.edges.nearest(p)?;
        Some((near.edge.label.edge, near.edge.label.on_edge(near.foot.t)))
    }

    /// How far it leads, with the first unit on the left, from place to place, in metres: from the point nearest to one to that
    /// nearest to the next, the shorter way round the ring. Places farther than `most_m` are passed over.
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

/// Common borders, each worked out when it is first asked for. Units are named by their place in [`Borders::units`].
pub(super) struct CommonBorders<'a> {
    pub(super) borders: &'a Borders,
    of: HashMap<usize, BTreeMap<usize, Arc<CommonBorder>>>,
}

impl<'a> CommonBorders<'a> {
    pub(super) fn new(borders: &'a Borders) -> Self {
        Self {
            borders,
            of: HashMap::new(),
        }
    }

    /// The units that a unit has a common border with.
    pub(super) fn across(&mut self, unit: usize) -> Vec<usize> {
        self.of(unit).keys().copied().collect()
    }

    /// The common border of two units, `first` being the smaller code.
    pub(super) fn between(&mut self, first: usize, second: usize) -> Option<Arc<CommonBorder>> {
        self.of(first).get(&second).cloned()
    }

    fn of(&mut self, unit: usize) -> &BTreeMap<usize, Arc<CommonBorder>> {
        let borders = self.borders;
        self.of.entry(unit).or_insert_with(|| around(borders, unit))
    }
}

/// Every common border of a unit, from its rings.
fn around(borders: &Borders, unit: usize) -> BTreeMap<usize, Arc<CommonBorder>> {
    let edges: Vec<&PolygonEdge> = borders.units[unit].1.edges().collect();
    let mut found: BTreeMap<usize, Vec<_>> = BTreeMap::new();
    let same_ring = |e: &&PolygonEdge, f: &&PolygonEdge| (e.part, e.ring) == (f.part, f.ring);
    for (ring, edges) in edges.chunk_by(same_ring).enumerate() {
        let lengths_m: Vec<f64> = edges.iter().map(|e| distance_m(e.a.into(), e.b.into())).collect();
        let ring_m: f64 = lengths_m.iter().sum();
        let mut at_m = 0.0;
        for (edge, length_m) in edges.iter().zip(lengths_m) {
            for (other, t0, t1) in opposite(borders, unit, edge) {
                let on = Along {
                    edge: [edge.a, edge.b],
                    t: [t0, t1],
                    ring,
                    ring_m,
                    at_m,
                    length_m,
                    left: edge.interior == Side::Left,
                };
                let point = |t: f64| along(edge.a, edge.b, t).coord();
                found.entry(other).or_default().push((point(t0), point(t1), on));
            }
            at_m += length_m;
        }
    }
    let border = |(other, edges)| (other, Arc::new(CommonBorder::new(edges)));
    found.into_iter().map(border).collect()
}

/// Stretches of an edge of a unit's ring that are the border of this and another unit: the other, and parameters on the edge.
fn opposite(borders: &Borders, unit: usize, edge: &PolygonEdge) -> Vec<(usize, f64, f64)> {
    let on = cut(&[edge.a, edge.b], &borders.unit_edges).overlaps;
    let own_side = |o: &Overlap<UnitEdge>| o.label.interior_along(o.same_way) == edge.interior;
    let mut ends: Vec<f64> = on.iter().flat_map(|o| [o.t0, o.t1]).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    let mut stretches: Vec<(usize, f64, f64)> = Vec::new();
    for &[t0, t1] in ends.array_windows() {
        let side = |own: bool| {
            let here = on.iter().filter(|o| o.t0 <= t0 && t1 <= o.t1 && own_side(o) == own);
            borders.lowest(here.map(|o| o.label.unit))
        };
        let Some(other) = side(false).filter(|other| *other != unit && side(true) == Some(unit)) else {
            continue;
        };
        // A vertex of a third unit divides nothing.
        let same = |t: f64| t.partial_cmp(&t0).is_some_and(std::cmp::Ordering::is_eq);
        let is_vertex = || on.iter().any(|o| o.label.unit == other && !own_side(o) && same(o.t0));
        match stretches.last_mut() {
            Some(last) if last.0 == other && same(last.2) && !is_vertex() => last.2 = t1,
            _ => stretches.push((other, t0, t1)),
        }
    }
    stretches
}
