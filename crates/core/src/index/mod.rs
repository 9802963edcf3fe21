//! Candidates for a point, a line, a box: what covers it, what is near.
//!
//! Knows geometry and the law; does not know who answers.
mod attached;
mod branch_table;
mod build;
mod cells;
mod decided;
mod grid;
mod layer;
mod near;
mod outline;

pub(crate) use decided::KeptFor;
pub use decided::{Beside, Chain, End, Held, Part, Piece, Responsibility, Sides};
pub use layer::{Covering, NearFeature, PolygonLayer};
pub use near::Near;

use crate::domain::ids::{FeatureId, UnitCode, WaterCode};
use crate::domain::kinds::Level;
use crate::domain::records::{AdminUnit, ManagementExtent, MarineArea, RegisteredSegment, WaterArea, Zone};
use crate::domain::results::ConferenceOutcome;
use crate::snapshot::reaches::Branch;
use crate::snapshot::standing::Standing;
use crate::snapshot::{Law, Lineage};
use attached::Attached;
use branch_table::BranchTable;
use geo::{Coord, Line, Rect};
use near::Nearness;
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::nearest::along;
use riverchief_geom::{EdgeTree, Foot, LonLat};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// An edge of some boundary; which boundary does not matter (S1).
#[derive(Clone, Copy, Debug)]
pub struct BoundaryEdge {
    /// Its number among the boundaries; `None` for an edge that is not kept with them.
    pub number: Option<usize>,
    /// Start, lon/lat.
    pub a: Coord<f64>,
    /// End, lon/lat.
    pub b: Coord<f64>,
    /// Parameter of the place's nearest point along the edge, in longitude and latitude.
    pub t: f64,
    /// Distance from the place in its local plane, which differs from the geodesic.
    pub plane_m: f64,
}

impl BoundaryEdge {
    /// Geodesic distance from `p`, the place that was asked for, to its nearest point on the edge.
    #[must_use]
    pub fn distance_m(&self, p: LonLat) -> f64 {
        distance_m(p, along(self.a, self.b, self.t))
    }
}

/// What was decided for one unit with its parents.
type KeptOfUnit = HashMap<(KeptFor, WaterCode), Arc<Responsibility>>;

/// The law of one epoch, prepared for look-ups.
#[derive(Debug)]
pub struct Index {
    /// The law it indexes.
    pub law: Law,
    /// Units that are not neighbours, by code.
    pub units: PolygonLayer<AdminUnit>,
    /// Neighbour units (Z11, X).
    pub neighbours: PolygonLayer<AdminUnit>,
    /// WATER zones, by id.
    pub pools: PolygonLayer<Zone>,
    /// LAND zones, by id.
    pub lands: PolygonLayer<Zone>,
    /// Water areas, by id.
    pub areas: PolygonLayer<WaterArea>,
    /// Management extents, by id.
    pub extents: PolygonLayer<ManagementExtent>,
    /// Marine areas, by id.
    pub marine: PolygonLayer<MarineArea>,
    areas_by_water: HashMap<WaterCode, Vec<usize>>,
    branches_by_water: HashMap<WaterCode, Vec<usize>>,
    /// By index of the branch.
    tables: Vec<BranchTable>,
    /// The nominal half width of every branch, in metres.
    half_widths_m: Vec<f64>,
    registered_by_water: HashMap<WaterCode, Vec<Arc<RegisteredSegment>>>,
    /// By unit, as its index in `units`, and water; decided on first use.
    kept: Vec<RwLock<KeptOfUnit>>,
    /// The villages of the pieces of each LAND zone.
    villages_by_zone: HashMap<FeatureId, Vec<UnitCode>>,
    /// The joint conference of each water, decided on first use.
    conferences: HashMap<WaterCode, OnceLock<Option<ConferenceOutcome>>>,
    line_edges: EdgeTree<usize>,
    boundaries: EdgeTree<()>,
    /// The two sides of every boundary edge near its ends, by number of the edge; decided on first use.
    ends: Vec<[OnceLock<Sides>; 2]>,
    /// The parts of every boundary edge, by number of the edge.
    pieces: Vec<Piece>,
    /// Made on first use.
    outline: OnceLock<EdgeTree<()>>,
    nearness: Nearness,
    /// The lineage of each unit, by index in `units`; `None` where a parent depends on the place (A).
    lineages: Vec<Option<Lineage>>,
    /// The general chiefs of each unit, by index in `units`, computed on first use.
    general_chiefs: Vec<OnceLock<Arc<Responsibility>>>,
    attached: Attached,
    widest_half_m: f64,
    standing: Arc<OnceLock<Standing>>,
}

impl Index {
    /// The same, with a [`Standing`] shared by the indices of other epochs of the world.
    #[must_use]
    pub fn sharing(self, standing: Arc<OnceLock<Standing>>) -> Self {
        Self { standing, ..self }
    }

    /// How long derived rows stand over all epochs of the world; computed on first use.
    pub fn standing(&self, follow: impl FnOnce() -> Standing) -> &Standing {
        self.standing.get_or_init(follow)
    }

    /// Rule A for a place decided by a unit, `unit` being its index in [`Self::units`]; `None` where a parent depends
    /// on the place.
    #[must_use]
    pub fn lineage(&self, unit: usize) -> Option<&Lineage> {
        self.lineages[unit].as_ref()
    }

    /// The general chiefs over a unit whose lineage does not depend on the place, `unit` being its index in
    /// [`Self::units`]. `decide` is called on first use and its result is kept.
    pub fn general_chiefs(&self, unit: usize, decide: impl FnOnce() -> Responsibility) -> &Arc<Responsibility> {
        self.general_chiefs[unit].get_or_init(|| Arc::new(decide()))
    }

