//! Atomic reaches: the centreline overlaid with unit borders and zone edges (N3, N6, S16).
//!
//! What runs of them become is `segments`; border rivers drawn apart from their border are `border_rivers`.
use super::border_rivers;
use super::common_border::{CommonBorder, CommonBorders};
use super::law::Law;
use super::lineage::Lineage;
use super::segments::{DerivedSegment, pieces, stretches};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::records::AdminUnit;
use geo::Coord;
use riverchief_geom::cutting::{Cuts, cut};
use riverchief_geom::nearest::{TIE_M, along, on_rings};
use riverchief_geom::{EdgeTree, LonLat, PreparedPolygon, Side, Stationed};
use std::sync::Arc;

/// A reach shorter than this is joined to the next downstream (N3).
pub(super) const SHORTEST_REACH_M: f64 = 0.001;
/// A measure this close to a cut is that cut (N3).
pub const CUT_M: f64 = 0.0005;

/// An atomic stretch of one branch between two cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The lowest unit at the reach's middle, the left one where the reach is shared; `None` outside the city.
    pub unit: Option<UnitCode>,
    /// The unit on the right where the reach is shared (N6).
    pub right: Option<UnitCode>,
    /// `unit` and those above it at the reach's middle (A); empty outside the city.
    pub lineage: Lineage,
    /// `right` and those above it.
    pub right_lineage: Option<Lineage>,
    /// Lies in a WATER zone.
    pub in_pool: bool,
    /// Shared as part of a wobble (N6), not literally.
    pub wobble: bool,
}

impl Reach {
    /// Length in metres.
    #[must_use]
    pub fn len_m(&self) -> f64 {
        self.to_m - self.from_m
    }

    /// The unit of a level at the reach's middle, on the left where the reach is shared.
    #[must_use]
    pub fn left_at(&self, level: Level) -> Option<&UnitCode> {
        self.lineage.at(level)
    }

    /// The unit of a level on the right; `None` where the reach isn't shared.
    #[must_use]
    pub fn right_at(&self, level: Level) -> Option<&UnitCode> {
        self.right_lineage.as_ref()?.at(level)
    }
}

/// One branch with its reaches, upstream first.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The water.
    pub water: WaterCode,
    /// 0 is the main course.
    pub branch: u32,
    /// Index into [`Law::centrelines`].
    pub centreline: usize,
    /// The line with its measures.
    pub line: Arc<Stationed>,
    /// Reaches without gap or overlap.
    pub reaches: Vec<Reach>,
    /// Stretches shared by a wobble, with what a literal cut would have given (`W_BORDER_WOBBLE`).
    pub wobbles: Vec<Wobble>,
    /// Stretches of one unit beside its border with another (`W_BORDER_PARALLEL`).
    pub parallels: Vec<Parallel>,
}

impl Branch {
    /// The reach that holds a measure, the downstream one at a cut.
    #[must_use]
    pub fn reach_at(&self, measure_m: f64) -> Option<&Reach> {
        let behind = self.reaches.partition_point(|r| r.from_m <= measure_m);
        self.reaches.get(behind.saturating_sub(1))
    }
}

/// A stretch shared because it wobbles along a border (N6).
#[derive(Clone, Debug, PartialEq)]
pub struct Wobble {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// Lengths of a literal cut, by unit.
    pub literal: Vec<(UnitCode, f64)>,
}

/// A stretch of one unit that keeps beside its border with another without crossing it (N6).
#[derive(Clone, Debug)]
pub struct Parallel {
    /// Metres from the upstream end of the branch.
    pub from_m: f64,
    /// See `from_m`.
    pub to_m: f64,
    /// The unit that it belongs to.
    pub unit: UnitCode,
    /// The unit on the other side.
    pub other: UnitCode,
    /// What the two have in common.
    pub border: Arc<CommonBorder>,
}

/// All branches, and all segments derived from them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// By water, then branch.
    pub branches: Vec<Branch>,
    /// By water, branch, level, measure and bank; pieces after stretches.
    pub derived: Vec<DerivedSegment>,
    /// Pieces without ground: of units that only meet an area, and may answer for places on its edge.
    pub bare: Vec<DerivedSegment>,
}

