//! The verdict on a place: what it matched and who answers, without explanation.
use super::matching::{Decision, Scope, decide};
use super::place::lineage_at;
use super::seats::{self, Chain};
use super::stretch::{self, OnWater};
use crate::domain::answer::Answer;
use crate::domain::ids::{FeatureId, PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Confidence, Level, Status};
use crate::domain::note::Note;
use crate::index::Index;
use crate::snapshot::Lineage;
use riverchief_geom::LonLat;

/// A decision with its segments and seats.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) decision: Decision,
    pub(super) on_water: OnWater,
    pub(super) chain: Chain,
    /// The units that the chain represents; empty if there is none, or if they are the units of the place.
    pub(super) units: Lineage,
}

/// Two answers are the same across an edge if these are equal (S1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Essence {
    status: Status,
    water: Option<WaterCode>,
    feature: Option<FeatureId>,
    units: [Option<UnitCode>; 4],
    direct: Vec<PostId>,
}

impl Verdict {
    /// Decides a place.
    pub(super) fn of(index: &Index, p: LonLat, scope: Scope) -> Self {
        let decision = decide(index, p, scope);
        let here = &decision.units;
        let city = || here.by_level[Level::City.index()].clone();
        let (mut on_water, mut units) = (OnWater::default(), Lineage::default());
        let chain = match (decision.status, &decision.water) {
            (Status::Channel, Some(water)) => {
                on_water = stretch::on_water(index, p, water);
                units = on_water.units_or(here);
                seats::of_segments(index, water, &on_water.held, &units)
            }
            (Status::WaterZone, Some(water)) => seats::of_pool(index, water, city()),
            (Status::LandZone, Some(water)) => {
                units = land_units(index, p, &decision);
                seats::of_land(index, water, &units)
            }
            (Status::OutOfJurisdiction | Status::Marine, _) => Chain::default(),
            _ => {
                let chain = decision.unit.map(|unit| seats::of_unit(index, unit, here));
                chain.unwrap_or_default()
            }
        };
        Self {
            decision,
            on_water,
            chain,
            units,
        }
    }

    /// Levels without a covering unit at the place, or at the stretch or piece that answers for it (A), highest first.
    pub(super) fn holes(&self) -> Vec<Level> {
        either(&self.decision.units.holes, &self.units.holes)
    }

    /// Levels whose unit was taken by place; see [`Self::holes`].
    pub(super) fn by_place(&self) -> Vec<Level> {
        either(&self.decision.units.by_place, &self.units.by_place)
    }

    /// What S1 compares.
    pub(super) fn essence(&self) -> Essence {
        let d = &self.decision;
        // The nearest water of dry land is advice, not a match.
        let matched = d.status != Status::NearWater;
        Essence {
            status: d.status,
            water: d.water.clone().filter(|_| matched),
            feature: d.feature.clone().filter(|_| matched),
            units: d.units.by_level.clone(),
            direct: self.chain.direct.clone(),
        }
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
        let segment = self.on_water.held.first().map(|h| h.segment.to_string());
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
        let (d, on_water, chain) = (self.decision, self.on_water, self.chain);
        let mut units = d.units;
        units.managed_by = chain.managed_by;
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
            segment: on_water.held.first().map(|h| h.segment.clone()),
            stationing: on_water.stationing,
            distance_m: d.distance_m,
            matches: d.matches,
            chain: chain.seats,
            general_chiefs: chain.general,
            direct_responsible: chain.direct,
            first_contact: chain.first_contact,
            accountable: chain.accountable,
            co_responsible: Vec::new(),
            shared_river: on_water.shared_river,
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
            notes: notes.into_iter().chain(chain.notes).collect(),
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
    Verdict::of(index, p, Scope::Part).into_answer(index, p)
}

/// Levels in one list or the other, highest first.
fn either(a: &[Level], b: &[Level]) -> Vec<Level> {
    let levels = Level::ALL.iter().copied();
    levels.filter(|l| a.contains(l) || b.contains(l)).collect()
}

/// Z3, N1: the smallest covering village that has a piece of the zone, and its parents.
fn land_units(index: &Index, p: LonLat, decision: &Decision) -> Lineage {
    let zone = decision.feature.as_ref();
    let pieces: Vec<&UnitCode> = index
        .law
        .zone_pieces
        .iter()
        .filter(|piece| Some(&piece.zone) == zone)
        .map(|piece| &piece.village)
        .collect();
    let covering = index.units.covering(p);
    // If no pieces are registered, every village that covers the place has one.
    let village = covering.iter().map(|(i, _)| *i).find(|i| {
        let unit = &index.units.items()[*i];
        unit.level == Level::Village && (pieces.is_empty() || pieces.contains(&&unit.code))
    });
    village.map_or_else(|| Lineage::from(&decision.units), |v| lineage_at(index, v, &covering))
}
