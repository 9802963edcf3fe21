//! Candidates for a point, a line, a box: what covers it, what is near.
//!
//! Knows geometry and the law; does not know who owns what.
mod layer;
pub mod posts;

pub use layer::{Layer, NearFeature};

use crate::domain::ids::WaterCode;
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::records::{AdminUnit, ManagementExtent, MarineArea, WaterArea, Zone};
use crate::geom::{EdgeTree, Foot, LonLat};
use crate::snapshot::Law;
use crate::snapshot::reaches::Branch;
use crate::snapshot::segments::DerivedSegment;
use posts::PostTable;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// An edge that some boundary has; which one does not matter (S1).
#[derive(Clone, Copy, Debug)]
pub struct BoundaryEdge {
    /// Start, lon/lat.
    pub a: geo::Coord<f64>,
    /// End, lon/lat.
    pub b: geo::Coord<f64>,
    /// Geodesic distance from the place asked for to its foot.
    pub distance_m: f64,
    /// Where on the edge that foot is, in longitude and latitude.
    pub t: f64,
}

/// The law of one epoch, with everything prepared for look-ups.
#[derive(Debug)]
pub struct Index {
    /// The law it indexes.
    pub law: Law,
    /// Units that are not neighbours, by code.
    pub units: Layer<AdminUnit>,
    /// Neighbour units (Z11, X).
    pub neighbours: Layer<AdminUnit>,
    /// WATER zones, by id.
    pub pools: Layer<Zone>,
    /// LAND zones, by id.
    pub lands: Layer<Zone>,
    /// Water areas, by id.
    pub areas: Layer<WaterArea>,
    /// Management extents, by id.
    pub extents: Layer<ManagementExtent>,
    /// Marine areas, by id.
    pub marine: Layer<MarineArea>,
    areas_by_water: HashMap<WaterCode, Vec<usize>>,
    branches_by_water: HashMap<WaterCode, Vec<usize>>,
    stretches_by_branch: Vec<Vec<usize>>,
    registered_by_water: HashMap<WaterCode, Vec<crate::domain::ids::SegmentId>>,
    line_edges: EdgeTree<usize>,
    boundaries: EdgeTree<()>,
    posts: PostTable,
    split: HashSet<WaterCode>,
    widest_half_m: f64,
}

impl Index {
    /// Prepares a law for look-ups.
    #[must_use]
    pub fn new(law: Law) -> Self {
        let (neighbours, units): (Vec<_>, Vec<_>) = law.units.values().cloned().partition(|u| u.neighbour);
        let (pools, lands): (Vec<_>, Vec<_>) = law.zones.values().cloned().partition(|z| z.kind == ZoneKind::Water);
        let mut areas_by_water: HashMap<_, Vec<_>> = HashMap::new();
        for (i, area) in law.water_areas.iter().enumerate() {
            areas_by_water.entry(area.water.clone()).or_default().push(i);
        }
        let mut branches_by_water: HashMap<_, Vec<_>> = HashMap::new();
        for (i, branch) in law.network.branches.iter().enumerate() {
            branches_by_water.entry(branch.water.clone()).or_default().push(i);
        }
        let by_branch: HashMap<(&WaterCode, u32), usize> = law
            .network
            .branches
            .iter()
            .enumerate()
            .map(|(i, b)| ((&b.water, b.branch), i))
            .collect();
        let mut stretches_by_branch = vec![Vec::new(); law.network.branches.len()];
        for (i, segment) in law.network.derived.iter().enumerate() {
            let branch = segment.stretch.and_then(|s| by_branch.get(&(&segment.water, s.branch)));
            if let Some(&branch) = branch {
                stretches_by_branch[branch].push(i);
            }
        }
        let mut registered_by_water: HashMap<_, Vec<_>> = HashMap::new();
        for segment in law.segments.values() {
            registered_by_water
                .entry(segment.water.clone())
                .or_default()
                .push(segment.id.clone());
        }
        let line_edges = law
            .network
            .branches
            .iter()
            .enumerate()
            .flat_map(|(i, branch)| branch.line.coords().windows(2).map(move |w| (w[0], w[1], i)));
        let line_edges = EdgeTree::new(line_edges);
        let units = Layer::new(units, |u| &u.geometry);
        let pools = Layer::new(pools, |z| &z.geometry);
        let lands = Layer::new(lands, |z| &z.geometry);
        let areas = Layer::new(law.water_areas.clone(), |a| &a.geometry);
        let extents = Layer::new(law.extents.clone(), |e| &e.geometry);
        let marine = Layer::new(law.marine_areas.clone(), |m| &m.geometry);
        let mut seen = HashSet::new();
        let mut edges = Vec::new();
        let mut add = |a: geo::Coord<f64>, b: geo::Coord<f64>| {
            let key = |c: geo::Coord<f64>| (c.x.to_bits(), c.y.to_bits());
            let (ka, kb) = (key(a), key(b));
            if a != b && seen.insert(if ka < kb { (ka, kb) } else { (kb, ka) }) {
                edges.push((a, b, ()));
            }
        };
        units
            .edges()
            .chain(pools.edges())
            .chain(lands.edges())
            .for_each(|(a, b)| add(a, b));
        areas
            .edges()
            .chain(extents.edges())
            .chain(marine.edges())
            .for_each(|(a, b)| add(a, b));
        for branch in &law.network.branches {
            branch.line.coords().windows(2).for_each(|w| add(w[0], w[1]));
        }
        let widths = law.waters.values().filter_map(|w| w.half_width_m);
        let widest_half_m = widths.fold(law.thresholds.half_width_m, f64::max);
        Self {
            posts: PostTable::new(&law),
            split: pools.items().iter().map(|z| z.water.clone()).collect(),
            widest_half_m,
            units,
            neighbours: Layer::new(neighbours, |u| &u.geometry),
            pools,
            lands,
            areas,
            extents,
            marine,
            areas_by_water,
            branches_by_water,
            stretches_by_branch,
            registered_by_water,
            line_edges,
            boundaries: EdgeTree::new(edges),
            law,
        }
    }

