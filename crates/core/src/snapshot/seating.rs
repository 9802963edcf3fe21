//! Decides which post is responsible where (S9–S12). Look-ups, views and checks all use this file.
//!
//! Knows posts, units and waters of a date; knows no geometry, and not which stretches and pieces exist.
use super::law::Law;
use super::lineage::Lineage;
use super::posts::Incumbency;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Basis, Level, PostKind, SeatState};
use crate::domain::records::{FunctionalArea, RegisteredSegment, ZonePiece};
use crate::snapshot::reaches::Reach;
use crate::snapshot::segments::Stretch;
use std::sync::Arc;

/// A responsibility.
#[derive(Clone, Copy, Debug)]
pub enum Charge<'a> {
    /// A stretch or piece of a water, and its registered segment if it has one (S9).
    Water(&'a WaterCode, Option<&'a RegisteredSegment>),
    /// The village pieces of a reservoir's LAND zone (S10).
    Land(&'a WaterCode),
    /// The WATER zone of a reservoir (S10).
    Pool(&'a WaterCode),
    /// All waters of the unit, for its general chief (S11).
    Whole,
}

/// The responsible post, and the basis.
#[derive(Clone, Debug)]
pub struct Sitting<'a> {
    /// The post; `None`: there is none.
    pub post: Option<&'a Arc<Incumbency>>,
    /// State of the post, or of the seat without one (S9).
    pub state: SeatState,
    /// Why there is none.
    pub reason: Option<&'static str>,
    /// S24.
    pub basis: Basis,
    /// E: the functional area to which the post belongs, instead of the county.
    pub stands_in: Option<&'a FunctionalArea>,
    /// E: a functional area has no such post, and the county's own post remains.
    pub area_without_post: bool,
}

impl Law {
    /// The responsible post at a level of a charge.
    ///
    /// `unit` is the unit of that level (for a registered segment its own); `area` is the functional area that stands
    /// in for the county there ([`Self::standing_in`]).
    #[must_use]
    pub fn sitting<'a>(
        &'a self,
        charge: Charge<'_>,
        level: Level,
        unit: Option<&UnitCode>,
        area: Option<&'a FunctionalArea>,
    ) -> Sitting<'a> {
        let table = self.post_table();
        let (own, basis) = match charge {
            Charge::Water(water, _) | Charge::Land(water) if level == Level::City && !self.city_level(water) => {
                return absent(SeatState::NotApplicable, "R_NO_CITY_CHIEF_FOR_OTHER_WATERS");
            }
            Charge::Water(water, registered) => {
                if let Some(named) = registered.and_then(|r| table.get(r.post.as_ref()?)) {
                    (Some(named), Basis::Data)
                } else {
                    // A stretch of a functional area is the county's segment there (S12).
                    let own = self.chief_by_register(water, level, unit);
                    let of_county = || self.chief_by_register(water, level, unit.map(|unit| self.administrative(unit)));
                    (own.or_else(of_county), Basis::Inferred)
                }
            }
            Charge::Land(water) if level == Level::City => {
                (self.chief_by_register(water, level, unit), Basis::Inferred)
            }
            Charge::Land(water) => (self.chief_by_register(water, level, unit), Basis::Stated),
            Charge::Pool(water) => (table.of_water(PostKind::ReservoirChief, water).next(), Basis::Stated),
            Charge::Whole => {
                let own = unit.and_then(|unit| table.of_unit(PostKind::GeneralChief, unit).next());
                (own, Basis::Stated)
            }
        };
        let area = area.filter(|_| level == Level::County && !matches!(charge, Charge::Pool(_)));
        let of_area = area.and_then(|area| {
            let (kind, water) = match charge {
                Charge::Water(water, _) | Charge::Land(water) => (PostKind::RiverChief, Some(water)),
                Charge::Pool(_) | Charge::Whole => (PostKind::GeneralChief, None),
            };
            let mut posts = table.of_unit(kind, &area.code);
            posts.find(|p| water.is_none() || p.post.water.as_ref() == water)
        });
        let Some(post) = of_area.or(own) else {
            let optional =
                matches!(charge, Charge::Water(water, _) if level == Level::Village && !self.city_level(water));
            let state = self.without_post(optional);
            let reason = match state {
                SeatState::NotYet => "R_NOT_YET",
                SeatState::NotEstablished => "R_VILLAGE_CHIEF_OPTIONAL",
                _ => "R_NO_POST",
            };
            let without = absent(state, reason);
            return Sitting {
                basis,
                area_without_post: area.is_some(),
                ..without
            };
        };
        Sitting {
            post: Some(post),
            state: post.state,
            reason: None,
            basis,
            stands_in: area.filter(|_| of_area.is_some()),
            area_without_post: area.is_some() && of_area.is_none(),
        }
    }

    /// The `RIVER_CHIEF` post of a level for a water and a unit; at city level the post for the water, otherwise for
    /// the river before its bracket (C1).
    fn chief_by_register(&self, water: &WaterCode, level: Level, unit: Option<&UnitCode>) -> Option<&Arc<Incumbency>> {
        let table = self.post_table();
        if level == Level::City {
            let of = |w: &WaterCode| {
                let mut posts = table.of_water(PostKind::RiverChief, w);
                posts.find(|p| p.post.level == Level::City)
            };
            return of(water).or_else(|| self.bracket(water).skip(1).find_map(|w| of(&w.code)));
        }
        let mut posts = table.of_unit(PostKind::RiverChief, unit?);
        posts.find(|p| p.post.level == level && p.post.water.as_ref() == Some(water))
    }

    /// The posts of a level on a piece of a LAND zone (S10), each with its unit: one, unless a parent is taken by place
    /// (A). None outside the city.
    #[must_use]
    pub fn land_sittings(&self, piece: &ZonePiece, level: Level) -> Vec<(&UnitCode, Sitting<'_>)> {
        let village = self.units.get(&piece.village).filter(|u| !u.neighbour);
        let (Some(zone), Some(_)) = (self.zones.get(&piece.zone), village) else {
            return Vec::new();
        };
        let here = self.lineage_on(&piece.village, &piece.geometry);
        let sitting = |unit| {
            let area = if here.at(level) == Some(unit) {
                self.standing_in(&here)
            } else {
                self.standing_in(&self.lineage(unit))
            };
            (unit, self.sitting(Charge::Land(&zone.water), level, Some(unit), area))
        };
        let units = self.ancestors_on(&piece.village, &piece.geometry, level);
        units.into_iter().map(sitting).collect()
    }

    /// The functional area that lists a unit, in the world or not, among the units entrusted to it (E).
    #[must_use]
    pub fn entrusted_with(&self, unit: &UnitCode) -> Option<&FunctionalArea> {
        self.functional_areas
            .iter()
            .find(|a| a.over.contains(unit))
            .map(|a| &**a)
    }

    /// E, S12: the functional area that stands in for the county for a chain with these units.
    #[must_use]
    pub fn standing_in(&self, units: &Lineage) -> Option<&FunctionalArea> {
        let entrusted = |a: &FunctionalArea| {
            [Level::Township, Level::County]
                .iter()
                .any(|l| units.at(*l).is_some_and(|u| a.over.contains(u)))
        };
        self.functional_areas.iter().find(|a| entrusted(a)).map(|a| &**a)
    }
}