    /// A responsibility that depends on a water and on a unit with its parents, `unit` being the unit's index in
    /// [`Self::units`]. It is kept unless the parents depend on the place (A).
    pub(crate) fn kept(
        &self,
        what: KeptFor,
        water: &WaterCode,
        unit: Option<usize>,
        decide: impl FnOnce() -> Responsibility,
    ) -> Arc<Responsibility> {
        let Some(unit) = unit.filter(|unit| self.lineages[*unit].is_some()) else {
            return Arc::new(decide());
        };
        let (of_unit, key) = (&self.kept[unit], (what, water.clone()));
        if let Some(kept) = of_unit.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return kept.clone();
        }
        let decided = Arc::new(decide());
        let mut of_unit = of_unit.write().unwrap_or_else(PoisonError::into_inner);
        of_unit.entry(key).or_insert(decided).clone()
    }

    /// The joint conference of a water, `decide` being called on first use; `None`: no such water.
    pub fn conference(
        &self,
        water: &WaterCode,
        decide: impl FnOnce() -> Option<ConferenceOutcome>,
    ) -> Option<&ConferenceOutcome> {
        self.conferences.get(water)?.get_or_init(decide).as_ref()
    }

    /// Boards, offices and banks.
    pub(crate) fn attached(&self) -> &Attached {
        &self.attached
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

    /// The segments of a branch by measure, `branch` being its index in the network.
    pub(crate) fn table_of(&self, branch: usize) -> &BranchTable {
        &self.tables[branch]
    }

    /// The villages of the pieces of a LAND zone.
    #[must_use]
    pub fn villages_of(&self, zone: &FeatureId) -> &[UnitCode] {
        self.villages_by_zone.get(zone).map_or(&[], Vec::as_slice)
    }

    /// Half the width of a branch's nominal channel, in metres.
    #[must_use]
    pub fn half_width_m(&self, branch: usize) -> f64 {
        self.half_widths_m[branch]
    }

    /// Registered segments of a water, by id.
    #[must_use]
    pub fn registered_of(&self, water: &WaterCode) -> &[Arc<RegisteredSegment>] {
        self.registered_by_water.get(water).map_or(&[], Vec::as_slice)
    }

    /// Branches within `d_m` of `p`, by index.
    #[must_use]
    pub fn lines_within(&self, p: LonLat, d_m: f64) -> Vec<usize> {
        self.line_edges.labels_within_m(p, d_m)
    }

    /// Branches within `d_m` of edge ab, by index, each with the least distance in the local plane there.
    #[must_use]
    pub fn lines_beside(&self, a: Coord<f64>, b: Coord<f64>, d_m: f64) -> Vec<(usize, f64)> {
        self.line_edges.labels_beside(a, b, d_m)
    }

    /// The nearest point of every branch within `d_m` of `p`: index of the branch and foot (N2), by branch.
    #[must_use]
    pub fn line_feet(&self, p: LonLat, d_m: f64) -> Vec<(usize, Foot)> {
        let near = self.lines_within(p, d_m).into_iter();
        near.map(|branch| (branch, self.law.network.branches[branch].line.foot(p)))
            .collect()
    }

    /// What may be near a place; anything not included is certainly not near.
    #[must_use]
    pub fn near(&self, p: LonLat) -> Near {
        self.nearness.at(p)
    }

    /// Edges of any boundary or centreline within `d_m` of `p`, each once.
    #[must_use]
    pub fn boundaries_within(&self, p: LonLat, d_m: f64) -> Vec<BoundaryEdge> {
        let near = self.boundaries.plane_feet_within_m(p, d_m).into_iter();
        near.map(|(edge, foot)| BoundaryEdge {
            number: Some(edge.number),
            a: edge.a,
            b: edge.b,
            t: foot.t,
            plane_m: foot.distance_m,
        })
        .collect()
    }

    /// The two sides of a boundary edge near one of its ends, `decide` being called on first use.
    pub fn sides(&self, edge: usize, end: End, decide: impl FnOnce() -> Sides) -> &Sides {
        self.ends[edge][usize::from(end == End::End)].get_or_init(decide)
    }

    /// The whole of a boundary edge but for its ends.
    #[must_use]
    pub(crate) fn piece(&self, edge: usize) -> &Piece {
        &self.pieces[edge]
    }

    /// How many parts of boundary edges have answers that are kept: parts with the same answer on both sides, and parts
    /// with two answers.
    #[must_use]
    pub fn parts_kept(&self) -> (usize, usize) {
        let kept = self.pieces.iter().map(Piece::kept);
        kept.fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    }

    /// Boundary edges whose boxes meet a box, by number, each with its ends.
    pub(crate) fn boundaries_touching(&self, rect: Rect<f64>) -> impl Iterator<Item = (usize, Line<f64>)> {
        let touching = self.boundaries.touching(rect).into_iter();
        touching.map(|edge| (edge.number, Line::new(edge.a, edge.b)))
    }

    /// Whether the city may end within `d_m` of edge ab; if not, all places so near have units if one has.
    pub(crate) fn may_end_beside(&self, a: Coord<f64>, b: Coord<f64>, d_m: f64) -> bool {
        let outline = self.outline.get_or_init(|| outline::outline(&self.units));
        !outline.labels_beside(a, b, d_m).is_empty()
    }

    /// The city: the first that is not a neighbour.
    #[must_use]
    pub fn city(&self) -> Option<&Arc<AdminUnit>> {
        self.units.items().iter().find(|u| u.level == Level::City)
    }
}
