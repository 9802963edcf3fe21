//! The verdict on a place: what it matched and who answers, without explanation.
use super::matching::{Decision, Scope, Wanted, decide};
use super::place::lineage_at;
use super::seats;
use super::stretch::{self, OnStretch, OnWater};
use crate::domain::answer::{Answer, Stationing};
use crate::domain::ids::{FeatureId, PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Confidence, Level, Status};
use crate::domain::note::Note;
use crate::index::{Index, KeptFor, Responsibility};
use crate::snapshot::Lineage;
use riverchief_geom::LonLat;
use std::sync::Arc;

/// A decision with its segments and seats.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) decision: Decision,
    pub(super) stationing: Option<Stationing>,
    pub(super) own: Arc<Responsibility>,
    /// See [`OnStretch`].
    pub(super) other_bank: Option<Arc<Responsibility>>,
    pub(super) shared_river: bool,
}

/// Two answers are the same across an edge if these are equal (S1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Essence<'a> {
    status: Status,
    water: Option<&'a WaterCode>,
    feature: Option<&'a FeatureId>,
    units: &'a [Option<UnitCode>; 4],
    direct: &'a [PostId],
}

impl<'a> Essence<'a> {
    pub(super) fn new(
        status: Status,
        water: Option<&'a WaterCode>,
        feature: Option<&'a FeatureId>,
        units: &'a [Option<UnitCode>; 4],
        direct: &'a [PostId],
    ) -> Self {
        // The nearest water of dry land is advice, not a match.
        let matched = status != Status::NearWater;
        Self {
            status,
            water: water.filter(|_| matched),
            feature: feature.filter(|_| matched),
            units,
            direct,
        }
    }
}

impl Verdict {
    /// Decides a place.
    pub(super) fn of(index: &Index, p: LonLat, scope: Scope, wanted: Wanted) -> Self {
        let decision = decide(index, p, scope, wanted);
        let (here, unit) = (&decision.units, decision.unit);
        let mut on_water = OnWater::default();
        let own = match (decision.status, &decision.water) {
            (Status::Channel, Some(water)) => {
                on_water = stretch::on_water(index, p, water, decision.line);
                on_water.answered(index, water, here, unit)
            }
            (Status::WaterZone, Some(water)) => index.kept(KeptFor::Pool, water, unit, || Responsibility {
                chain: seats::of_pool(index, water, here.by_level[Level::City.index()].clone()),
                ..Responsibility::default()
            }),
            (Status::LandZone, Some(water)) => on_land(index, p, &decision, water),
            (Status::OutOfJurisdiction | Status::Marine, _) => Arc::default(),
            _ => unit.map_or_else(Arc::default, |unit| seats::of_unit(index, unit, here)),
        };
        let OnStretch {
            other_bank,
            shared_river,
            ..
        } = on_water.on_stretch;
        Self {
            decision,
            stationing: on_water.stationing,
            own,
            other_bank,
            shared_river,
        }
    }

    /// Levels without a covering unit at the place, or at the stretch or piece that answers for it (A), highest first.
    pub(super) fn holes(&self) -> Vec<Level> {
        either(&self.decision.units.holes, &self.own.units.holes)
    }

    /// Levels whose unit was taken by place; see [`Self::holes`].
    pub(super) fn by_place(&self) -> Vec<Level> {
        either(&self.decision.units.by_place, &self.own.units.by_place)
    }

