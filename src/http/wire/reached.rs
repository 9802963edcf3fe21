//! What walks up and down the water meet, on the wire.
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

/// A segment, piece or WATER zone met upstream or downstream, with the seat that answers for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ReachedSegment)]
pub struct ReachedBody {
    /// `segment`, `piece` or `water_zone`.
    #[schema(value_type = lists::ReachedKind)]
    pub what: &'static str,
    /// Id of the segment, the piece or the zone: walks go on from any of them.
    pub segment: String,
    /// Registered, or derived.
    pub registered: bool,
    /// Its water.
    pub water: Coded,
    /// Its branch; absent for a piece and a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<u32>,
    /// Level of its seat.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// Its unit; absent for a zone in a world without a city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Coded>,
    /// Its bank.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Metres along the network to it.
    pub distance_m: f64,
    /// `branch`, `other_branch` or `confluence`: the last change on the way.
    #[schema(value_type = lists::Via)]
    pub via: &'static str,
    /// The seat of its level, with post, holders, telephone and state.
    pub seat: SeatBody,
    /// Whom to call for it: its own chief or, where that seat isn't held, the next above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<Responsible>,
    /// Seats of coarser levels whose stretches begin at the same place, lowest first.
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

/// What is met upstream or downstream of a segment, a piece or a WATER zone.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReachedSegments {
    /// Which world answered.
    pub world: WorldBlock,
    /// The segment, piece or zone asked about.
    pub segment: String,
    /// How far along the network, kilometres.
    pub distance_km: f64,
    /// Nearest first.
    pub segments: Vec<ReachedBody>,
}

/// What a request from a place was, to be echoed.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which world answered.
    pub world: WorldBlock,
    /// The CRS as named.
    pub input_crs: String,
    /// Whether it was assumed.
    pub crs_defaulted: bool,
    /// First and second coordinate as sent.
    pub input: (f64, f64),
    /// Things worth checking in the request.
    pub warnings: Vec<String>,
}

/// What is met upstream or downstream of a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReachedFromPlace {
    /// Which world answered.
    pub world: WorldBlock,
    /// CRS of the input.
    pub input_crs: String,
    /// Whether it was assumed because none was named.
    pub crs_defaulted: bool,
    /// The coordinates as they were sent.
    pub input: InputPlace,
    /// The place in CGCS2000.
    pub at: Position,
    /// Things worth checking in the request, e.g. coordinates that look swapped.
    pub warnings: Vec<String>,
    /// What the place matches, as for `/v1/chiefs/at`.
    #[schema(value_type = lists::Status)]
    pub status: &'static str,
    /// The water that it is on; absent where it is on none, and then nothing is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub water: Option<Coded>,
    /// The WATER zone that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where on a branch distances count from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stationing: Option<StationingBody>,
    /// The nearest water, where the place is on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestWater>,
    /// How far along the network, kilometres.
    pub distance_km: f64,
    /// Nearest first.
    pub segments: Vec<ReachedBody>,
}

impl ReachedFromPlace {
    /// A walk with the names that `law` knows.
    #[must_use]
    pub fn new(d: &Departure, at: LonLat, distance_km: f64, law: &Law, asked: Asked) -> Self {
        let names = Names(law);
        let (lon, lat) = asked.input;
        Self {
            world: asked.world,
            input_crs: asked.input_crs,
            crs_defaulted: asked.crs_defaulted,
            input: InputPlace { lon, lat },
            at: at.into(),
            warnings: asked.warnings,
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

/// The nearest water of a place that is on none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NearestWater {
    /// The water.
    pub water: Coded,
    /// Metres.
    pub distance_m: f64,
    /// The place on it, to ask from.
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
