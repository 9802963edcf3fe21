//! The law of one epoch: what is valid then, by code, and the derived network.
use super::lineage::Register;
use super::posts::PostTable;
use super::reaches::Network;
use super::{Epoch, Snapshot};
use crate::domain::answer::Thresholds;
use crate::domain::ids::{FeatureId, HolderId, PostId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState, ZoneKind};
use crate::domain::records::{
    AdminUnit, Centreline, FunctionalArea, Holder, ManagementExtent, MarineArea, NoticeBoard, Post, RegisteredSegment,
    Tenure, Water, WaterArea, Zone, ZonePiece,
};
use crate::domain::terms;
use crate::domain::time::{Date, Validity};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// What is valid on one date, with look-ups by code, and the network derived from it.
///
/// Lists are sorted by id; maps point into them.
#[derive(Debug)]
pub struct Law {
    /// The snapshot it is a view of.
    pub snapshot: Arc<Snapshot>,
    /// The epoch that holds `date`.
    pub epoch: Epoch,
    /// The date it was made for; any other date of the epoch gives the same.
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
    /// Levels, and units without a registered parent (A).
    pub(super) register: Register,
    table: OnceLock<PostTable>,
}

fn valid<T>(list: &[Arc<T>], date: Date, validity: impl Fn(&T) -> Validity) -> Vec<Arc<T>> {
    list.iter().filter(|r| validity(r).contains(date)).cloned().collect()
}

impl Law {
    /// The law of `date`.
    ///
    /// Where two versions of one code are valid on the same date (a finding), the first by validity is taken.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>, date: Date, thresholds: Thresholds) -> Self {
        Self::beside(snapshot, date, thresholds, None)
    }

    /// What a branch of a water is called in Chinese.
    #[must_use]
    pub fn branch_name(&self, water: &WaterCode, branch: u32) -> String {
        let own = |l: &&Arc<Centreline>| l.branch == branch && l.water == *water;
        let line = (branch > 0).then(|| self.centrelines.iter().find(own)).flatten();
        terms::branch(branch, line.and_then(|l| l.name.as_deref()))
    }

    /// The law of `date`, with the network of another date where the two stand on the same ground.
    #[must_use]
    pub fn beside(snapshot: &Arc<Snapshot>, date: Date, thresholds: Thresholds, other: Option<&Self>) -> Self {
        let s = &**snapshot;
        let keyed = |list: Vec<Arc<AdminUnit>>| {
            let mut map = BTreeMap::new();
            for unit in list {
                map.entry(unit.code.clone()).or_insert(unit);
            }
            map
        };
        let mut tenures: HashMap<PostId, Vec<Arc<Tenure>>> = HashMap::new();
        for tenure in valid(&s.tenures, date, |r| r.validity) {
            tenures.entry(tenure.post.clone()).or_default().push(tenure);
        }
        let mut law = Self {
            epoch: s.epoch(date),
            date,
            thresholds,
            units: keyed(valid(&s.units, date, |r| r.validity)),
            functional_areas: valid(&s.functional_areas, date, |r| r.validity),
            waters: valid(&s.waters, date, |r| r.validity)
                .into_iter()
                .rev()
                .map(|w| (w.code.clone(), w))
                .collect(),
            water_areas: valid(&s.water_areas, date, |r| r.validity),
            centrelines: valid(&s.centrelines, date, |r| r.validity),
            segments: valid(&s.segments, date, |r| r.validity)
                .into_iter()
                .rev()
                .map(|r| (r.id.clone(), r))
                .collect(),
            zones: valid(&s.zones, date, |r| r.validity)
                .into_iter()
                .rev()
                .map(|z| (z.id.clone(), z))
                .collect(),
            zone_pieces: valid(&s.zone_pieces, date, |r| r.validity),
            extents: valid(&s.extents, date, |r| r.validity),
            marine_areas: valid(&s.marine_areas, date, |r| r.validity),
            boards: valid(&s.boards, date, |r| r.validity),
            posts: valid(&s.posts, date, |r| r.validity)
                .into_iter()
                .rev()
                .map(|p| (p.id.clone(), p))
                .collect(),
            holders: s.holders.iter().map(|h| (h.id.clone(), h.clone())).collect(),
            tenures,
            network: Arc::default(),
            register: Register::default(),
            table: OnceLock::new(),
            snapshot: snapshot.clone(),
        };
        law.register = Register::new(&law);
        law.network = match other.filter(|other| law.stands_with(other)) {
            Some(other) => other.network.clone(),
            None => Arc::new(Network::derive(&law)),
        };
        law
    }

    /// Whether all that the network is derived from is the same.
    fn stands_with(&self, other: &Self) -> bool {
        fn same<'a, T: 'a>(a: impl Iterator<Item = &'a Arc<T>>, b: impl Iterator<Item = &'a Arc<T>>) -> bool {
            a.map(Arc::as_ptr).eq(b.map(Arc::as_ptr))
        }
        self.thresholds == other.thresholds
            && same(self.units.values(), other.units.values())
            && same(self.waters.values(), other.waters.values())
            && same(self.centrelines.iter(), other.centrelines.iter())
            && same(self.water_areas.iter(), other.water_areas.iter())
            && same(self.zones.values(), other.zones.values())
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
        // A cycle in bad data (`E_PARENT_CYCLE`) ends here too.
        chain.take(self.waters.len())
    }

    /// Whether the water is a split reservoir: one with a WATER zone on the date (Z1).
    #[must_use]
    pub fn split(&self, water: &WaterCode) -> bool {
        self.zones
            .values()
            .any(|z| z.kind == ZoneKind::Water && z.water == *water)
    }

    /// Posts by unit and water, each with who holds it; made when first asked for.
    #[must_use]
    pub fn post_table(&self) -> &PostTable {
        self.table.get_or_init(|| PostTable::new(self))
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

    /// Whether the plan is in force on the date, and seats are asked for (S35).
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

    /// The lowest level of which the world has units that are not neighbours (S16).
    #[must_use]
    pub fn lowest_level(&self) -> Option<Level> {
        self.units.values().filter(|u| !u.neighbour).map(|u| u.level).max()
    }
}