impl Branch {
    /// The id of a reach, by its place in `reaches`.
    #[must_use]
    pub fn reach_id(&self, place: usize) -> String {
        format!("{}.{}.reach.{}", self.water, self.branch, place + 1)
    }

    /// The cut that a measure is: one within half a millimetre, else itself (N3).
    #[must_use]
    pub fn cut_at(&self, measure_m: f64) -> f64 {
        let next = self.reaches.partition_point(|r| r.to_m < measure_m - CUT_M);
        let cuts = self.reaches[next..].iter().flat_map(|r| [r.from_m, r.to_m]).take(4);
        let near = cuts.filter(|cut| (cut - measure_m).abs() <= CUT_M);
        near.min_by(|a, b| (a - measure_m).abs().total_cmp(&(b - measure_m).abs()))
            .unwrap_or(measure_m)
    }
}

impl Network {
    /// Derives the network of a law whose other fields are filled.
    #[must_use]
    pub fn derive(law: &Law) -> Self {
        if law.centrelines.is_empty() && law.water_areas.is_empty() {
            return Self::default();
        }
        let borders = Borders::new(law);
        let mut common = CommonBorders::new(&borders);
        let branches: Vec<Branch> = (0..law.centrelines.len())
            .filter_map(|i| branch(law, &mut common, i))
            .collect();
        let mut derived = stretches(law, &branches);
        let (pieces, bare) = pieces(law);
        derived.extend(pieces);
        Self {
            branches,
            derived,
            bare,
        }
    }

    /// The branch of a water.
    #[must_use]
    pub fn branch(&self, water: &WaterCode, branch: u32) -> Option<&Branch> {
        self.branches.iter().find(|b| b.branch == branch && b.water == *water)
    }
}

/// An edge of a unit's ring: whose, and on which side of its stored direction the unit lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitEdge {
    pub(super) unit: usize,
    pub(super) interior: Side,
}

impl UnitEdge {
    /// The side on which the unit lies of a line that runs along the edge.
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
    pools: Vec<PreparedPolygon>,
    pub(super) unit_edges: EdgeTree<UnitEdge>,
    /// Edges of zones and of neighbour units.
    other_edges: EdgeTree<()>,
}

