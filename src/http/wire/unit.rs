//! Units on the wire.
use super::geometry::Link;
use super::lists;
use super::names::{Coded, Names, texts};
use super::seat::SeatBody;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use riverchief_core::domain::results::{UnitView, UnitWater};
use riverchief_core::snapshot::Law;
use serde::Serialize;
use utoipa::ToSchema;

/// An administrative unit or a functional area.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Unit)]
pub struct UnitBody {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The statistical code.
    pub code: String,
    /// The name.
    pub name: String,
    /// `city`, `county`, `township`, `village`.
    #[schema(value_type = lists::Level)]
    pub level: &'static str,
    /// Whether it acts as a county over some units (rule E).
    pub functional_area: bool,
    /// Units that the functional area manages.
    pub over: Vec<Coded>,
    /// The functional area that manages the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed_by: Option<Coded>,
    /// Whether it lies outside the city.
    pub neighbour: bool,
    /// The unit above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Coded>,
    /// Names from the city down to the unit itself.
    pub path: Vec<String>,
    /// The units below.
    pub children: Vec<Coded>,
    /// Offices.
    pub offices: Vec<Coded>,
    /// First day of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// First day after the end of validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

impl UnitBody {
    /// A unit with names from `law`.
    #[must_use]
    pub fn new(u: &UnitView, law: &Law, world: WorldBlock, url: &PublicUrl) -> Self {
        let names = Names(law);
        let code = u.code.as_str();
        let mut links = vec![
            Link::to(url, "self", &["v1", "units", code]),
            Link::to(url, "chiefs", &["v1", "units", code, "chiefs"]),
            Link::to(url, "waters", &["v1", "units", code, "waters"]),
        ];
        links.extend(
            u.parent
                .as_ref()
                .map(|p| Link::to(url, "up", &["v1", "units", p.as_str()])),
        );
        Self {
            world,
            code: code.to_owned(),
            name: u.name.clone(),
            level: u.level.as_str(),
            functional_area: u.functional_area,
            over: names.units(&u.over),
            managed_by: u.managed_by.as_ref().map(|m| names.unit(m)),
            neighbour: u.neighbour,
            parent: u.parent.as_ref().map(|p| names.unit(p)),
            path: u.path.clone(),
            children: names.units(&u.children),
            offices: u.offices.iter().map(|id| names.office(id)).collect(),
            valid_from: u.validity.from.map(|d| d.to_string()),
            valid_to: u.validity.to.map(|d| d.to_string()),
            links,
        }
    }
}

/// The chiefs of a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitChiefs {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The unit.
    pub unit: Coded,
    /// General chiefs.
    pub general_chiefs: Vec<SeatBody>,
    /// River and reservoir chiefs.
    pub river_chiefs: Vec<SeatBody>,
}

impl UnitChiefs {
    /// The chiefs of a unit with names from `law`.
    #[must_use]
    pub fn new(u: &UnitView, law: &Law, world: WorldBlock) -> Self {
        let names = Names(law);
        Self {
            world,
            unit: Coded {
                code: u.code.to_string(),
                name: Some(u.name.clone()),
            },
            general_chiefs: SeatBody::chain(&u.general_chiefs, names),
            river_chiefs: SeatBody::chain(&u.river_chiefs, names),
        }
    }
}

/// The waters of a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitWaters {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The unit.
    pub unit: Coded,
    /// By code.
    pub waters: Vec<UnitWaterBody>,
}

/// A water's share in a unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = UnitWater)]
pub struct UnitWaterBody {
    /// The water.
    pub water: Coded,
    /// Length of the centreline in the unit in metres, with shared reaches in full.
    pub length_m: f64,
    /// Segments of the unit's level.
    pub segments: Vec<String>,
}

impl UnitWaters {
    /// The waters of a unit.
    #[must_use]
    pub fn new(u: &UnitView, world: WorldBlock) -> Self {
        let one = |w: &UnitWater| UnitWaterBody {
            water: Coded {
                code: w.water.to_string(),
                name: Some(w.name.clone()),
            },
            length_m: w.length_m,
            segments: texts(&w.segments),
        };
        Self {
            world,
            unit: Coded {
                code: u.code.to_string(),
                name: Some(u.name.clone()),
            },
            waters: u.waters.iter().map(one).collect(),
        }
    }
}
