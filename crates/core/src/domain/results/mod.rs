//! What is derived from a world other than the answer for a point: segments and their neighbours, waters, units, posts,
//! conferences, coverage, inventory, parts of lines and polygons.
//!
//! Knows the vocabulary only. `resolve::views` builds these; `http` and `cli` print them.
#![expect(
    missing_docs,
    reason = "fields are named in the nouns of the plan; those that need words have them"
)]
mod boards;
mod parts;
mod posts;
mod reports;
mod roster;
mod segments;
mod units;
mod waters;

pub use boards::{BoardEnd, BoardHere, Policy, SegmentBoard};
pub use parts::{AreaDecision, Crossing, LinePart, LineParts, PolygonPart, PolygonParts, WaterInside};
pub use posts::{BoardView, ChiefView, Hit, HitKind, PostView, TenureView};
pub use reports::{Coverage, CoverageRow, InventoryRow, Milestone, MilestoneState, Missing, MissingKind};
pub use roster::RosterRow;
pub use segments::{
    ContinuesOutside, Departure, Opposite, Reached, ReachedThing, Responsibility, ResponsibilityKind, SegmentRow,
    SegmentView, StretchView, UnitLength, Via, WaterNear,
};
pub use units::{OfficeView, UnitView, UnitWater};
pub use waters::{BankUnits, BranchView, ConferenceOutcome, Confluence, CrossSection, WaterView};
