//! Lines and polygons cut by owner (N9).
use super::super::ids::{FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use super::super::kinds::Status;
use super::super::note::Note;
use geo::{LineString, MultiPolygon};
use riverchief_geom::LonLat;
use std::sync::Arc;

/// The decision for a place without half width, tolerance and nearness (N9).
#[derive(Clone, Debug, PartialEq)]
pub struct AreaDecision {
    pub status: Status,
    pub units: [Option<UnitCode>; 4],
    pub water: Option<WaterCode>,
    pub zone: Option<FeatureId>,
    pub segment: Option<SegmentId>,
    pub direct_responsible: Arc<[PostId]>,
    pub first_contact: Option<PostId>,
    pub accountable: Option<PostId>,
    /// Parents by place and holes (A), functional areas without a post (E).
    pub notes: Vec<Note>,
}

/// A line cut by owner (N9); parts in order along the line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineParts {
    pub length_m: f64,
    pub parts: Vec<LinePart>,
    /// Waters without area that it crosses.
    pub crossings: Vec<Crossing>,
}

/// One part of a line with one owner.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePart {
    /// Metres from the start of the given line.
    pub from_m: f64,
    pub to_m: f64,
    pub length_m: f64,
    pub line: LineString<f64>,
    pub decision: AreaDecision,
}

/// Where a line crosses the centreline of a water that has no area there.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    pub water: WaterCode,
    pub branch: u32,
    /// Metres from the start of the given line.
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
    /// Waters without area inside, with metres of centreline.
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
