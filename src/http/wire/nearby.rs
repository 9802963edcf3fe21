//! Features at a place or near it: matches, alternatives across an edge, the nearest water.
use super::lists;
use super::names::{Coded, Names, Responsible};
use super::place::{Position, UnitsBody};
use super::seat::SeatBody;
use riverchief_core::domain::answer::{Alternative, Match, Nearest};
use serde::Serialize;
use utoipa::ToSchema;

/// A feature that covers the place or lies within the tolerance.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Match)]
pub struct MatchBody {
    /// `water_zone`, `area`, `nominal_channel`, `management_extent`, `tolerance`, `land_zone`.
    #[schema(value_type = lists::MatchKind)]
    pub matched: &'static str,
    /// The water.
    pub water: Coded,
    /// Id of the zone, area or extent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<String>,
    /// Distance in metres.
    pub distance_m: f64,
    /// The rule.
    pub rule: &'static str,
}

impl MatchBody {
    pub(super) fn new(m: &Match, names: Names<'_>) -> Self {
        Self {
            matched: m.kind.as_str(),
            water: names.water(&m.water),
            feature: m.feature.as_ref().map(ToString::to_string),
            distance_m: m.distance_m,
            rule: m.rule.as_str(),
        }
    }
}

/// The answer on the other side of an edge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Alternative)]
pub struct AlternativeBody {
    /// Segment, zone, unit or status, as in the column `alternatives`.
    pub key: String,
    /// Distance to the edge in metres.
    pub distance_m: f64,
    /// The nearest point of the edge.
    pub towards: Position,
    /// Status there.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// Units there.
    pub units: UnitsBody,
    /// Water there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// Segment there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Zone there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Direct posts there.
    pub direct_responsible: Vec<Responsible>,
    /// The post to phone first there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
}

impl AlternativeBody {
    pub(super) fn new(a: &Alternative, names: Names<'_>) -> Self {
        Self {
            key: a.key.clone(),
            distance_m: a.distance_m,
            towards: a.towards.into(),
            status: a.status.as_str(),
            units: UnitsBody::by_level(&a.units, names),
            water: a.water.as_ref().map(|w| names.water(w)),
            segment: a.segment.as_ref().map(ToString::to_string),
            zone: a.zone.as_ref().map(ToString::to_string),
            direct_responsible: names.all_responsible(&a.direct_posts),
            first_contact: a.first_contact.as_ref().map(|p| names.responsible(p)),
        }
    }
}

/// The nearest water, as advice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Nearest)]
pub struct NearestBody {
    /// The water.
    pub water: Coded,
    /// Distance in metres.
    pub distance_m: f64,
    /// Direction from the place, degrees from north, clockwise.
    pub azimuth_deg: f64,
    /// The same as one of the eight compass directions, in Chinese.
    #[schema(value_type = lists::Wind)]
    pub direction: &'static str,
    /// Its segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Its chiefs.
    pub chain: Vec<SeatBody>,
}

impl NearestBody {
    pub(super) fn new(n: &Nearest, names: Names<'_>) -> Self {
        Self {
            water: names.water(&n.water),
            distance_m: n.distance_m,
            azimuth_deg: n.azimuth_deg,
            direction: wind(n.azimuth_deg),
            segment: n.segment.as_ref().map(ToString::to_string),
            chain: SeatBody::chain(&n.chain, names),
        }
    }
}

/// The compass direction for degrees from north, clockwise.
fn wind(azimuth_deg: f64) -> &'static str {
    const UPPER: [(f64, &str); 8] = [
        (22.5, "北"),
        (67.5, "东北"),
        (112.5, "东"),
        (157.5, "东南"),
        (202.5, "南"),
        (247.5, "西南"),
        (292.5, "西"),
        (337.5, "西北"),
    ];
    let turned = azimuth_deg.rem_euclid(360.0);
    UPPER
        .iter()
        .find(|(upper, _)| turned < *upper)
        .map_or("北", |(_, name)| name)
}
