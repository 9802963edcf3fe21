//! Seats that the plan asks for on a date: L2, C1, C3, O1, O2, Z2, Z3.
//!
//! Knows where segments and zone pieces lie; whether a seat is held is the report's concern.
use super::SegmentFilter;
use super::chain;
use super::spans::spans;
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, PostKind, ZoneKind};
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::seating::{Charge, Sitting};
use std::collections::{BTreeMap, BTreeSet};

/// A seat, whether there is a post for it, and why it should be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Required {
    pub kind: PostKind,
    pub level: Level,
    pub unit: UnitCode,
    pub water: Option<WaterCode>,
    /// The clause that asks for it.
    pub rule: &'static str,
    /// O2: the township decides; absence is no gap.
    pub optional: bool,
    /// On a city-level water (C1), whose township level and above is due with M1.
    pub city_level: bool,
    pub post: Option<PostId>,
}

/// Every seat of the plan, once, by kind, level, unit and water.
pub(crate) fn required(index: &Index) -> Vec<Required> {
    let law = &index.law;
    let mut seen: BTreeMap<_, Required> = BTreeMap::new();
    let mut add = |r: Required| {
        // A functional area that stands in has a seat of its own beside the county's (S12).
        let area = r.post.as_ref().and_then(|p| law.posts.get(p)).map(|p| &p.unit);
        let area = area
            .filter(|unit| law.functional_areas.iter().any(|a| a.code == **unit))
            .cloned();
        seen.entry((r.kind, r.level, r.unit.clone(), r.water.clone(), area))
            .or_insert(r);
    };
    general_chiefs(law).into_iter().for_each(&mut add);
    reservoirs(law).into_iter().for_each(&mut add);
    city_waters(law).into_iter().for_each(&mut add);
    for span in spans(law, &SegmentFilter::default()) {
        if span.level == Level::City || span.stretch.is_some_and(|s| s.to_m - s.from_m < 1.0) {
            continue;
        }
        let city_level = law.city_level(span.water);
        chain::sittings(index, &span).into_iter().for_each(|sitting| {
            add(Required {
                kind: PostKind::RiverChief,
                level: span.level,
                unit: law.administrative(span.unit).clone(),
                water: Some(span.water.clone()),
                rule: match (city_level, span.level) {
                    (true, _) => "C3",
                    (false, Level::Village) => "O2",
                    (false, _) => "O1",
                },
                optional: !city_level && span.level == Level::Village,
                city_level,
                post: id(&sitting),
            })
        });
    }
    seen.into_values().collect()
}

fn general_chiefs(law: &Law) -> Vec<Required> {
    let units = law.units.values().filter(|u| !u.neighbour && u.level < Level::Village);
    units
        .map(|u| Required {
            kind: PostKind::GeneralChief,
            level: u.level,
            unit: u.code.clone(),
            water: None,
            rule: "L2",
            optional: false,
            city_level: false,
            post: id(&law.sitting(Charge::Whole, u.level, Some(&u.code), None)),
        })
        .collect()
}

/// One city seat per river before a bracket (C1); bracketed waters share it.
fn city_waters(law: &Law) -> Vec<Required> {
    let Some(city) = law.units.values().find(|u| u.level == Level::City && !u.neighbour) else {
        return Vec::new();
    };
    let heads: BTreeSet<&WaterCode> = (law.waters.values())
        .filter(|w| law.city_level(&w.code))
        .filter_map(|w| {
            let bracket = law.bracket(&w.code).take_while(|w| law.city_level(&w.code));
            bracket.last().map(|w| &w.code)
        })
        .collect();
    heads
        .into_iter()
        .map(|water| Required {
            kind: PostKind::RiverChief,
            level: Level::City,
            unit: city.code.clone(),
            water: Some(water.clone()),
            rule: "C1",
            optional: false,
            city_level: true,
            post: id(&chain::city_sitting(law, water)),
        })
        .collect()
}

/// Reservoir chiefs of WATER zones (Z2) and the three lower levels of LAND pieces (Z3).
fn reservoirs(law: &Law) -> Vec<Required> {
    let mut list = Vec::new();
    let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
    let pools: BTreeSet<&WaterCode> = (law.zones.values())
        .filter(|z| z.kind == ZoneKind::Water)
        .map(|z| &z.water)
        .collect();
    for (water, city) in pools.into_iter().filter_map(|w| Some((w, city?))) {
        list.push(Required {
            kind: PostKind::ReservoirChief,
            level: Level::City,
            unit: city.code.clone(),
            water: Some(water.clone()),
            rule: "Z2",
            optional: false,
            city_level: true,
            post: id(&law.sitting(Charge::Pool(water), Level::City, None, None)),
        });
    }
    for piece in &law.zone_pieces {
        let Some(zone) = law.zones.get(&piece.zone) else {
            continue;
        };
        for level in [Level::County, Level::Township, Level::Village] {
            list.extend(law.land_sittings(piece, level).iter().map(|(unit, sitting)| Required {
                kind: PostKind::RiverChief,
                level,
                unit: (*unit).clone(),
                water: Some(zone.water.clone()),
                rule: "Z3",
                optional: false,
                city_level: true,
                post: id(sitting),
            }));
        }
    }
    list
}

fn id(sitting: &Sitting<'_>) -> Option<PostId> {
    sitting.post.map(|p| p.post.id.clone())
}
