//! Views derived from a law beside the answer for a point.
//!
//! Each function takes an [`Index`] and is pure; `None` means that no such thing is valid on the date.
use crate::domain::answer::{Competence, Edge, Seat};
use crate::domain::ids::{BoardId, PostId, SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::Level;
use crate::domain::views::{
    BoardView, ConferenceOutcome, Confluence, Coverage, CrossSection, Hit, InventoryRow, LineParts, OfficeView,
    Opposite, PolygonParts, PostView, Reached, SegmentRow, SegmentView, UnitView, WaterView,
};
use crate::index::Index;
use geo::{LineString, MultiPolygon};

/// Which rules of §6 bind a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// WATER zone: R1, R2.
    WaterZone,
    /// LAND zone: R3, RA2, RA3.
    LandZone,
    /// Everything else: R1, R4, R5, R6.
    Channel,
}

/// Reporting and supervision edges of a chain (§6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edges {
    pub reporting: Vec<Edge>,
    pub supervision: Vec<Edge>,
}

/// What to list in [`segments`]; `None` is “any”.
#[derive(Clone, Debug, Default)]
pub struct SegmentFilter {
    pub water: Option<WaterCode>,
    pub level: Option<Level>,
    pub unit: Option<UnitCode>,
}

/// A registered or derived segment in full.
#[must_use]
pub fn segment(_index: &Index, _id: &SegmentId) -> Option<SegmentView> {
    None
}
/// Segments of the same level upstream within `distance_m`, nearest first. `None`: no such segment.
#[must_use]
pub fn upstream(_index: &Index, _id: &SegmentId, _distance_m: f64) -> Option<Vec<Reached>> {
    None
}
/// Segments of the same level downstream within `distance_m`, nearest first. `None`: no such segment.
#[must_use]
pub fn downstream(_index: &Index, _id: &SegmentId, _distance_m: f64) -> Option<Vec<Reached>> {
    None
}
/// Segments of the same level on the other bank. `None`: no such segment.
#[must_use]
pub fn opposite_bank(_index: &Index, _id: &SegmentId) -> Option<Vec<Opposite>> {
    None
}
/// Registered segments, and derived ones where no registered one stands, by water, level, branch and measure.
#[must_use]
pub fn segments(_index: &Index, _filter: &SegmentFilter) -> Vec<SegmentRow> {
    Vec::new()
}
/// A water with what belongs to it.
#[must_use]
pub fn water(_index: &Index, _code: &WaterCode) -> Option<WaterView> {
    None
}
/// Whether the water has a joint conference, and who convenes it (§7). `None`: no such water.
#[must_use]
pub fn conference(_index: &Index, _code: &WaterCode) -> Option<ConferenceOutcome> {
    None
}
/// A unit or functional area with its chiefs and waters.
#[must_use]
pub fn unit(_index: &Index, _code: &UnitCode) -> Option<UnitView> {
    None
}
/// A post with its tenures and responsibilities.
#[must_use]
pub fn post(_index: &Index, _id: &PostId) -> Option<PostView> {
    None
}
/// A notice board and what must stand on it.
#[must_use]
pub fn board(_index: &Index, _id: &BoardId) -> Option<BoardView> {
    None
}
/// Reporting and supervision edges of a chain and its general chiefs, both lowest level first (§6).
#[must_use]
pub fn edges(_index: &Index, _chain: &[Seat], _general: &[Seat], _situation: Situation) -> Edges {
    Edges::default()
}
/// Who is competent for a concern, by name or alias (F7, F8). `None`: no such concern.
#[must_use]
pub fn departments_for(_index: &Index, _concern: &str) -> Option<Competence> {
    None
}
/// Offices of the units of a chain, city first (F1). Ids of the layer `offices`.
#[must_use]
pub fn offices_for(_index: &Index, _chain: &[Seat], _general: &[Seat]) -> Vec<String> {
    Vec::new()
}
/// An office with whom it guides.
#[must_use]
pub fn office(_index: &Index, _id: &str) -> Option<OfficeView> {
    None
}
/// Milestones and seats as of the date of the law (§10).
#[must_use]
pub fn coverage(index: &Index) -> Coverage {
    Coverage {
        as_of: index.law.date,
        milestones: Vec::new(),
        rows: Vec::new(),
        missing: Vec::new(),
    }
}
/// The graded inventory (名录) by county and grade (M4).
#[must_use]
pub fn inventory(_index: &Index) -> Vec<InventoryRow> {
    Vec::new()
}
/// Places where a water passes from one unit of `level` or above to another (P3).
#[must_use]
pub fn cross_border_sections(_index: &Index, _level: Level) -> Vec<CrossSection> {
    Vec::new()
}
/// Where waters meet or part (P3).
#[must_use]
pub fn confluences(_index: &Index) -> Vec<Confluence> {
    Vec::new()
}
/// Waters, units, posts, segments and boards by name, code or id, best first (P).
#[must_use]
pub fn search(_index: &Index, _query: &str, _limit: usize) -> Vec<Hit> {
    Vec::new()
}
/// A line cut by owner (N9).
#[must_use]
pub fn line_parts(_index: &Index, line: &LineString<f64>) -> LineParts {
    let _ = line;
    LineParts {
        length_m: 0.0,
        parts: Vec::new(),
        crossings: Vec::new(),
    }
}
/// A polygon cut by owner (N9).
#[must_use]
pub fn polygon_parts(_index: &Index, polygon: &MultiPolygon<f64>) -> PolygonParts {
    let _ = polygon;
    PolygonParts {
        area_m2: 0.0,
        parts: Vec::new(),
        inside: Vec::new(),
    }
}
