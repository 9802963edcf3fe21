//! Milestones, coverage and the graded inventory (名录).
use super::super::clause::RuleId;
use super::super::ids::{PostId, UnitCode, WaterCode};
use super::super::kinds::{Basis, Level, PostKind, WaterKind};
use super::super::time::{Date, Validity};

/// State of a milestone on a date (§10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MilestoneState {
    /// Nothing is missing.
    Met,
    /// Something is missing, and the date has not passed.
    Pending,
    /// Something is missing after the date.
    Overdue,
    /// Nothing is required, or the world has no records to show it.
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
    pub rule: RuleId,
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

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKind {
    /// A seat without a post.
    Gap,
    /// A post that nobody holds.
    Vacant,
    /// An office.
    Office,
    /// The grade of a water in the inventory.
    Grade,
    /// A document.
    Document,
    /// A document was issued, but not sent up.
    NotSent,
}

impl MissingKind {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Vacant => "vacant",
            Self::Office => "office",
            Self::Grade => "grade",
            Self::Document => "document",
            Self::NotSent => "not_sent",
        }
    }
}

/// Something that the plan requires and that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The clause that requires it, e.g. `C3`, `O1`, `Z3`, `L4`, `F1`, `M8`.
    pub rule: RuleId,
    pub what: MissingKind,
    pub level: Level,
    /// `None`: the city, in a world without a city layer.
    pub unit: Option<UnitCode>,
    pub county: Option<UnitCode>,
    pub water: Option<WaterCode>,
    pub post: Option<PostId>,
    /// In Chinese.
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
    /// How many of them have a post on the date.
    pub established: usize,
    /// How many of them are held.
    pub filled: usize,
    /// How many of them are vacant.
    pub vacant: usize,
    /// Required, but without a post.
    pub gap: usize,
    /// Required once the plan is in force, and without a post (S35).
    pub not_yet: usize,
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
    /// Data if the world names the grade; otherwise inferred from C1.
    pub grade_basis: Basis,
    pub water: WaterCode,
    pub name: String,
    pub kind: WaterKind,
    pub parent: Option<WaterCode>,
    pub downstream: Option<WaterCode>,
    /// Metres of centreline in the county, all branches, shared reaches in full.
    pub length_m: f64,
    /// Of these, metres outside WATER zones, as counted for a joint conference (S23).
    pub length_outside_pools_m: f64,
    /// Of `length_m`, metres on the county's border.
    pub shared_m: f64,
    /// Of these, metres outside WATER zones.
    pub shared_outside_pools_m: f64,
    /// Surface in the county, m².
    pub area_m2: f64,
    /// Posts of the water in the county and above, highest level first.
    pub chiefs: Vec<PostId>,
    pub county_segments: usize,
    pub township_segments: usize,
    pub village_segments: usize,
}
