//! The answer: what matched, who answers for it, and why.
use super::ids::{BoardId, DepartmentCode, FeatureId, HolderId, PostId, SegmentId, UnitCode, WaterCode};
use super::kinds::{Bank, Basis, Confidence, Level, MatchKind, PostKind, SeatState, Status};
use super::time::Date;
use crate::geom::LonLat;

/// Thresholds of rules.md §11; echoed in every answer that used them. All in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    pub tolerance_m: f64,
    pub near_water_m: f64,
    pub edge_warn_m: f64,
    pub half_width_m: f64,
    pub border_run_m: f64,
    pub border_corridor_m: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            tolerance_m: 50.0,
            near_water_m: 1000.0,
            edge_warn_m: 100.0,
            half_width_m: 5.0,
            border_run_m: 200.0,
            border_corridor_m: 30.0,
        }
    }
}

/// Units at a place, by level; a level without a covering unit is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitsAt {
    /// Indexed by [`Level::index`].
    pub by_level: [Option<UnitCode>; 4],
    /// On the edge of a unit (rule A).
    pub boundary: bool,
    /// The other covering units of the deciding level.
    pub others: Vec<UnitCode>,
    /// Rule E: the functional area that acts as county here.
    pub managed_by: Option<UnitCode>,
}

/// A feature that covered the point or lay within tolerance.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub kind: MatchKind,
    pub water: WaterCode,
    /// Zone, area or extent; `None` for a nominal channel.
    pub feature: Option<FeatureId>,
    pub distance_m: f64,
    pub rule: &'static str,
}

/// A place on the network (N2, N3, N11).
#[derive(Clone, Debug, PartialEq)]
pub struct Stationing {
    pub water: WaterCode,
    pub branch: u32,
    pub measure_m: f64,
    pub bank: Bank,
    /// Geodesic distance from the point to `foot`.
    pub offset_m: f64,
    pub foot: LonLat,
}

/// A holder as an answer shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBy {
    pub holder: HolderId,
    pub name: String,
    pub title: String,
    pub since: Option<Date>,
}

/// One level of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    pub level: Level,
    pub kind: PostKind,
    /// Segment or piece through which the seat answers.
    pub segment: Option<SegmentId>,
    /// Whether that segment is registered (false: derived, a GAP of rule N).
    pub registered: bool,
    /// Unit of the segment, which decides (rule M).
    pub unit: Option<UnitCode>,
    /// Unit computed from geometry, where it differs from `unit` (rules L, M).
    pub computed_unit: Option<UnitCode>,
    pub post: Option<PostId>,
    pub post_name: Option<String>,
    pub phone: Option<String>,
    pub state: SeatState,
    pub holders: Vec<HeldBy>,
    pub vacant_since: Option<Date>,
    /// Called 直接责任人 by the plan here.
    pub direct: bool,
    pub basis: Basis,
    /// Duty clause (D1…D6) of `clause::CLAUSES`.
    pub duty: &'static str,
    /// Machine-readable reason, e.g. `R_NO_CITY_CHIEF_FOR_OTHER_WATERS`.
    pub reason: Option<&'static str>,
}

/// A reporting or supervision edge (§6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub rule: &'static str,
    pub from: PostId,
    pub to: PostId,
    pub primary: bool,
    pub same_person: bool,
}

/// One step of the explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Rule id of docs/RULES.md.
    pub rule: &'static str,
    /// What was found, in plain Chinese.
    pub text: String,
    pub inputs: Vec<(&'static str, String)>,
    pub rejected: Vec<String>,
    pub basis: Basis,
}

/// The answer on the other side of an edge (N8, S1).
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    pub distance_m: f64,
    pub towards: LonLat,
    pub status: Status,
    pub units: [Option<UnitCode>; 4],
    pub water: Option<WaterCode>,
    pub segment: Option<SegmentId>,
    pub zone: Option<FeatureId>,
    pub direct_posts: Vec<PostId>,
    pub first_contact: Option<PostId>,
    /// What the `alternatives` column prints.
    pub key: String,
}

/// The nearest water of a `NEAR_WATER` answer: advice, not ownership.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    pub water: WaterCode,
    pub distance_m: f64,
    /// Direction from the point, degrees from north, clockwise.
    pub azimuth_deg: f64,
    pub segment: Option<SegmentId>,
    pub chain: Vec<Seat>,
}

/// How a joint conference finds its convener (§7).
#[derive(Clone, Debug, PartialEq)]
pub struct Conference {
    pub water: WaterCode,
    /// `J3_FLOOD_COMMANDER`, `J2_LONGEST_REACH` or `OVERRIDE`.
    pub rule: &'static str,
    pub county: UnitCode,
    pub post: Option<PostId>,
    pub state: SeatState,
    pub tie: bool,
    pub cross_city: bool,
    pub lengths: Vec<CountyLength>,
    /// Candidates that lost: rule, county.
    pub rejected: Vec<(&'static str, UnitCode)>,
    pub basis: Basis,
}

/// A county's share of branch 0 (JA3, JA5), or of a lake's shoreline (JA4).
#[derive(Clone, Debug, PartialEq)]
pub struct CountyLength {
    pub county: UnitCode,
    pub total_m: f64,
    pub shared_m: f64,
}

/// Who is competent for a named concern (F7).
#[derive(Clone, Debug, PartialEq)]
pub struct Competence {
    pub concern: String,
    pub departments: Vec<DepartmentCode>,
    pub source: String,
}

/// The whole answer for a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub at: LonLat,
    pub as_of: Date,
    pub status: Status,
    pub confidence: Confidence,
    pub rule: &'static str,
    pub units: UnitsAt,
    pub water: Option<WaterCode>,
    pub zone: Option<FeatureId>,
    pub reference_level: Option<String>,
    /// The segment of the lowest level that has one.
    pub segment: Option<SegmentId>,
    pub stationing: Option<Stationing>,
    pub distance_m: Option<f64>,
    pub matches: Vec<Match>,
    /// River or reservoir chiefs, lowest level first.
    pub chain: Vec<Seat>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Vec<Seat>,
    pub direct_responsible: Vec<PostId>,
    pub first_contact: Option<PostId>,
    pub accountable: Option<PostId>,
    /// Rule B: the seats of the other bank when exactly on a shared centreline.
    pub co_responsible: Vec<Seat>,
    pub shared_river: bool,
    /// Z7: units of the nearest bank of a pool.
    pub adjacent: Vec<UnitCode>,
    pub reporting: Vec<Edge>,
    pub supervision: Vec<Edge>,
    pub conference: Option<Conference>,
    pub offices: Vec<String>,
    pub competence: Option<Competence>,
    pub boards: Vec<BoardId>,
    pub alternatives: Vec<Alternative>,
    pub nearest: Option<Nearest>,
    /// Rule X: neighbour unit outside the city, and how far the nearest unit is.
    pub neighbour: Option<UnitCode>,
    /// Machine-readable remarks: `layer_absent:village`, `W_FUNCTIONAL_AREA_NO_POST`, `fallback_used`, …
    pub notes: Vec<String>,
    pub explanation: Vec<Step>,
    pub thresholds: Thresholds,
}