impl Law {
    /// The functional areas (`None` for none) that act on a county's part of a water; `stretch` restricts it to a
    /// stretch (S12).
    #[must_use]
    pub fn areas_under(
        &self,
        water: &WaterCode,
        county: &UnitCode,
        stretch: Option<Stretch>,
    ) -> Vec<Option<&FunctionalArea>> {
        let county = self.administrative(county);
        let mut areas: Vec<Option<&FunctionalArea>> = Vec::new();
        let mut add = |units: &Lineage| {
            let area = self.standing_in(units);
            if !areas.iter().any(|a| a.map(|a| &a.code) == area.map(|a| &a.code)) {
                areas.push(area);
            }
        };
        let branches = self.network.branches.iter().filter(|b| b.water == *water);
        for branch in branches.filter(|b| stretch.is_none_or(|s| s.branch == b.branch)) {
            let here = |r: &&Reach| !r.in_pool && stretch.is_none_or(|s| r.from_m < s.to_m && s.from_m < r.to_m);
            for reach in branch.reaches.iter().filter(here) {
                let right = reach.right_lineage.as_ref().unwrap_or(&reach.lineage);
                let sides = [(Bank::Left, &reach.lineage), (Bank::Right, right)];
                let sides = sides
                    .iter()
                    .filter(|(bank, _)| stretch.is_none_or(|s| banks_meet(s.bank, *bank)));
                let in_county = sides.filter(|(_, units)| units.at(Level::County) == Some(county));
                in_county.for_each(|(_, units)| add(units));
            }
        }
        let of_pieces = self.network.derived.iter().filter(|d| {
            let within = || self.ancestor(&d.unit, Level::County).is_some_and(|u| u.code == *county);
            d.level == Level::Township && d.water == *water && d.stretch.is_none() && stretch.is_none() && within()
        });
        of_pieces.for_each(|d| add(&self.lineage(&d.unit)));
        if areas.is_empty() {
            areas.push(
                self.standing_in(&self.lineage(county))
                    .or_else(|| self.entrusted_with(county)),
            );
        }
        areas
    }

    /// The key of a unit in the order of codes: for a functional area the county of its units, first if the world has
    /// none (S12, S18).
    #[must_use]
    pub fn in_order<'a>(&'a self, code: &'a UnitCode) -> Option<&'a UnitCode> {
        let county = self.administrative(code);
        (!self.is_area(county)).then_some(county)
    }

    /// Whether a code is that of a functional area (E).
    #[must_use]
    pub fn is_area(&self, code: &UnitCode) -> bool {
        self.functional_areas.iter().any(|a| a.code == *code)
    }

    /// The county of a functional area's units; any other code itself (E).
    #[must_use]
    pub fn administrative<'a>(&'a self, code: &'a UnitCode) -> &'a UnitCode {
        let area = self.functional_areas.iter().find(|a| a.code == *code);
        let county = area.and_then(|a| a.over.iter().find_map(|unit| self.ancestor(unit, Level::County)));
        county.map_or(code, |county| &county.code)
    }
}

fn banks_meet(a: Bank, b: Bank) -> bool {
    a == b || a == Bank::Both || b == Bank::Both
}

fn absent(state: SeatState, reason: &'static str) -> Sitting<'static> {
    Sitting {
        post: None,
        state,
        reason: Some(reason),
        basis: Basis::Stated,
        stands_in: None,
        area_without_post: false,
    }
}
