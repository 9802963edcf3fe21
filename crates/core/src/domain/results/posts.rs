//! A post with its tenures, a notice board, and what a search finds.
use super::super::answer::{HeldBy, Seat};
use super::super::clause::RuleId;
use super::super::ids::{BoardId, DepartmentCode, FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use super::super::kinds::{Level, PostKind, SeatState};
use super::super::time::Validity;
use super::segments::StretchView;
use riverchief_geom::LonLat;
use std::sync::Arc;

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
    /// All tenures, earliest first, for all dates.
    pub tenures: Vec<TenureView>,
    /// Duty clause (D1…D6); `None` for members and liaisons.
    pub duty: Option<RuleId>,
    pub segments: Vec<SegmentId>,
    pub zones: Vec<FeatureId>,
    /// Unit for whose whole area a general chief answers (L5).
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

/// A notice board (P1) with what must be on it.
#[derive(Clone, Debug, PartialEq)]
pub struct BoardView {
    pub id: BoardId,
    pub water: WaterCode,
    pub water_name: String,
    pub segment: Option<SegmentId>,
    pub stretch: Option<StretchView>,
    pub location: LonLat,
    pub chain: Arc<[Seat]>,
    pub content_version: Option<String>,
    pub supervision_phone: Option<String>,
}

/// What a search can find, in the order in which equal hits are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A water.
    Water,
    /// A unit or functional area.
    Unit,
    /// A post.
    Post,
    /// A segment or piece.
    Segment,
    /// A notice board.
    Board,
}

impl HitKind {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Unit => "unit",
            Self::Post => "post",
            Self::Segment => "segment",
            Self::Board => "board",
        }
    }
}

/// A result of a search by name, code or id (P).
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub kind: HitKind,
    pub id: String,
    pub name: String,
    /// Names from the city down, to tell equal names apart.
    pub path: Vec<String>,
    pub at: Option<LonLat>,
}

/// The one post shown on a map for a feature, and whom to call.
#[derive(Clone, Debug, PartialEq)]
pub struct ChiefView {
    /// The responsible seat.
    pub seat: Seat,
    /// Whom to call first (§5).
    pub first_contact: Option<PostId>,
    /// §5, S20.
    pub accountable: Option<PostId>,
}
