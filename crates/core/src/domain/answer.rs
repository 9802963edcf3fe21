//! The answer: what matched, who answers, and why.
use super::clause::RuleId;
use super::ids::{BoardId, DepartmentCode, FeatureId, HolderId, PostId, SegmentId, UnitCode, WaterCode};
use super::kinds::{Bank, Basis, Confidence, Level, MatchKind, PostKind, SeatState, Status};
use super::note::Note;
pub use super::thresholds::Thresholds;
use super::time::Date;
use riverchief_geom::LonLat;
use std::sync::Arc;

/// Units at a place, by level; a level without a covering unit is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitsAt {
    /// Indexed by [`Level::index`].
    pub by_level: [Option<UnitCode>; 4],
    /// On the edge of a unit (rule A).
    pub boundary: bool,
    /// The other covering units of the deciding level, then of those decided by place.
    pub others: Vec<UnitCode>,
    /// Levels whose unit was taken by place because the unit below names no parent in the world (A); highest first.
    pub by_place: Vec<Level>,
    /// Levels that the world has elsewhere but that have no covering unit here (A); highest first.
    pub holes: Vec<Level>,
    /// Rule E: the functional area that acts as the county here.
    pub managed_by: Option<UnitCode>,
}

/// A feature that covered the point or lay within tolerance.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Kind.
    pub kind: MatchKind,
    /// The water.
    pub water: WaterCode,
    /// Zone, area or extent; `None` for a nominal channel.
    pub feature: Option<FeatureId>,
    /// Geodesic distance in metres.
    pub distance_m: f64,
    /// The rule.
    pub rule: RuleId,
}

/// A place on the network (N2, N3, N11).
#[derive(Clone, Debug, PartialEq)]
pub struct Stationing {
    /// The water.
    pub water: WaterCode,
    /// Branch number; 0 is the main stem.
    pub branch: u32,
    /// Metres from the upstream end of the branch.
    pub measure_m: f64,
    /// The bank.
    pub bank: Bank,
    /// Geodesic distance from the point to `foot`.
    pub offset_m: f64,
    /// Nearest point of the line.
    pub foot: LonLat,
}

/// A holder as shown in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldBy {
    /// The holder.
    pub holder: HolderId,
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// First day of the tenure.
    pub since: Option<Date>,
}

/// One level of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Seat {
    /// Level.
    pub level: Level,
    /// Kind.
    pub kind: PostKind,
    /// Segment or piece through which the seat answers.
    pub segment: Option<SegmentId>,
    /// Whether that segment is registered (false: derived, a GAP of rule N).
    pub registered: bool,
    /// Unit of the segment, which decides (rule M).
    pub unit: Option<UnitCode>,
    /// Unit computed from geometry, where it differs from `unit` (rules L, M).
    pub computed_unit: Option<UnitCode>,
    /// The post.
    pub post: Option<PostId>,
    /// Name of the post.
    pub post_name: Option<Arc<str>>,
    /// Telephone.
    pub phone: Option<Arc<str>>,
    /// State on the date.
    pub state: SeatState,
    /// Who holds it on the date, by holder id.
    pub holders: Arc<[HeldBy]>,
    /// Since when it is vacant, as far as the data say.
    pub vacant_since: Option<Date>,
    /// Directly responsible (直接责任人) here by the plan.
    pub direct: bool,
    /// Basis.
    pub basis: Basis,
    /// Duty clause (D1…D6).
    pub duty: Option<RuleId>,
    /// Machine-readable reason, e.g. `R_NO_CITY_CHIEF_FOR_OTHER_WATERS`.
    pub reason: Option<&'static str>,
}

/// A reporting or supervision edge (§6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The rule.
    pub rule: RuleId,
    /// Who reports or supervises.
    pub from: PostId,
    /// Who receives the report, or is supervised.
    pub to: PostId,
    /// The first of several (RA2).
    pub primary: bool,
    /// Both seats have the same holder (RA5).
    pub same_person: bool,
}

/// One step of the explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The rule.
    pub rule: RuleId,
    /// What was found, in Chinese.
    pub text: String,
    /// Names and values of the inputs.
    pub inputs: Vec<(&'static str, String)>,
    /// Rejected candidates, and why.
    pub rejected: Vec<String>,
    /// Basis.
    pub basis: Basis,
}

/// The answer on the other side of an edge (N8, S1).
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Geodesic distance in metres.
    pub distance_m: f64,
    /// A place on the other side of the edge.
    pub towards: LonLat,
    /// Status (N7).
    pub status: Status,
    /// Units by level.
    pub units: [Option<UnitCode>; 4],
    /// The water.
    pub water: Option<WaterCode>,
    /// The segment.
    pub segment: Option<SegmentId>,
    /// The zone.
    pub zone: Option<FeatureId>,
    /// Posts directly responsible there.
    pub direct_posts: Arc<[PostId]>,
    /// Whom to call first.
    pub first_contact: Option<PostId>,
    /// What the `alternatives` column prints.
    pub key: String,
}

/// The nearest water of a `NEAR_WATER` answer: advice, not ownership.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The water.
    pub water: WaterCode,
    /// Geodesic distance in metres.
    pub distance_m: f64,
    /// Direction from the point, degrees from north, clockwise.
    pub azimuth_deg: f64,
    /// The segment.
    pub segment: Option<SegmentId>,
    /// The chain of seats, lowest level first.
    pub chain: Arc<[Seat]>,
}

