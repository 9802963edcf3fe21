//! A place decided: what it matched and who answers, without the words.
use super::matching::{Decision, Scope, decide};
use super::place::ancestors;
use super::seats::{self, Chain};
use super::stretch::{OnWater, on_water};
use crate::domain::ids::{FeatureId, PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, Status};
use crate::geom::LonLat;
use crate::index::Index;

/// A decision with its segments and seats.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) decision: Decision,
    pub(super) on_water: OnWater,
    pub(super) chain: Chain,
}

/// What must be equal for two answers to be the same across an edge (S1).
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
        let units = &decision.units.by_level;
        let city = || units[Level::City.index()].clone();
        let (on_water, chain) = match (decision.status, &decision.water) {
            (Status::Channel, Some(water)) => {
                let on_water = on_water(index, p, water);
                let chain = seats::of_segments(index, water, &on_water.held, units);
                (on_water, chain)
            }
            (Status::WaterZone, Some(water)) => (OnWater::default(), seats::of_pool(index, water, city())),
            (Status::LandZone, Some(water)) => {
                let units = land_units(index, p, &decision);
                (OnWater::default(), seats::of_land(index, water, &units))
            }
            (Status::OutOfJurisdiction | Status::Marine, _) => (OnWater::default(), Chain::default()),
            _ => {
                let chain = decision.unit.map(|unit| seats::of_unit(index, unit));
                (OnWater::default(), chain.unwrap_or_default())
            }
        };
        Self {
            decision,
            on_water,
            chain,
        }
    }

    /// What S1 compares.
    pub(super) fn essence(&self) -> Essence {
        let d = &self.decision;
        // The nearest water of dry land is advice: it is no match.
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
}

/// Z3, N1: the smallest covering village that has a piece of the zone, and its parents.
fn land_units(index: &Index, p: LonLat, decision: &Decision) -> [Option<UnitCode>; 4] {
    let zone = decision.feature.as_ref();
    let pieces: Vec<&UnitCode> = index
        .law
        .zone_pieces
        .iter()
        .filter(|piece| Some(&piece.zone) == zone)
        .map(|piece| &piece.village)
        .collect();
    let covering = index
        .units
        .covering(p)
        .into_iter()
        .map(|(i, _)| &index.units.items()[i]);
    // Without registered pieces every village that covers the place has one.
    let village = covering
        .filter(|u| u.level == Level::Village && (pieces.is_empty() || pieces.contains(&&u.code)))
        .map(|u| u.code.clone())
        .next();
    village.map_or_else(|| decision.units.by_level.clone(), |v| ancestors(index, &v))
}
