//! A segment of a river in full, its neighbours along and across the water, and as a row of a list.
use super::super::answer::{HeldBy, Seat, Stationing};
use super::super::ids::{BoardId, FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use super::super::kinds::{Bank, Level, SeatState, Status};
use super::super::note::Note;
use super::super::time::Validity;
use geo::LineString;
use riverchief_geom::LonLat;
use std::sync::Arc;

/// A stretch of a branch with coordinates. Measures in metres from the upstream end.
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
    /// The responsible unit: the registered unit takes precedence (M).
    pub unit: UnitCode,
    /// `None` for a piece of an area (分片).
    pub stretch: Option<StretchView>,
    /// Area in m² of a piece (分片).
    pub area_m2: Option<f64>,
    /// Post of its own level by S9.
    pub post: Option<PostId>,
    /// The chain of chiefs at its middle, lowest level first.
    pub chain: Arc<[Seat]>,
    /// General chiefs of the segment's units, lowest level first.
    pub general_chiefs: Arc<[Seat]>,
    /// 直接责任人 at its middle, city to township (§5).
    pub direct: Arc<[PostId]>,
    /// Whom to call first there.
    pub first_contact: Option<PostId>,
    /// The accountable post there (S20).
    pub accountable: Option<PostId>,
    /// Units of its level by geometry along the stretch, with metres (L, M); lengths below a millimetre are left out.
    pub computed: Vec<UnitLength>,
    pub remarks: Vec<Note>,
    /// What flows directly into it: segments of the same level, pools (P2).
    pub upstream: Vec<Reached>,
    /// What it flows into directly (P2).
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

/// Rule X: the branch continues beyond the city limit at an end of the segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContinuesOutside {
    pub upstream: bool,
    pub downstream: bool,
    /// Loaded neighbour units on the other side, if known.
    pub neighbours: Vec<UnitCode>,
}

/// How water flows from one segment to the next.
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

/// What a walk can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReachedThing {
    /// A stretch of a branch.
    Segment,
    /// A piece of an area (分片).
    Piece,
    /// A pool.
    WaterZone,
}

impl ReachedThing {
    /// The spelling in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Piece => "piece",
            Self::WaterZone => "water_zone",
        }
    }
}

/// A segment, piece or WATER zone reached on the way upstream or downstream (S33).
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    pub what: ReachedThing,
    /// Id of the segment, the piece or the zone.
    pub id: String,
    pub registered: bool,
    pub water: WaterCode,
    pub branch: Option<u32>,
    /// Level of its seat.
    pub level: Level,
    /// `None`: a WATER zone in a world without a city layer.
    pub unit: Option<UnitCode>,
    pub bank: Bank,
    /// Metres along the network to it; 0 for neighbours, and if the walk begins in it.
    pub distance_m: f64,
    /// The last transition on the way to it.
    pub via: Via,
    /// The seat of its level.
    pub seat: Seat,
    /// Whom to call (§5), from its level upward.
    pub first_contact: Option<PostId>,
    /// Seats of the coarser levels that begin at the same place, lowest first.
    pub above: Vec<Seat>,
}

/// The nearest water of a place that is on no water (S17).
#[derive(Clone, Debug, PartialEq)]
pub struct WaterNear {
    pub water: WaterCode,
    /// Geodesic distance.
    pub distance_m: f64,
    /// The nearest place on the water.
    pub at: LonLat,
}

/// A walk from a place: the place on the network, and what is reached (S33).
#[derive(Clone, Debug, PartialEq)]
pub struct Departure {
    /// What the place matches.
    pub status: Status,
    /// The water of the place; `None`: it is on no water.
    pub water: Option<WaterCode>,
    /// The WATER zone of the place.
    pub zone: Option<FeatureId>,
    pub stationing: Option<Stationing>,
    /// The nearest water, if the place is on none.
    pub nearest: Option<WaterNear>,
    pub reached: Vec<Reached>,
}

/// The segment on the other bank, and the measures between which the two face each other. Metres.
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

/// A row of a list of segments.
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

/// What a chain of chiefs can answer for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponsibilityKind {
    /// A stretch of a branch.
    #[default]
    Segment,
    /// A piece of an area (分片).
    Piece,
    /// A WATER zone.
    WaterZone,
    /// The piece of a LAND zone in a village.
    LandZone,
}

impl ResponsibilityKind {
    /// The spelling in collections.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Piece => "piece",
            Self::WaterZone => "water_zone",
            Self::LandZone => "land_zone",
        }
    }
}

/// What a chain of chiefs answers for, with the whole chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responsibility {
    pub what: ResponsibilityKind,
    /// Id of the segment, the zone or the piece of a zone.
    pub id: String,
    pub water: WaterCode,
    /// `None` for a WATER zone.
    pub level: Option<Level>,
    /// The responsible unit: that of the segment, or the village of a piece of a LAND zone.
    pub unit: Option<UnitCode>,
    /// Branch, measures in metres and bank of a segment.
    pub stretch: Option<(u32, f64, f64, Bank)>,
    /// False: derived from geometry.
    pub registered: bool,
    pub validity: Validity,
    /// River and reservoir chiefs, lowest level first.
    pub chain: Arc<[Seat]>,
    /// General chiefs, lowest level first.
    pub general_chiefs: Arc<[Seat]>,
    /// Directly responsible (直接责任人) by the plan, city to township.
    pub direct: Arc<[PostId]>,
    /// Whom to call first (§5).
    pub first_contact: Option<PostId>,
    /// §5, S20.
    pub accountable: Option<PostId>,
}
