//! What is derived from a world beside the answer for a point: segments and their neighbours,
//! waters, units, posts, conferences, coverage, inventory, parts of lines and polygons.
//!
//! Knows the vocabulary only; `resolve::views` fills these, `http` and `cli` print them.
#![expect(
    missing_docs,
    reason = "fields are named in the nouns of the plan; those that need words have them"
)]
use super::answer::{Conference, CountyLength, HeldBy, Seat};
use super::ids::{BoardId, DepartmentCode, FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use super::kinds::{Bank, Basis, Level, PostKind, SeatState, Status, WaterKind};
use super::time::{Date, Validity};
use crate::geom::LonLat;
use geo::{LineString, MultiPolygon};

/// A stretch of a branch with its places on the ground. Measures in metres from the upstream end.
#[derive(Clone, Debug, PartialEq)]
pub struct StretchView {
    pub branch: u32,
    pub from_m: f64,
    pub to_m: f64,
    pub bank: Bank,
    pub start: LonLat,
    pub middle: LonLat,
    pub end: LonLat,
    /// The centreline between the two measures.
    pub line: LineString<f64>,
}

impl StretchView {
    /// Geodesic length in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.to_m - self.from_m
    }
}

/// A registered or derived segment in full.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentView {
    pub id: SegmentId,
    /// False: derived from geometry, `state: GAP` or not established (N5).
    pub registered: bool,
    pub water: WaterCode,
    pub level: Level,
    /// The unit that answers: the registered one wins (M).
    pub unit: UnitCode,
    /// `None` for a piece of an area (分片).
    pub stretch: Option<StretchView>,
    /// Area in m² of a piece (分片).
    pub area_m2: Option<f64>,
    /// Post of its own level, as S9 finds it.
    pub post: Option<PostId>,
    /// The chain of chiefs at its middle, lowest level first.
    pub chain: Vec<Seat>,
    /// General chiefs of the segment's units, lowest level first.
    pub general_chiefs: Vec<Seat>,
    /// Units of its level by geometry along the stretch, with metres (L, M).
    pub computed: Vec<UnitLength>,
    /// `W_SEGMENT_CROSSES_ADMIN`, `W_REGISTERED_VS_SPATIAL`.
    pub remarks: Vec<&'static str>,
    /// Segments of the same level from which water flows straight into it (P2).
    pub upstream: Vec<Reached>,
    /// Segments of the same level into which it flows (P2).
    pub downstream: Vec<Reached>,
    pub opposite_bank: Vec<Opposite>,
    /// Segments of the other levels over the same stretch, highest level first.
    pub nested: Vec<SegmentId>,
    pub boards: Vec<BoardId>,
    /// 一河一策 (P4): ids of documents of this water.
    pub documents: Vec<String>,
    /// Rule X.
    pub continues_outside: Option<ContinuesOutside>,
    pub validity: Validity,
}

/// Metres of a stretch in a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitLength {
    pub unit: UnitCode,
    pub length_m: f64,
}

/// Rule X: the branch goes on beyond the city limit at an end of the segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContinuesOutside {
    pub upstream: bool,
    pub downstream: bool,
    /// Loaded neighbour units on the other side, where known.
    pub neighbours: Vec<UnitCode>,
}

/// How the water gets from one segment to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// Along the same branch.
    Branch,
    /// Another branch of the same water.
    OtherBranch,
    /// A confluence of two waters.
    Confluence,
}

impl Via {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::OtherBranch => "other_branch",
            Self::Confluence => "confluence",
        }
    }
}

/// A segment met on the way upstream or downstream.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    pub segment: SegmentId,
    pub registered: bool,
    pub water: WaterCode,
    pub branch: Option<u32>,
    pub level: Level,
    pub unit: UnitCode,
    pub bank: Bank,
    /// Metres along the network between the two segments; 0 for neighbours.
    pub distance_m: f64,
    /// The last change on the way to it.
    pub via: Via,
}

/// The segment on the other bank, and where the two face each other. Measures in metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Opposite {
    pub segment: SegmentId,
    pub registered: bool,
    pub unit: UnitCode,
    pub bank: Bank,
    pub from_m: f64,
    pub to_m: f64,
    pub post: Option<PostId>,
}

/// A line of a list of segments.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentRow {
    pub id: SegmentId,
    pub registered: bool,
    pub water: WaterCode,
    pub level: Level,
    pub unit: UnitCode,
    pub branch: Option<u32>,
    pub bank: Option<Bank>,
    pub from_m: Option<f64>,
    pub to_m: Option<f64>,
    pub post: Option<PostId>,
    pub state: SeatState,
    pub holders: Vec<HeldBy>,
}

