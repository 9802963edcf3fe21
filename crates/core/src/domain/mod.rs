//! The vocabulary of the plan: units, waters, segments, zones, posts, tenures, and the answer.
//!
//! Nothing here reads a file, speaks HTTP or knows serde.
pub mod answer;
pub mod clause;
pub mod ids;
pub mod kinds;
pub mod note;
pub mod records;
pub mod results;
pub mod terms;
pub mod thresholds;
pub mod time;
