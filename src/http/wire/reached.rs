//! Segments, pieces and WATER zones upstream and downstream.
use super::lists;
use super::names::{Coded, Names, Responsible};
use super::place::{InputPlace, Position, StationingBody};
use super::seat::SeatBody;
use super::world::WorldBlock;
use riverchief_core::domain::results::{Departure, Reached, WaterNear};
use riverchief_core::snapshot::Law;
use riverchief_geom::LonLat;
use serde::Serialize;
use utoipa::ToSchema;

/// A segment, piece or WATER zone upstream or downstream, with the responsible seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReachedSegment)]
pub struct ReachedBody {
    /// `segment`, `piece` or `water_zone`.
    #[schema(value_type = lists::ReachedKind)]
    pub what: &'static str,
    /// Id of the segment, piece or zone. Each can be the start of another request.
    pub segment: String,
    /// Whether the segment is registered; otherwise it is derived from geometry.
    pub registered: bool,
    /// Its water.
    pub water: Coded,
    /// Its branch; absent for a piece and a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<u32>,
    /// Level of its seat.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// Its unit; absent for a zone if the world has no city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Coded>,
    /// Its bank.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Distance along the network, in metres.
    pub distance_m: f64,
    /// `branch`, `other_branch` or `confluence`: the last change of course on the way.
    #[schema(value_type = lists::Via)]
    pub via: &'static str,
    /// The seat of its level, with post, holders, telephone number and state.
    pub seat: SeatBody,
    /// The post to phone: its own chief or, if that seat is not filled, the next higher one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// Seats of higher levels whose stretches begin at the same place, lowest level first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<SeatBody>,
}

impl ReachedBody {
    fn new(r: &Reached, names: Names<'_>) -> Self {
        Self {
            what: r.what.as_str(),
            segment: r.id.clone(),
            registered: r.registered,
            water: names.water(&r.water),
            branch: r.branch,
            level: r.level.as_str(),
            unit: r.unit.as_ref().map(|u| names.unit(u)),
            bank: r.bank.as_str(),
            distance_m: r.distance_m,
            via: r.via.as_str(),
            seat: SeatBody::new(&r.seat, names),
            first_contact: r.first_contact.as_ref().map(|p| names.responsible(p)),
            above: SeatBody::chain(&r.above, names),
        }
    }

    /// In order.
    #[must_use]
    pub fn all(reached: &[Reached], names: Names<'_>) -> Vec<Self> {
        reached.iter().map(|r| Self::new(r, names)).collect()
    }
}

/// Segments, pieces and WATER zones upstream or downstream of one of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReachedSegments {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The segment, piece or zone in the request.
    pub segment: String,
    /// Distance along the network, in kilometres.
    pub distance_km: f64,
    /// Nearest first.
    pub segments: Vec<ReachedBody>,
}

/// The parts of the answer that repeat the request.
#[derive(Clone, Debug)]
pub struct Echo {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// First and second coordinate as sent.
    pub input: (f64, f64),
    /// Warnings about the request.
    pub warnings: Vec<String>,
}

/// Segments, pieces and WATER zones upstream or downstream of a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReachedFromPlace {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// The coordinates as sent.
    pub input: InputPlace,
    /// The place that was looked up, in CGCS2000.
    pub at: Position,
    /// Warnings about the request, e.g. that coordinates are probably swapped.
    pub warnings: Vec<String>,
    /// What the place matches, as for `/v1/chiefs/at`.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// The water at the place; absent if there is none, and then `segments` is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The WATER zone at the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The place on the branch from which distances are measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stationing: Option<StationingBody>,
    /// The nearest water, if the place is not on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestWater>,
    /// Distance along the network, in kilometres.
    pub distance_km: f64,
    /// Nearest first.
    pub segments: Vec<ReachedBody>,
}

impl ReachedFromPlace {
    /// The result with names from `law`.
    #[must_use]
    pub fn new(d: &Departure, at: LonLat, distance_km: f64, law: &Law, echo: Echo) -> Self {
        let names = Names(law);
        let (lon, lat) = echo.input;
        Self {
            world: echo.world,
            input_crs: echo.input_crs,
            crs_defaulted: echo.crs_defaulted,
            input: InputPlace { lon, lat },
            at: at.into(),
            warnings: echo.warnings,
            status: d.status.as_str(),
            water: d.water.as_ref().map(|w| names.water(w)),
            zone: d.zone.as_ref().map(ToString::to_string),
            stationing: d.stationing.as_ref().map(|s| StationingBody::new(s, names)),
            nearest: d.nearest.as_ref().map(|n| NearestWater::new(n, names)),
            distance_km,
            segments: ReachedBody::all(&d.reached, names),
        }
    }
}

/// The nearest water to a place that is not on one.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NearestWater {
    /// The water.
    pub water: Coded,
    /// Metres.
    pub distance_m: f64,
    /// The nearest point on it, as the start of another request.
    pub at: Position,
}

impl NearestWater {
    fn new(near: &WaterNear, names: Names<'_>) -> Self {
        Self {
            water: names.water(&near.water),
            distance_m: near.distance_m,
            at: near.at.into(),
        }
    }
}