    /// Posts by kind, unit and water.
    #[must_use]
    pub fn posts(&self) -> &PostTable {
        &self.posts
    }

    /// Whether the water is a split reservoir (Z1).
    #[must_use]
    pub fn is_split(&self, water: &WaterCode) -> bool {
        self.split.contains(water)
    }

    /// The greatest half width of any nominal channel, in metres.
    #[must_use]
    pub fn widest_half_m(&self) -> f64 {
        self.widest_half_m
    }

    /// Indices into [`Self::areas`] of the areas of a water.
    #[must_use]
    pub fn areas_of(&self, water: &WaterCode) -> &[usize] {
        self.areas_by_water.get(water).map_or(&[], Vec::as_slice)
    }

    /// Branches of a water, by number.
    pub fn branches_of(&self, water: &WaterCode) -> impl Iterator<Item = (usize, &Branch)> {
        let list = self.branches_by_water.get(water).map_or(&[][..], Vec::as_slice);
        list.iter().map(|&i| (i, &self.law.network.branches[i]))
    }

    /// Derived stretches of a branch.
    pub fn stretches_of(&self, branch: usize) -> impl Iterator<Item = &DerivedSegment> {
        self.stretches_by_branch[branch]
            .iter()
            .map(|&i| &self.law.network.derived[i])
    }

    /// Registered segments of a water, by id.
    pub fn registered_of(
        &self,
        water: &WaterCode,
    ) -> impl Iterator<Item = &Arc<crate::domain::records::RegisteredSegment>> {
        let list = self.registered_by_water.get(water).map_or(&[][..], Vec::as_slice);
        list.iter().filter_map(|id| self.law.segments.get(id))
    }

    /// The nearest point of every branch within `d_m` of `p`: index of the branch and foot (N2), by branch.
    #[must_use]
    pub fn line_feet(&self, p: LonLat, d_m: f64) -> BTreeMap<usize, Foot> {
        let near = self.line_edges.nearest_by_label(p, d_m).into_iter();
        near.map(|(branch, _)| (branch, self.law.network.branches[branch].line.foot(p)))
            .collect()
    }

    /// Edges of any boundary or centreline within `d_m` of `p`, each once.
    #[must_use]
    pub fn boundaries_within(&self, p: LonLat, d_m: f64) -> Vec<BoundaryEdge> {
        let near = self.boundaries.within_m(p, d_m).into_iter();
        near.map(|n| BoundaryEdge {
            a: n.edge.a,
            b: n.edge.b,
            distance_m: n.foot.distance_m,
            t: n.foot.t,
        })
        .collect()
    }

    /// The city a place or a water without a place belongs to: the first that is not a neighbour.
    #[must_use]
    pub fn city(&self) -> Option<&Arc<AdminUnit>> {
        self.units.items().iter().find(|u| u.level == Level::City)
    }
}
