//! Borders of units and zones prepared for cutting, and the units on both sides of a line (N6, S16).
use super::law::Law;
use super::lineage::Lineage;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::ZoneKind;
use crate::domain::records::AdminUnit;
use geo::Coord;
use riverchief_geom::cutting::{Cuts, cut};
use riverchief_geom::nearest::{TIE_M, along};
use riverchief_geom::{BoxTree, EdgeTree, LonLat, PreparedPolygon, Side};
use std::sync::Arc;

/// An edge of a unit's ring: its unit, and the side of its stored direction on which the unit lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitEdge {
    pub(super) unit: usize,
    pub(super) interior: Side,
}

impl UnitEdge {
    /// The side of a line along the edge on which the unit lies.
    pub(super) fn interior_along(&self, same_way: bool) -> Side {
        if same_way {
            self.interior
        } else {
            self.interior.opposite()
        }
    }
}

/// Unit borders and zones prepared for cutting.
pub(super) struct Borders {
    /// Units that are not neighbours, by code.
    pub(super) units: Vec<(Arc<AdminUnit>, PreparedPolygon)>,
    unit_boxes: BoxTree,
    pub(super) pools: Vec<PreparedPolygon>,
    pub(super) unit_edges: EdgeTree<UnitEdge>,
    /// Edges of zones and of neighbour units.
    pub(super) other_edges: EdgeTree<()>,
}

impl Borders {
    pub(super) fn new(law: &Law) -> Self {
        let units: Vec<_> = (law.units.values().filter(|u| !u.neighbour))
            .map(|u| (u.clone(), PreparedPolygon::new(u.geometry.clone())))
            .collect();
        let unit_edges = units.iter().enumerate().flat_map(|(unit, (_, polygon))| {
            polygon.edges().map(move |e| {
                (
                    e.a,
                    e.b,
                    UnitEdge {
                        unit,
                        interior: e.interior,
                    },
                )
            })
        });
        let zones: Vec<_> = law
            .zones
            .values()
            .map(|z| (z.kind, PreparedPolygon::new(z.geometry.clone())))
            .collect();
        let neighbours: Vec<_> = (law.units.values().filter(|u| u.neighbour))
            .map(|u| PreparedPolygon::new(u.geometry.clone()))
            .collect();
        // Edges that cut a line but give neither bank an owner.
        let other_edges = (zones.iter().map(|(_, polygon)| polygon).chain(&neighbours))
            .flat_map(|polygon| polygon.edges().map(|e| (e.a, e.b, ())));
        Self {
            unit_boxes: BoxTree::new(units.iter().map(|(_, polygon)| polygon.bbox())),
            unit_edges: EdgeTree::new(unit_edges),
            other_edges: EdgeTree::new(other_edges),
            pools: zones
                .into_iter()
                .filter(|(kind, _)| *kind == ZoneKind::Water)
                .map(|(_, p)| p)
                .collect(),
            units,
        }
    }

    /// The index of a unit in `units`.
    pub(super) fn number(&self, code: &UnitCode) -> Option<usize> {
        self.units.binary_search_by(|(unit, _)| unit.code.cmp(code)).ok()
    }

    /// Of several units: the lowest level, then the smallest code (units are in order of code).
    pub(super) fn lowest(&self, units: impl Iterator<Item = usize>) -> Option<usize> {
        units.max_by_key(|&i| (self.units[i].0.level, std::cmp::Reverse(i)))
    }

    /// The units at parameter `t` of an edge of a line; `middle` is the place there.
    pub(super) fn beside(&self, cuts: &Cuts<UnitEdge>, edge: usize, t: f64, middle: LonLat) -> Beside {
        let mut beside = Beside::default();
        let on = cuts.overlaps.iter();
        for overlap in on.filter(|o| o.edge == edge && o.t0 <= t && t <= o.t1) {
            match overlap.label.interior_along(overlap.same_way) {
                Side::Left => beside.left.push(overlap.label.unit),
                _ => beside.right.push(overlap.label.unit),
            }
        }
        let on_edge = |i: &usize| beside.left.contains(i) || beside.right.contains(i);
        let covers = |i: &usize| !on_edge(i) && self.units[*i].1.covers(middle);
        beside.around = self.unit_boxes.at(middle).into_iter().filter(covers).collect();
        if beside.left.is_empty() && beside.right.is_empty() && beside.around.is_empty() {
            // A middle is rounded: within 1 µm of a unit counts as on it (S7).
            let touching = self.unit_edges.within_m(middle, TIE_M).into_iter();
            beside.around = touching.map(|near| near.edge.label.unit).collect();
        }
        beside
    }

    /// The unit of a reach, and the unit on its right if the reach lies on the border of two (N6, S16); each with the
    /// units above it.
    pub(super) fn owners(&self, law: &Law, here: &Beside) -> (Option<Lineage>, Option<Lineage>) {
        let level = |i: Option<usize>| i.map(|i| self.units[i].0.level);
        let lowest = |of: &[usize]| self.lowest(of.iter().copied());
        let (left, right) = (lowest(&here.left), lowest(&here.right));
        // A border inside a lower unit is not a border of that unit.
        let border = level(lowest(&here.around)) <= level(left).max(level(right));
        match (left, right) {
            (Some(l), Some(r)) if l != r && border => (
                Some(self.beside_ring(law, l, here)),
                Some(self.beside_ring(law, r, here)),
            ),
            _ => {
                let all: Vec<usize> = [&here.left, &here.right, &here.around]
                    .into_iter()
                    .flatten()
                    .copied()
                    .collect();
                let unit = lowest(&all);
                (unit.map(|unit| self.lineage(law, unit, &all)), None)
            }
        }
    }

    /// A unit and the units above it at a place on its ring, at parameter `t` of one of its edges (A).
    pub(super) fn lineage_on_ring(&self, law: &Law, unit: usize, edge: [Coord<f64>; 2], t: f64) -> Lineage {
        let here = self.beside(&cut(&edge, &self.unit_edges), 0, t, along(edge[0], edge[1], t));
        self.beside_ring(law, unit, &here)
    }

    /// A unit and the units above it, on its own side of its ring.
    fn beside_ring(&self, law: &Law, unit: usize, here: &Beside) -> Lineage {
        let own = if here.left.contains(&unit) {
            &here.left
        } else {
            &here.right
        };
        let own: Vec<usize> = own.iter().chain(&here.around).copied().collect();
        self.lineage(law, unit, &own)
    }

    /// A unit and the units above it (A); missing parents are looked for in `covering`.
    fn lineage(&self, law: &Law, unit: usize, covering: &[usize]) -> Lineage {
        law.lineage_at(&self.units[unit].0, |level| {
            let of_level = covering.iter().filter(|&&i| self.units[i].0.level == level);
            of_level.min().map(|&i| &self.units[i].0)
        })
    }
}

/// The units at a place on a line.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Units with an edge on the line and their interior on its left.
    left: Vec<usize>,
    /// See `left`.
    right: Vec<usize>,
    /// Units that contain the place and have no edge on the line there.
    around: Vec<usize>,
}
