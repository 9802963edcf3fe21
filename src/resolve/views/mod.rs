//! Views derived from a law beside the answer for a point.
//!
//! Each function takes an [`Index`](crate::index::Index) and is pure; `None` means that no such thing is valid on the date.
mod chain;
mod chiefs;
mod competence;
mod conference;
mod coverage;
mod decision;
mod edges;
mod inventory;
mod line_parts;
mod milestones;
mod neighbours;
mod network;
mod overlay;
mod polygon_parts;
mod posts;
mod required;
mod roster;
mod search;
mod seats;
mod sections;
mod segment;
mod segment_board;
mod shoreline;
mod spans;
mod units;
mod waters;

pub use chiefs::{general_chief, piece_chief, pool_chief, segment_chiefs};
pub use competence::{concerns, departments_for, office, offices_for};
pub use conference::conference;
pub use coverage::coverage;
pub use edges::{Edges, Situation, edges};
pub use inventory::inventory;
pub use line_parts::line_parts;
pub use neighbours::{downstream, opposite_bank, upstream};
pub use polygon_parts::polygon_parts;
pub use posts::{board, post};
pub use roster::{RosterFilter, RosterOrder, roster};
pub use search::{SearchCatalog, search};
pub use sections::{confluences, cross_border_sections};
pub use segment::segment;
pub use segment_board::segment_board;
pub use spans::{SegmentFilter, segments};
pub use units::unit;
pub use waters::water;