    /// What S1 compares.
    pub(super) fn essence(&self) -> Essence<'_> {
        let d = &self.decision;
        let (water, feature) = (d.water.as_ref(), d.feature.as_ref());
        Essence::new(d.status, water, feature, &d.units.by_level, &self.own.chain.direct)
    }

    /// What the column `alternatives` prints for it (S1).
    pub(super) fn key(&self) -> String {
        let zone = self.zone().map(ToString::to_string);
        let unit = self
            .decision
            .units
            .by_level
            .iter()
            .rev()
            .flatten()
            .next()
            .map(ToString::to_string);
        let segment = self.own.held.first().map(|h| h.segment.to_string());
        segment
            .or(zone)
            .or(unit)
            .unwrap_or_else(|| self.decision.status.to_string())
    }

    /// The zone that decided, if one did.
    pub(super) fn zone(&self) -> Option<&FeatureId> {
        let zoned = matches!(self.decision.status, Status::WaterZone | Status::LandZone);
        self.decision.feature.as_ref().filter(|_| zoned)
    }

    /// A verdict as an answer, without the details and the explanation.
    pub(super) fn into_answer(self, index: &Index, p: LonLat) -> Answer {
        let zone = self.zone().cloned();
        let notes = self.beside_the_register();
        let (d, chain) = (self.decision, &self.own.chain);
        let mut units = d.units;
        units.managed_by.clone_from(&chain.managed_by);
        Answer {
            at: p,
            as_of: index.law.date,
            status: d.status,
            confidence: Confidence::Exact,
            rule: d.rule,
            units,
            water: d.water,
            reference_level: (zone.as_ref())
                .and_then(|z| index.law.zones.get(z))
                .and_then(|z| z.reference_level.clone()),
            zone,
            segment: self.own.held.first().map(|h| h.segment.clone()),
            stationing: self.stationing,
            distance_m: d.distance_m,
            matches: d.matches,
            chain: chain.seats.clone(),
            general_chiefs: chain.general.clone(),
            direct_responsible: chain.direct.clone(),
            first_contact: chain.first_contact.clone(),
            accountable: chain.accountable.clone(),
            co_responsible: Vec::new(),
            shared_river: self.shared_river,
            adjacent: Vec::new(),
            reporting: Vec::new(),
            supervision: Vec::new(),
            conference: None,
            offices: Vec::new(),
            competence: None,
            boards: Vec::new(),
            alternatives: Vec::new(),
            nearest: None,
            neighbour: None,
            notes: notes.into_iter().chain(chain.notes.iter().copied()).collect(),
            explanation: Vec::new(),
            thresholds: index.law.thresholds,
        }
    }

    /// Remarks on rule A, if the register does not name all the units above.
    fn beside_the_register(&self) -> Vec<Note> {
        let by_place = (!self.by_place().is_empty()).then_some(Note::ParentByPlace);
        let holes = self.holes().into_iter().map(Note::Hole);
        by_place.into_iter().chain(holes).collect()
    }
}

/// The answer for a place by what covers it, without half width, tolerance and nearness: for the parts of lines and
/// polygons (N9).
#[must_use]
pub fn decide_in_area(index: &Index, p: LonLat) -> Answer {
    Verdict::of(index, p, Scope::Part, Wanted::Every).into_answer(index, p)
}

/// Levels in one list or the other, highest first.
fn either(a: &[Level], b: &[Level]) -> Vec<Level> {
    let levels = Level::ALL.iter().copied();
    levels.filter(|l| a.contains(l) || b.contains(l)).collect()
}

/// Who answers on a LAND zone: the smallest covering village that has a piece of the zone, and its parents (Z3, N1).
fn on_land(index: &Index, p: LonLat, decision: &Decision, water: &WaterCode) -> Arc<Responsibility> {
    let pieces = decision
        .feature
        .as_ref()
        .map_or(&[][..], |zone| index.villages_of(zone));
    let covering = index.units.covering(p);
    // If no pieces are registered, every village that covers the place has one.
    let village = covering.iter().map(|(i, _)| *i).find(|i| {
        let unit = &index.units.items()[*i];
        unit.level == Level::Village && (pieces.is_empty() || pieces.contains(&unit.code))
    });
    index.kept(KeptFor::Land, water, village.or(decision.unit), || {
        let units = village.map_or_else(|| Lineage::from(&decision.units), |v| lineage_at(index, v, &covering));
        Responsibility {
            held: Vec::new(),
            chain: seats::of_land(index, water, &units),
            units,
        }
    })
}
