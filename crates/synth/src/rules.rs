//! `posts.toml`: when posts were set up, when their holders change, and the exceptions.
use super::brackets::city_level;
use super::dates::Span;
use super::values;
use riverchief_core::domain::kinds::{Level, TitleClass};
use riverchief_core::snapshot::RawWorld;
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

/// Days on which posts were set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    #[serde(deserialize_with = "values::day")]
    pub general: String,
    #[serde(deserialize_with = "values::day")]
    pub members: String,
    #[serde(deserialize_with = "values::day")]
    pub city_level: String,
    #[serde(deserialize_with = "values::day")]
    pub village: String,
    #[serde(deserialize_with = "values::day")]
    pub others: String,
}

/// Days on which the holders of the offices of a level changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    #[serde(deserialize_with = "values::days")]
    pub city: Vec<String>,
    #[serde(deserialize_with = "values::days")]
    pub county: Vec<String>,
    #[serde(deserialize_with = "values::days")]
    pub township: Vec<String>,
    #[serde(deserialize_with = "values::days")]
    pub village: Vec<String>,
    #[serde(deserialize_with = "values::days")]
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

/// Village posts on another water, set up by a township (O2).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Established {
    pub water: String,
    pub township: String,
    #[serde(deserialize_with = "values::role")]
    pub role: TitleClass,
}

/// A vacant post.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vacancy {
    pub post: String,
    #[serde(deserialize_with = "values::day")]
    pub from: String,
    #[serde(default, deserialize_with = "values::maybe_day")]
    pub to: Option<String>,
}

/// A post held by another class of office than the plan requires.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    pub post: String,
    #[serde(deserialize_with = "values::role")]
    pub role: TitleClass,
}

/// Stretches without a registered segment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unregistered {
    pub water: String,
    #[serde(deserialize_with = "values::level")]
    pub level: Level,
}

/// A segment registered too far downstream.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretched {
    pub water: String,
    #[serde(deserialize_with = "values::level")]
    pub level: Level,
    pub unit: String,
    pub by_m: f64,
}

/// A segment registered for another unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misplaced {
    pub water: String,
    #[serde(deserialize_with = "values::level")]
    pub level: Level,
    pub unit: String,
    pub registered: String,
}

impl Misplaced {
    /// Whether this is about the segments of a unit.
    #[must_use]
    pub fn is(&self, water: &str, level: Level, unit: &str) -> bool {
        self.water == water && self.level == level && self.unit == unit
    }
}

/// The day on which the posts and segments of a water were set up at a level.
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
