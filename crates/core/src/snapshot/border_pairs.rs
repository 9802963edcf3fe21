//! Finds the common borders of pairs of units, from their rings (S15).
use super::borders::{Borders, UnitEdge};
use super::common_border::{Along, CommonBorder};
use riverchief_geom::Side;
use riverchief_geom::cutting::{Overlap, cut};
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::nearest::along;
use riverchief_geom::position::PolygonEdge;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Common borders, each computed on first use. Units are named by their index in [`Borders::units`].
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

/// The parts of an edge of a unit's ring that form its border with another unit: the other unit, and parameters on the
/// edge.
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
        // A vertex of a third unit does not divide the border.
        let same = |t: f64| t.partial_cmp(&t0).is_some_and(std::cmp::Ordering::is_eq);
        let is_vertex = || on.iter().any(|o| o.label.unit == other && !own_side(o) && same(o.t0));
        match stretches.last_mut() {
            Some(last) if last.0 == other && same(last.2) && !is_vertex() => last.2 = t1,
            _ => stretches.push((other, t0, t1)),
        }
    }
    stretches
}