/// A water with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterView {
    pub code: WaterCode,
    pub scheme: String,
    pub name: String,
    pub kind: WaterKind,
    /// City-level by itself or through the bracket (S13).
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
    /// Surface in m².
    pub area_m2: Option<f64>,
    pub units: Vec<UnitCode>,
    pub segments: Vec<SegmentRow>,
    pub chiefs: Vec<Seat>,
    pub boards: Vec<BoardId>,
    pub documents: Vec<String>,
    /// Rule X: it goes on outside the city.
    pub cross_city: bool,
}

/// One branch of a water.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchView {
    pub branch: u32,
    pub name: Option<String>,
    pub length_m: f64,
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
    /// The conference, where there is one.
    #[must_use]
    pub fn convened(&self) -> Option<&Conference> {
        match self {
            Self::Convened(conference) => Some(conference),
            Self::NotApplicable { .. } => None,
        }
    }
}

/// An administrative unit or a functional area with its chiefs and waters.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitView {
    pub code: UnitCode,
    pub name: String,
    pub level: Level,
    /// Acts as a county over some units (E).
    pub functional_area: bool,
    /// Units a functional area is entrusted with.
    pub over: Vec<UnitCode>,
    /// Functional area that it is entrusted to.
    pub managed_by: Option<UnitCode>,
    pub neighbour: bool,
    pub parent: Option<UnitCode>,
    /// Names from the city down to itself.
    pub path: Vec<String>,
    pub children: Vec<UnitCode>,
    pub general_chiefs: Vec<Seat>,
    pub river_chiefs: Vec<Seat>,
    pub waters: Vec<UnitWater>,
    pub offices: Vec<String>,
    pub validity: Validity,
}

/// A water's share in a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitWater {
    pub water: WaterCode,
    pub name: String,
    /// Metres of centreline in the unit, shared reaches in full.
    pub length_m: f64,
    /// Segments of the unit's level.
    pub segments: Vec<SegmentId>,
}

/// A post with its tenures and what it answers for.
#[derive(Clone, Debug, PartialEq)]
pub struct PostView {
    pub id: PostId,
    pub kind: PostKind,
    pub level: Level,
    pub unit: UnitCode,
    pub water: Option<WaterCode>,
    pub department: Option<DepartmentCode>,
    pub name: String,
    pub capacity: u32,
    pub phone: Option<String>,
    pub state: SeatState,
    pub holders: Vec<HeldBy>,
    /// All tenures, earliest first, whatever the date.
    pub tenures: Vec<TenureView>,
    /// Duty clause (D1…D6), empty for members and liaisons.
    pub duty: &'static str,
    pub segments: Vec<SegmentId>,
    pub zones: Vec<FeatureId>,
    /// Unit whose whole area a general chief answers for (L5).
    pub whole_unit: Option<UnitCode>,
    /// V: other posts of the same holders on the date.
    pub other_posts: Vec<PostId>,
    pub validity: Validity,
}

/// Who held a post, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct TenureView {
    pub held_by: HeldBy,
    pub validity: Validity,
}

/// A notice board (P1) with what must stand on it.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardView {
    pub id: BoardId,
    pub water: WaterCode,
    pub water_name: String,
    pub segment: Option<SegmentId>,
    pub stretch: Option<StretchView>,
    pub location: LonLat,
    pub chain: Vec<Seat>,
    pub content_version: Option<String>,
    pub supervision_phone: Option<String>,
}

/// State of a milestone on a date (§10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneState {
    /// Nothing is missing.
    Met,
    /// Something is missing; there is time.
    Pending,
    /// Something is missing after the date.
    Overdue,
    /// The world holds no records that could show it.
    NotRecorded,
}

impl MilestoneState {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "MET",
            Self::Pending => "PENDING",
            Self::Overdue => "OVERDUE",
            Self::NotRecorded => "NOT_RECORDED",
        }
    }
}

/// One milestone M1…M9.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    pub rule: &'static str,
    /// Half-open; the due day is the last one in it.
    pub period: Validity,
    pub state: MilestoneState,
    /// Whether the date of the report lies in `period`.
    pub running: bool,
    pub required: usize,
    pub done: usize,
    /// Indices into [`Coverage::missing`].
    pub missing: Vec<usize>,
}

/// Something the plan asks for that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Clause that asks for it, e.g. `C3`, `O1`, `Z3`, `L4`, `F1`, `M8`.
    pub rule: &'static str,
    /// `gap`, `vacant`, `office`, `document`, `not_sent`.
    pub what: &'static str,
    pub level: Level,
    pub unit: UnitCode,
    pub county: Option<UnitCode>,
    pub water: Option<WaterCode>,
    pub post: Option<PostId>,
    /// In plain Chinese.
    pub text: String,
}

/// Seats counted by county, level and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageRow {
    /// `None`: the city's own seats.
    pub county: Option<UnitCode>,
    pub level: Level,
    pub kind: PostKind,
    /// Seats the plan makes mandatory.
    pub required: usize,
    /// Of those: with a post on the date.
    pub established: usize,
    /// Of those: held.
    pub filled: usize,
    /// Of those: not held.
    pub vacant: usize,
    /// Required, and no post.
    pub gap: usize,
    /// Optional village seats that exist, and that don't (O2).
    pub optional_established: usize,
    pub optional_not_established: usize,
}

