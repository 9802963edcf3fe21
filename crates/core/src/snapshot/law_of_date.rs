//! Makes the law of a date: the records that are valid then, and the network derived from them.
use super::law::Law;
use super::lineage::Register;
use super::reaches::Network;
use super::world::Snapshot;
use crate::domain::answer::Thresholds;
use crate::domain::ids::PostId;
use crate::domain::kinds::ZoneKind;
use crate::domain::records::{AdminUnit, Tenure};
use crate::domain::time::{Date, Validity};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

fn valid<T>(list: &[Arc<T>], date: Date, validity: impl Fn(&T) -> Validity) -> Vec<Arc<T>> {
    list.iter().filter(|r| validity(r).contains(date)).cloned().collect()
}

impl Law {
    /// The law of `date`.
    ///
    /// If two versions of a code are valid on the same date (a finding), the first by validity is used.
    #[must_use]
    pub fn new(snapshot: &Arc<Snapshot>, date: Date, thresholds: Thresholds) -> Self {
        Self::beside(snapshot, date, thresholds, None)
    }

    /// The law of `date`, sharing the network of another date if it is derived from the same records.
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
            split: HashSet::new(),
            register: Register::default(),
            table: OnceLock::new(),
            snapshot: snapshot.clone(),
        };
        let pools = law.zones.values().filter(|zone| zone.kind == ZoneKind::Water);
        law.split = pools.map(|zone| zone.water.clone()).collect();
        law.register = Register::new(&law);
        law.network = match other.filter(|other| law.stands_with(other)) {
            Some(other) => other.network.clone(),
            None => Arc::new(Network::derive(&law)),
        };
        law
    }

    /// Whether everything from which the network is derived is the same.
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
}