impl Borders {
    fn new(law: &Law) -> Self {
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
        // What cuts a line without taking a bank of it.
        let other_edges = (zones.iter().map(|(_, polygon)| polygon).chain(&neighbours))
            .flat_map(|polygon| polygon.edges().map(|e| (e.a, e.b, ())));
        Self {
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

    /// The place of a unit in `units`.
    pub(super) fn number(&self, code: &UnitCode) -> Option<usize> {
        self.units.binary_search_by(|(unit, _)| unit.code.cmp(code)).ok()
    }

    /// Of several units: the lowest level, then the smallest code (units are in order of code).
    pub(super) fn lowest(&self, units: impl Iterator<Item = usize>) -> Option<usize> {
        units.max_by_key(|&i| (self.units[i].0.level, std::cmp::Reverse(i)))
    }

    /// The units at parameter `t` of an edge of a line, `middle` being the place there.
    fn beside(&self, cuts: &Cuts<UnitEdge>, edge: usize, t: f64, middle: LonLat) -> Beside {
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
        beside.around = (0..self.units.len()).filter(covers).collect();
        if beside.left.is_empty() && beside.right.is_empty() && beside.around.is_empty() {
            // A middle is a rounded point: within 1 µm of a unit is on it (S7).
            let touching = self.unit_edges.within_m(middle, TIE_M).into_iter();
            beside.around = touching.map(|near| near.edge.label.unit).collect();
        }
        beside
    }

    /// The unit of a reach, and that on its right where it lies on the border of two (N6, S16); each with those above it.
    fn owners(&self, law: &Law, here: &Beside) -> (Option<Lineage>, Option<Lineage>) {
        let level = |i: Option<usize>| i.map(|i| self.units[i].0.level);
        let lowest = |of: &[usize]| self.lowest(of.iter().copied());
        let (left, right) = (lowest(&here.left), lowest(&here.right));
        // A border inside a lower unit is no border of that unit.
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

    /// A unit and those above it at a place on its ring, parameter `t` of one of its edges (A).
    pub(super) fn lineage_on_ring(&self, law: &Law, unit: usize, edge: [Coord<f64>; 2], t: f64) -> Lineage {
        let here = self.beside(&cut(&edge, &self.unit_edges), 0, t, along(edge[0], edge[1], t));
        self.beside_ring(law, unit, &here)
    }

    /// A unit and those above it on its own side of its ring.
    fn beside_ring(&self, law: &Law, unit: usize, here: &Beside) -> Lineage {
        let own = if here.left.contains(&unit) {
            &here.left
        } else {
            &here.right
        };
        let own: Vec<usize> = own.iter().chain(&here.around).copied().collect();
        self.lineage(law, unit, &own)
    }

    /// A unit and those above it (A), missing parents being sought among `covering`.
    fn lineage(&self, law: &Law, unit: usize, covering: &[usize]) -> Lineage {
        law.lineage_at(&self.units[unit].0, |level| {
            let of_level = covering.iter().filter(|&&i| self.units[i].0.level == level);
            of_level.min().map(|&i| &self.units[i].0)
        })
    }
}

/// The units at a place on a line.
#[derive(Debug, Default)]
struct Beside {
    /// With an edge on the line and their interior on its left.
    left: Vec<usize>,
    /// See `left`.
    right: Vec<usize>,
    /// That hold the place without an edge on the line there.
    around: Vec<usize>,
}

/// A branch with its reaches; `None` for a line without length, which the snapshot holds none of.
fn branch(law: &Law, common: &mut CommonBorders<'_>, centreline: usize) -> Option<Branch> {
    let borders = common.borders;
    let record = &law.centrelines[centreline];
    let line = Arc::new(Stationed::new(record.geometry.clone()).ok()?);
    let edges = line.coords().len() - 1;
    let unit_cuts = cut(line.coords(), &borders.unit_edges);
    let other_cuts = cut(line.coords(), &borders.other_edges);
    let params = unit_cuts.params(edges).into_iter().chain(other_cuts.params(edges));
    let measures = joined(params.map(|(edge, t)| line.measure(edge, t)).collect(), line.len_m());
    let place = |from_m, to_m| reach(law, borders, &line, &unit_cuts, from_m, to_m);
    let mut branch = Branch {
        water: record.water.clone(),
        branch: record.branch,
        centreline,
        line: line.clone(),
        reaches: measures.windows(2).map(|w| place(w[0], w[1])).collect(),
        wobbles: Vec::new(),
        parallels: Vec::new(),
    };
    border_rivers::follow(&mut branch, law, common, place);
    Some(branch)
}

/// Cuts in order, with both ends, without reaches shorter than 1 mm.
pub(crate) fn joined(mut measures: Vec<f64>, len_m: f64) -> Vec<f64> {
    measures.sort_by(f64::total_cmp);
    let mut cuts = vec![0.0];
    let mut last = 0.0;
    for measure in measures {
        if measure - last >= SHORTEST_REACH_M && measure < len_m {
            cuts.push(measure);
            last = measure;
        }
    }
    if last > 0.0 && len_m - last < SHORTEST_REACH_M {
        cuts.pop();
    }
    cuts.push(len_m);
    cuts
}

fn reach(law: &Law, borders: &Borders, line: &Stationed, cuts: &Cuts<UnitEdge>, from_m: f64, to_m: f64) -> Reach {
    let (edge, t) = line.locate(f64::midpoint(from_m, to_m));
    let middle = line.at(f64::midpoint(from_m, to_m));
    let (lineage, right_lineage) = borders.owners(law, &borders.beside(cuts, edge, t, middle));
    let in_pool = borders.pools.iter().any(|pool| on_or_in(pool, middle));
    Reach {
        from_m,
        to_m,
        unit: lineage.as_ref().and_then(Lineage::lowest).cloned(),
        right: right_lineage.as_ref().and_then(Lineage::lowest).cloned(),
        lineage: lineage.unwrap_or_default(),
        right_lineage,
        in_pool,
        wobble: false,
    }
}

/// Inside or on a pool; a middle is a rounded point, so within 1 µm counts as on (S7).
fn on_or_in(pool: &PreparedPolygon, p: LonLat) -> bool {
    pool.covers(p) || pool.bbox().is_some_and(|bbox| on_rings(p, pool.geometry(), bbox))
}