/// The plan's milestones and the seats behind them, as of a date.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    pub as_of: Date,
    pub milestones: Vec<Milestone>,
    pub rows: Vec<CoverageRow>,
    pub missing: Vec<Missing>,
}

/// A line of the graded inventory (名录, M4): one water in one county.
#[derive(Clone, Debug, PartialEq)]
pub struct InventoryRow {
    pub county: UnitCode,
    pub grade: String,
    /// Data where the world names the grade; inferred from C1 otherwise.
    pub grade_basis: Basis,
    pub water: WaterCode,
    pub name: String,
    pub kind: WaterKind,
    pub parent: Option<WaterCode>,
    pub downstream: Option<WaterCode>,
    /// Metres of centreline in the county, all branches, shared reaches in full.
    pub length_m: f64,
    /// Of that, on the county's border.
    pub shared_m: f64,
    /// Surface in the county, m².
    pub area_m2: f64,
    /// Posts of the water in the county and above, highest level first.
    pub chiefs: Vec<PostId>,
    pub county_segments: usize,
    pub township_segments: usize,
    pub village_segments: usize,
}

/// P3: a place where a water passes from one unit to another.
#[derive(Clone, Debug, PartialEq)]
pub struct CrossSection {
    pub water: WaterCode,
    pub branch: u32,
    pub measure_m: f64,
    pub at: LonLat,
    /// The highest level at which the unit changes.
    pub level: Level,
    /// `None`: outside the city.
    pub above: Option<UnitCode>,
    pub below: Option<UnitCode>,
}

/// P3: where two waters, or two branches of one, meet or part.
#[derive(Clone, Debug, PartialEq)]
pub struct Confluence {
    /// The water that goes through.
    pub water: WaterCode,
    /// `None`: it has no centreline (a lake).
    pub branch: Option<u32>,
    pub measure_m: Option<f64>,
    /// The water, or branch, that ends or begins here.
    pub other: WaterCode,
    pub other_branch: u32,
    /// True: `other` flows in; false: it parts here.
    pub inflow: bool,
    pub at: LonLat,
}

/// A result of a search by name, code or id (P).
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// `water`, `unit`, `post`, `segment`, `board`.
    pub kind: &'static str,
    pub id: String,
    pub name: String,
    /// Names from the city down, so that equal names can be told apart.
    pub path: Vec<String>,
    pub at: Option<LonLat>,
}

/// 河长制办公室 (F1, F2) with whom it guides and who guides it (U2, U3, U5).
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeView {
    pub id: String,
    pub name: String,
    pub level: Level,
    pub unit: UnitCode,
    pub seat: Option<String>,
    pub director: Option<String>,
    pub deputies: Vec<String>,
    pub phone: Option<String>,
    /// U5: the next office up.
    pub supervised_by: Option<String>,
    pub supervises: Vec<String>,
}

/// What decides a place when half width, tolerance and nearness are off (N9).
#[derive(Clone, Debug, PartialEq)]
pub struct AreaDecision {
    pub status: Status,
    pub units: [Option<UnitCode>; 4],
    pub water: Option<WaterCode>,
    pub zone: Option<FeatureId>,
    pub segment: Option<SegmentId>,
    pub direct_responsible: Vec<PostId>,
    pub first_contact: Option<PostId>,
    pub accountable: Option<PostId>,
}

/// A line cut by owner (N9); parts in order along the line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineParts {
    pub length_m: f64,
    pub parts: Vec<LinePart>,
    /// Line-only waters that it crosses.
    pub crossings: Vec<Crossing>,
}

/// One part of a line with one owner.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePart {
    /// Metres from the start of the line asked about.
    pub from_m: f64,
    pub to_m: f64,
    pub length_m: f64,
    pub line: LineString<f64>,
    pub decision: AreaDecision,
}

/// Where a line crosses the centreline of a water without area there.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub water: WaterCode,
    pub branch: u32,
    /// Metres from the start of the line asked about.
    pub at_m: f64,
    /// Metres from the upstream end of the branch.
    pub measure_m: f64,
    pub at: LonLat,
}

/// A polygon cut by owner (N9); parts by owner code.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonParts {
    pub area_m2: f64,
    pub parts: Vec<PolygonPart>,
    /// Line-only waters inside, with metres of centreline.
    pub inside: Vec<WaterInside>,
}

/// One part of a polygon with one owner.
#[derive(Clone, Debug, PartialEq)]
pub struct PolygonPart {
    pub area_m2: f64,
    pub geometry: MultiPolygon<f64>,
    pub decision: AreaDecision,
}

/// Metres of a water's centreline inside a polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct WaterInside {
    pub water: WaterCode,
    pub branch: u32,
    pub length_m: f64,
}
