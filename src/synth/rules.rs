//! `posts.toml`: from when seats stand, when they change hands, and what is out of the ordinary.
use super::brackets::city_level;
use super::dates::Span;
use crate::domain::kinds::Level;
use crate::snapshot::RawWorld;
use serde::Deserialize;
use std::collections::BTreeMap;

/// `posts.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub start: Start,
    pub terms: Terms,
    pub city_chiefs: BTreeMap<String, String>,
    pub reservoir_chiefs: BTreeMap<String, String>,
    pub party: Party,
    pub functional: Functional,
    #[serde(default)]
    pub established: Vec<Established>,
    #[serde(default)]
    pub vacancy: Vec<Vacancy>,
    #[serde(default)]
    pub holder: Vec<Holder>,
    #[serde(default)]
    pub unregistered: Vec<Unregistered>,
    #[serde(default)]
    pub stretched: Vec<Stretched>,
    #[serde(default)]
    pub misplaced: Vec<Misplaced>,
}

/// Days on which seats were set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    pub general: String,
    pub members: String,
    pub city_level: String,
    pub village: String,
    pub others: String,
}

/// Days on which the offices of a level changed hands.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    pub city: Vec<String>,
    pub county: Vec<String>,
    pub township: Vec<String>,
    pub village: Vec<String>,
    pub members: Vec<String>,
}

/// Waters whose chiefs are the party’s main leaders (C4).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    pub waters: Vec<String>,
}

/// Waters with a chief of the functional area (E).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functional {
    pub unit: String,
    pub waters: Vec<String>,
}

/// Village seats on another water, set up by a township (O2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Established {
    pub water: String,
    pub township: String,
    pub role: String,
}

/// A seat that stands empty.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vacancy {
    pub post: String,
    pub from: String,
    pub to: Option<String>,
}

/// A seat held by another class of office than the plan asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    pub post: String,
    pub role: String,
}

/// Stretches for which nothing is registered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unregistered {
    pub water: String,
    pub level: String,
}

/// A segment registered too far downstream.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretched {
    pub water: String,
    pub level: String,
    pub unit: String,
    pub by_m: f64,
}

/// A segment registered for another unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misplaced {
    pub water: String,
    pub level: String,
    pub unit: String,
    pub registered: String,
}

impl Misplaced {
    /// Whether this is about the segments of a unit.
    #[must_use]
    pub fn is(&self, water: &str, level: Level, unit: &str) -> bool {
        self.water == water && self.level == level.as_str() && self.unit == unit
    }
}

/// The day on which the seats and segments of a water were set up at a level.
#[must_use]
pub fn start<'a>(rules: &'a Rules, world: &RawWorld, water: &str, level: Level) -> &'a str {
    match level {
        _ if !city_level(world, water) => &rules.start.others,
        Level::Village => &rules.start.village,
        _ => &rules.start.city_level,
    }
}

impl From<&Vacancy> for Span {
    fn from(v: &Vacancy) -> Self {
        Self {
            from: Some(v.from.clone()),
            to: v.to.clone(),
        }
    }
}
