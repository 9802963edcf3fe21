//! The law of one epoch: the records valid in it, by code, and the derived network.
use super::epoch::Epoch;
use super::lineage::Register;
use super::posts::PostTable;
use super::reaches::Network;
use super::world::Snapshot;
use crate::domain::answer::Thresholds;
use crate::domain::ids::{FeatureId, HolderId, PostId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::records::{
    AdminUnit, Centreline, FunctionalArea, Holder, ManagementExtent, MarineArea, NoticeBoard, Office, Post,
    RegisteredSegment, Tenure, Water, WaterArea, Zone, ZonePiece,
};
use crate::domain::terms;
use crate::domain::time::Date;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// The records valid on one date, with look-ups by code, and the network derived from them.
///
/// Lists are sorted by id; maps point into them.
#[derive(Debug)]
pub struct Law {
    /// The snapshot from which it was made.
    pub snapshot: Arc<Snapshot>,
    /// The epoch that contains `date`.
    pub epoch: Epoch,
    /// The date for which it was made; any other date of the epoch gives the same law.
    pub date: Date,
    /// Thresholds in force.
    pub thresholds: Thresholds,
    /// Units, by code.
    pub units: BTreeMap<UnitCode, Arc<AdminUnit>>,
    /// Functional areas.
    pub functional_areas: Vec<Arc<FunctionalArea>>,
    /// Waters, by code.
    pub waters: BTreeMap<WaterCode, Arc<Water>>,
    /// Water areas, by id.
    pub water_areas: Vec<Arc<WaterArea>>,
    /// Centrelines by water and branch.
    pub centrelines: Vec<Arc<Centreline>>,
    /// Registered segments, by id.
    pub segments: BTreeMap<SegmentId, Arc<RegisteredSegment>>,
    /// Zones, by id.
    pub zones: BTreeMap<FeatureId, Arc<Zone>>,
    /// LAND pieces.
    pub zone_pieces: Vec<Arc<ZonePiece>>,
    /// Management extents.
    pub extents: Vec<Arc<ManagementExtent>>,
    /// Marine areas.
    pub marine_areas: Vec<Arc<MarineArea>>,
    /// Notice boards.
    pub boards: Vec<Arc<NoticeBoard>>,
    /// Posts, by id.
    pub posts: BTreeMap<PostId, Arc<Post>>,
    /// Holders, by id.
    pub holders: BTreeMap<HolderId, Arc<Holder>>,
    /// Tenures valid on the date, by post.
    pub tenures: HashMap<PostId, Vec<Arc<Tenure>>>,
    /// Reaches and derived segments (N3, N6, S4).
    pub network: Arc<Network>,
    /// Waters with a WATER zone (Z1).
    pub(super) split: HashSet<WaterCode>,
    /// Levels in the world, and units without a registered parent (A).
    pub(super) register: Register,
    pub(super) table: OnceLock<PostTable>,
}

impl Law {
    /// The Chinese name of a branch of a water.
    #[must_use]
    pub fn branch_name(&self, water: &WaterCode, branch: u32) -> String {
        let own = |l: &&Arc<Centreline>| l.branch == branch && l.water == *water;
        let line = (branch > 0).then(|| self.centrelines.iter().find(own)).flatten();
        terms::branch(branch, line.and_then(|l| l.name.as_deref()))
    }

    /// Whether a water has a city-level chief, itself or through the bracket of C1 (S13).
    #[must_use]
    pub fn city_level(&self, water: &WaterCode) -> bool {
        self.bracket(water).any(|w| w.city_level)
    }

    /// A water, the river before its bracket, and so on upward (C1, S13).
    pub fn bracket(&self, water: &WaterCode) -> impl Iterator<Item = &Arc<Water>> {
        let first = self.waters.get(water);
        let chain = std::iter::successors(first, |w| self.waters.get(w.parent.as_ref()?));
        // The limit also ends a cycle in bad data (`E_PARENT_CYCLE`).
        chain.take(self.waters.len())
    }

    /// Whether the water is a split reservoir: one with a WATER zone on the date (Z1).
    #[must_use]
    pub fn split(&self, water: &WaterCode) -> bool {
        self.split.contains(water)
    }

    /// The offices (河长制办公室) in force, by id.
    pub fn offices(&self) -> impl Iterator<Item = &Arc<Office>> {
        let offices = self.snapshot.offices.iter();
        offices.filter(move |office| office.validity.contains(self.date))
    }

    /// Posts of a kind for a unit and, for river and reservoir chiefs, a water; ascending by id.
    pub fn posts_of<'a>(
        &'a self,
        kind: PostKind,
        unit: Option<&'a UnitCode>,
        water: Option<&'a WaterCode>,
    ) -> impl Iterator<Item = &'a Arc<Post>> + 'a {
        self.posts.values().filter(move |p| {
            p.kind == kind && unit.is_none_or(|u| p.unit == *u) && (water.is_none() || p.water.as_ref() == water)
        })
    }

    /// The city: the first that is not a neighbour.
    #[must_use]
    pub fn city(&self) -> Option<&Arc<AdminUnit>> {
        self.units.values().find(|u| u.level == Level::City && !u.neighbour)
    }

    /// Whether the plan is in force on the date, so that seats are required (S35).
    #[must_use]
    pub fn in_force(&self) -> bool {
        self.date >= self.snapshot.plan_from()
    }

    /// State of a seat without a post; `optional`: the township decides whether there is one (O2, S35).
    #[must_use]
    pub fn without_post(&self, optional: bool) -> SeatState {
        match (self.in_force(), optional) {
            (false, _) => SeatState::NotYet,
            (true, true) => SeatState::NotEstablished,
            (true, false) => SeatState::Gap,
        }
    }

    /// The lowest level at which the world has units other than neighbours (S16).
    #[must_use]
    pub fn lowest_level(&self) -> Option<Level> {
        self.units.values().filter(|u| !u.neighbour).map(|u| u.level).max()
    }
}
