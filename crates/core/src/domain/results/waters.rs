//! A water with branches, joint conference, sections on borders and confluences.
use super::super::answer::{Conference, CountyLength, Seat};
use super::super::ids::{BoardId, FeatureId, UnitCode, WaterCode};
use super::super::kinds::{Level, WaterKind};
use super::segments::SegmentRow;
use riverchief_geom::LonLat;

/// A water with everything that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterView {
    pub code: WaterCode,
    pub scheme: String,
    pub name: String,
    pub kind: WaterKind,
    /// City-level itself or through the bracket (S13).
    pub city_level: bool,
    pub grade: Option<String>,
    pub order: u32,
    pub layer: i32,
    /// The river before the bracket (C1).
    pub parent: Option<WaterCode>,
    /// Waters in this one's bracket.
    pub members: Vec<WaterCode>,
    pub downstream: Option<WaterCode>,
    /// Waters that name this one as `downstream`.
    pub tributaries: Vec<WaterCode>,
    /// Split into WATER and LAND zones (Z1).
    pub split: bool,
    pub zones: Vec<FeatureId>,
    /// Branch, its name, its length in metres.
    pub branches: Vec<BranchView>,
    /// Surface in the city, m² (Z11).
    pub area_m2: Option<f64>,
    pub units: Vec<UnitCode>,
    pub segments: Vec<SegmentRow>,
    pub chiefs: Vec<Seat>,
    pub boards: Vec<BoardId>,
    pub documents: Vec<String>,
    /// Rule X: it continues outside the city.
    pub cross_city: bool,
}

/// One branch of a water.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchView {
    pub branch: u32,
    pub name: Option<String>,
    /// Length of the whole line, along which measures count.
    pub length_m: f64,
    /// Of these, metres in the city (Z11).
    pub inside_m: f64,
}

/// Whether a joint conference exists, and who convenes it (§7).
#[derive(Clone, Debug, PartialEq)]
pub enum ConferenceOutcome {
    /// J1 holds.
    Convened(Conference),
    /// J1 does not hold.
    NotApplicable {
        /// `R_CITY_LEVEL`, `R_ONE_COUNTY`, `R_NO_COUNTY_CHIEFS`.
        reason: &'static str,
        lengths: Vec<CountyLength>,
        /// JA8: a part lies outside the city.
        cross_city: bool,
    },
}

impl ConferenceOutcome {
    /// The conference, if there is one.
    #[must_use]
    pub fn convened(&self) -> Option<&Conference> {
        match self {
            Self::Convened(conference) => Some(conference),
            Self::NotApplicable { .. } => None,
        }
    }
}

/// P3: a place where a water passes from one unit to another, on one bank at least (S31).
#[derive(Clone, Debug, PartialEq)]
pub struct CrossSection {
    pub water: WaterCode,
    pub branch: u32,
    pub measure_m: f64,
    pub at: LonLat,
    /// The highest level at which a unit changes.
    pub level: Level,
    /// Units of that level.
    pub above: BankUnits,
    pub below: BankUnits,
}

/// The units of the two banks at a level; `None`: outside the city, or none of the level there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankUnits {
    pub left: Option<UnitCode>,
    pub right: Option<UnitCode>,
}

impl BankUnits {
    /// The unit of both banks, if they have the same.
    #[must_use]
    pub fn both(&self) -> Option<&UnitCode> {
        self.left.as_ref().filter(|left| Some(*left) == self.right.as_ref())
    }
}

impl Confluence {
    /// Its id in collections; a branch has one head and one end.
    #[must_use]
    pub fn id(&self) -> String {
        let end = if self.inflow { "end" } else { "head" };
        format!("{}.{}.{end}", self.other, self.other_branch)
    }
}

/// P3: where two waters, or two branches of one, meet or part.
#[derive(Clone, Debug, PartialEq)]
pub struct Confluence {
    /// The water that continues.
    pub water: WaterCode,
    /// `None`: it has no centreline (a lake).
    pub branch: Option<u32>,
    pub measure_m: Option<f64>,
    /// The water, or branch, that ends or begins here.
    pub other: WaterCode,
    pub other_branch: u32,
    /// True: `other` flows in; false: it flows out.
    pub inflow: bool,
    pub at: LonLat,
}
