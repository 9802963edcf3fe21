//! Seats that the plan requires on a date (S36): L2, C1, C3, O1, O2, Z2, Z3. Coverage, milestones and checks use this
//! list.
//!
//! Knows which units have reaches and pieces of a water; `seating` decides which post is responsible.
use super::law::Law;
use super::posts::Incumbency;
use super::seating::{Charge, Sitting};
use super::segments::Stretch;
use crate::domain::clause::RuleId;
use crate::domain::ids::{FeatureId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, SeatState, ZoneKind};
use crate::domain::records::RegisteredSegment;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A seat that the plan requires.
#[derive(Clone, Debug)]
pub struct RequiredSeat<'a> {
    /// The kind.
    pub kind: PostKind,
    /// The level.
    pub level: Level,
    /// The unit, or the functional area that stands in for the county; `None`: the city, in a world without a city
    /// layer.
    pub unit: Option<UnitCode>,
    /// The water; `None` for a general chief.
    pub water: Option<WaterCode>,
    /// The clause that requires it.
    pub rule: RuleId,
    /// O2: the township decides; absence is not a gap.
    pub optional: bool,
    /// On a city-level water (C1); township level and above are due with M1.
    pub city_level: bool,
    /// The post.
    pub post: Option<&'a Arc<Incumbency>>,
    /// State of the post, or of the seat without one.
    pub state: SeatState,
    /// A place for which it is responsible.
    pub ground: Ground<'a>,
}

/// Why the plan requires a seat.
#[derive(Clone, Copy, Debug)]
pub enum Ground<'a> {
    /// The unit as a whole.
    Unit,
    /// The water as a whole.
    Water,
    /// A stretch of the water.
    Stretch(Stretch),
    /// A zone.
    Zone(&'a FeatureId),
    /// A piece of a LAND zone, by its index in [`Law::zone_pieces`].
    Piece(usize),
}

type Key = (PostKind, Level, Option<UnitCode>, Option<WaterCode>);

/// Seats by kind, level, unit and water, each once, with the first rule that requires it.
struct Seats<'a> {
    law: &'a Law,
    seats: BTreeMap<Key, RequiredSeat<'a>>,
}

/// Every seat that the plan requires, by kind, level, unit and water.
#[must_use]
pub fn required_seats(law: &Law) -> Vec<RequiredSeat<'_>> {
    let mut seats = Seats {
        law,
        seats: BTreeMap::new(),
    };
    seats.reservoirs();
    seats.city_waters();
    seats.general_chiefs();
    seats.rivers();
    seats.seats.into_values().collect()
}

impl<'a> Seats<'a> {
    fn add(
        &mut self,
        rule: RuleId,
        (kind, level): (PostKind, Level),
        unit: Option<&UnitCode>,
        water: Option<&WaterCode>,
        (sitting, ground): (&Sitting<'a>, Ground<'a>),
    ) {
        // If a functional area fills the county's seat, the seat is the area's (S12).
        let unit = sitting.stands_in.map(|area| &area.code).or(unit);
        let key = (kind, level, unit.cloned(), water.cloned());
        self.seats.entry(key).or_insert_with(|| RequiredSeat {
            kind,
            level,
            unit: unit.cloned(),
            water: water.cloned(),
            rule,
            optional: rule == RuleId::O2,
            city_level: water.is_some_and(|w| self.law.city_level(w)),
            post: sitting.post,
            state: sitting.state,
            ground,
        });
    }

    /// Reservoir chiefs of WATER zones (Z2), and the three lower levels of LAND pieces (Z3).
    fn reservoirs(&mut self) {
        let law = self.law;
        let city = law.city().map(|u| &u.code);
        for zone in law.zones.values().filter(|z| z.kind == ZoneKind::Water) {
            let sitting = law.sitting(Charge::Pool(&zone.water), Level::City, city, None);
            let seat = (PostKind::ReservoirChief, Level::City);
            self.add(
                RuleId::Z2,
                seat,
                city,
                Some(&zone.water),
                (&sitting, Ground::Zone(&zone.id)),
            );
        }
        for (number, piece) in law.zone_pieces.iter().enumerate() {
            let Some(zone) = law.zones.get(&piece.zone) else {
                continue;
            };
            for level in [Level::County, Level::Township, Level::Village] {
                for (unit, sitting) in law.land_sittings(piece, level) {
                    let seat = (PostKind::RiverChief, level);
                    let ground = Ground::Piece(number);
                    self.add(RuleId::Z3, seat, Some(unit), Some(&zone.water), (&sitting, ground));
                }
            }
        }
    }

