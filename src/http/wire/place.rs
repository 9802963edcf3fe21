//! Places on the wire: positions, units, stationing.
use super::lists;
use super::names::{Coded, Names};
use riverchief_core::domain::answer::{Stationing, UnitsAt};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::Level;
use riverchief_geom::LonLat;
use serde::Serialize;
use utoipa::ToSchema;

/// Longitude and latitude in degrees, CGCS2000.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Position {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
}

impl From<LonLat> for Position {
    fn from(p: LonLat) -> Self {
        Self { lon: p.lon, lat: p.lat }
    }
}

/// The place in the request.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct InputPlace {
    /// First coordinate as sent: longitude, or easting in metres in a projected CRS.
    pub lon: f64,
    /// Second coordinate as sent: latitude, or northing in metres.
    pub lat: f64,
}

/// Units at a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Units)]
pub struct UnitsBody {
    /// 市
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<Coded>,
    /// 县（区）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<Coded>,
    /// 乡镇（街道）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub township: Option<Coded>,
    /// 村（社区）
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village: Option<Coded>,
    /// Whether the place lies on the edge of a unit (rule A).
    pub boundary: bool,
    /// The other units that cover the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Coded>,
    /// The functional area that acts as county (rule E).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<Coded>,
}

impl UnitsBody {
    /// The units by level only.
    #[must_use]
    pub fn by_level(units: &[Option<UnitCode>; 4], names: Names<'_>) -> Self {
        let at = |level: Level| units[level.index()].as_ref().map(|u| names.unit(u));
        Self {
            city: at(Level::City),
            county: at(Level::County),
            township: at(Level::Township),
            village: at(Level::Village),
            boundary: false,
            others: Vec::new(),
            managed_by: None,
        }
    }

    pub(super) fn new(units: &UnitsAt, names: Names<'_>) -> Self {
        Self {
            boundary: units.boundary,
            others: names.units(&units.others),
            managed_by: units.managed_by.as_ref().map(|u| names.unit(u)),
            ..Self::by_level(&units.by_level, names)
        }
    }
}

/// A place on the network.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Stationing)]
pub struct StationingBody {
    /// The water.
    pub water: Coded,
    /// 0 is the main course.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub measure_m: f64,
    /// `left`, `right` or `both`, seen downstream.
    #[schema(value_type = lists::Bank)]
    pub bank: &'static str,
    /// Distance from the place to the centreline, in metres.
    pub offset_m: f64,
    /// The nearest point of the centreline.
    pub foot: Position,
}

impl StationingBody {
    pub(super) fn new(s: &Stationing, names: Names<'_>) -> Self {
        Self {
            water: names.water(&s.water),
            branch: s.branch,
            measure_m: s.measure_m,
            bank: s.bank.as_str(),
            offset_m: s.offset_m,
            foot: s.foot.into(),
        }
    }
}