/// Why a county convenes a joint conference (§7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConvenerRule {
    /// The data name the county.
    Override,
    /// J3: the county of the flood commander.
    FloodCommander,
    /// J2: the county of the longest reach.
    LongestReach,
}

impl ConvenerRule {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Override => "OVERRIDE",
            Self::FloodCommander => "J3_FLOOD_COMMANDER",
            Self::LongestReach => "J2_LONGEST_REACH",
        }
    }
}

/// How a joint conference finds its convener (§7).
#[derive(Clone, Debug, PartialEq)]
pub struct Conference {
    /// The water.
    pub water: WaterCode,
    /// Why this county convenes it.
    pub rule: ConvenerRule,
    /// The county.
    pub county: UnitCode,
    /// The post.
    pub post: Option<PostId>,
    /// State on the date.
    pub state: SeatState,
    /// More than one county was tied (JA2).
    pub tie: bool,
    /// A part lies outside the city (JA8).
    pub cross_city: bool,
    /// Every county with its length.
    pub lengths: Vec<CountyLength>,
    /// Rejected candidates: rule, county.
    pub rejected: Vec<(ConvenerRule, UnitCode)>,
    /// Basis.
    pub basis: Basis,
}

/// A county's share of branch 0 (JA3, JA5), or of a lake's shoreline (JA4).
#[derive(Clone, Debug, PartialEq)]
pub struct CountyLength {
    /// The county.
    pub county: UnitCode,
    /// Metres within or along the county.
    pub total_m: f64,
    /// Of these, metres on its border with another.
    pub shared_m: f64,
}

/// JA2: how far below the greatest length a length is still tied with it, in metres: 1 m or 0.01 % of the greatest.
#[must_use]
pub fn convener_tie_m(greatest_m: f64) -> f64 {
    const TIE_M: f64 = 1.0;
    const TIE_SHARE: f64 = 1e-4;
    TIE_M.max(TIE_SHARE * greatest_m)
}

/// Who is competent for a named concern (F7).
#[derive(Clone, Debug, PartialEq)]
pub struct Competence {
    /// The concern.
    pub concern: String,
    /// Competent member units, lead first.
    pub departments: Vec<MemberUnit>,
    /// The task named by `source`, if it is one.
    pub task: Option<TaskUnits>,
    /// Clause or task.
    pub source: String,
}

/// A member unit as it is on the date, with its duty (F6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberUnit {
    /// Code.
    pub code: DepartmentCode,
    /// Name.
    pub name: String,
    /// Its duty paragraph.
    pub duty: String,
    /// The units named by the concern or task that this unit replaces (F8), with their duties; empty for a unit named
    /// itself.
    pub in_place_of: Vec<MemberUnit>,
}

/// Who leads a task and who takes part in it (§9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskUnits {
    /// e.g. `T二.3`
    pub id: String,
    /// Title.
    pub title: String,
    /// 牵头单位; the tasks of part six have none.
    pub lead: Vec<MemberUnit>,
    /// 责任单位.
    pub responsible: Vec<MemberUnit>,
    /// 等成员单位: other member units may take part.
    pub open_ended: bool,
    /// 各县（区）人民政府 take part.
    pub counties: bool,
    /// 涠洲岛旅游区管委会 takes part.
    pub functional_area: bool,
}

/// The whole answer for a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The place asked for.
    pub at: LonLat,
    /// The date asked for.
    pub as_of: Date,
    /// Status (N7).
    pub status: Status,
    /// Confidence (N8).
    pub confidence: Confidence,
    /// The rule.
    pub rule: RuleId,
    /// Units by level.
    pub units: UnitsAt,
    /// The water.
    pub water: Option<WaterCode>,
    /// The zone.
    pub zone: Option<FeatureId>,
    /// Reference level of the pool (Z9).
    pub reference_level: Option<String>,
    /// The segment of the lowest level that has one.
    pub segment: Option<SegmentId>,
    /// Place on the network.
    pub stationing: Option<Stationing>,
    /// Geodesic distance in metres.
    pub distance_m: Option<f64>,
    /// Everything that matched, primary first.
    pub matches: Vec<Match>,
    /// River or reservoir chiefs, lowest level first.
    pub chain: Arc<[Seat]>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Arc<[Seat]>,
    /// 直接责任人, city to township (§5).
    pub direct_responsible: Arc<[PostId]>,
    /// Whom to call first.
    pub first_contact: Option<PostId>,
    /// The accountable post (S20).
    pub accountable: Option<PostId>,
    /// Rule B: the seats of the other bank, if the place is exactly on a shared centreline.
    pub co_responsible: Vec<Seat>,
    /// The reach at the place is shared (N6).
    pub shared_river: bool,
    /// Z7: units of the nearest bank of a pool.
    pub adjacent: Vec<UnitCode>,
    /// Reporting edges (§6).
    pub reporting: Vec<Edge>,
    /// Supervision edges (§6).
    pub supervision: Vec<Edge>,
    /// The joint conference, if there is one.
    pub conference: Option<Conference>,
    /// Ids of the offices concerned, city first.
    pub offices: Vec<String>,
    /// The competent units for the concern.
    pub competence: Option<Competence>,
    /// Notice boards here.
    pub boards: Vec<BoardId>,
    /// Answers on the other side of near edges (S1).
    pub alternatives: Vec<Alternative>,
    /// Advice on dry land (C).
    pub nearest: Option<Nearest>,
    /// Rule X: the neighbour unit outside the city.
    pub neighbour: Option<UnitCode>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// The explanation, in the order of the decision.
    pub explanation: Vec<Step>,
    /// Thresholds that were used.
    pub thresholds: Thresholds,
}