    /// One city seat per river before a bracket (C1); bracketed waters share it.
    fn city_waters(&mut self) {
        let law = self.law;
        let city = law.city().map(|u| &u.code);
        let heads: BTreeSet<&WaterCode> = (law.waters.values())
            .filter_map(|w| {
                let bracket = law.bracket(&w.code).take_while(|w| law.city_level(&w.code));
                bracket.last().map(|w| &w.code)
            })
            .collect();
        for water in heads {
            let registered = law.named_segment(water, Level::City, None);
            let sitting = law.sitting(Charge::Water(water, registered), Level::City, city, None);
            let seat = (PostKind::RiverChief, Level::City);
            self.add(RuleId::C1, seat, city, Some(water), (&sitting, Ground::Water));
        }
    }

    fn general_chiefs(&mut self) {
        let law = self.law;
        for unit in law.units.values().filter(|u| !u.neighbour && u.level < Level::Village) {
            let sitting = law.sitting(Charge::Whole, unit.level, Some(&unit.code), None);
            let seat = (PostKind::GeneralChief, unit.level);
            self.add(RuleId::L2, seat, Some(&unit.code), None, (&sitting, Ground::Unit));
        }
    }

    /// Units that have a reach or a piece, whatever is registered there; and units for which a segment is registered
    /// (C3, O1, O2).
    fn rivers(&mut self) {
        let law = self.law;
        for d in &law.network.derived {
            self.river(&d.water, d.level, &d.unit, d.stretch);
        }
        for s in law.segments.values() {
            let own = law
                .units
                .get(&s.unit)
                .is_some_and(|u| !u.neighbour && u.level == s.level);
            let area = s.level == Level::County && law.functional_areas.iter().any(|a| a.code == s.unit);
            // If an area has no post of its own, the seat is the county's (S12).
            let of_area = || {
                law.named_segment(&s.water, s.level, Some(&s.unit)).is_some()
                    || law
                        .post_table()
                        .of_unit(PostKind::RiverChief, &s.unit)
                        .any(|p| p.post.water.as_ref() == Some(&s.water))
            };
            let unit = if area && !of_area() {
                law.administrative(&s.unit)
            } else {
                &s.unit
            };
            if own || area {
                let stretch = s.reach.map(|r| Stretch {
                    branch: r.branch,
                    from_m: r.from_m,
                    to_m: r.to_m,
                    bank: r.bank,
                });
                self.river(&s.water, s.level, unit, stretch);
            }
        }
    }

    fn river(&mut self, water: &WaterCode, level: Level, unit: &UnitCode, stretch: Option<Stretch>) {
        let law = self.law;
        let rule = match (law.city_level(water), level) {
            (_, Level::City) => return,
            (true, _) => RuleId::C3,
            (false, Level::Village) => RuleId::O2,
            (false, _) => RuleId::O1,
        };
        let areas = match level {
            Level::County => law.areas_under(water, unit, stretch),
            _ => vec![None],
        };
        let ground = stretch.map_or(Ground::Water, Ground::Stretch);
        for area in areas {
            let registered = law.named_segment(water, level, Some(unit));
            let sitting = law.sitting(Charge::Water(water, registered), level, Some(unit), area);
            let seat = (PostKind::RiverChief, level);
            self.add(rule, seat, Some(unit), Some(water), (&sitting, ground));
        }
    }
}

impl Law {
    /// The first registered segment of a water, level and unit that names a valid post, by branch, measure, bank and id (S36).
    fn named_segment(&self, water: &WaterCode, level: Level, unit: Option<&UnitCode>) -> Option<&RegisteredSegment> {
        let own = (self.segments.values())
            .filter(|s| s.water == *water && s.level == level && unit.is_none_or(|u| s.unit == *u))
            .filter(|s| s.post.as_ref().is_some_and(|p| self.posts.contains_key(p)));
        // Measures are never negative, so their bits sort in the same order.
        let place = |s: &&Arc<RegisteredSegment>| s.reach.map(|r| (r.branch, r.from_m.max(0.0).to_bits(), r.bank));
        own.min_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.id.cmp(&b.id)))
            .map(|s| &**s)
    }
}
