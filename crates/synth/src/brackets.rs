//! Waters in brackets in the plan (C1), on raw records: which waters are city-level, and which river's post covers those in
//! brackets.
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::raw::RawWater;

fn water<'a>(world: &'a RawWorld, code: &str) -> Option<&'a RawWater> {
    world.waters.iter().find(|w| w.code.as_deref() == Some(code))
}

/// S13 on raw records.
#[must_use]
pub fn city_level(world: &RawWorld, code: &str) -> bool {
    let flagged = |code: &str| water(world, code).is_some_and(|w| w.city_level == Some(true));
    flagged(code) || parent(world, code).is_some_and(flagged)
}

/// The river before the bracket.
#[must_use]
pub fn parent<'a>(world: &'a RawWorld, code: &str) -> Option<&'a str> {
    water(world, code)?.parent.as_deref()
}

/// The river chief of a unit; at city level that of the river before the bracket (C1).
#[must_use]
pub fn river_post(world: &RawWorld, water: &str, unit: &str) -> String {
    let city = world.units.first().and_then(|u| u.code.as_deref()) == Some(unit);
    let water = if city {
        parent(world, water).unwrap_or(water)
    } else {
        water
    };
    format!("RC-{water}-{unit}")
}

/// The name of a water, or its code if it has none.
#[must_use]
pub fn water_name(world: &RawWorld, code: &str) -> String {
    let name = water(world, code).and_then(|w| w.name.clone());
    name.unwrap_or_else(|| code.to_owned())
}
