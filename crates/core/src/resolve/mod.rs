//! Decides who answers, and explains it. Nothing else in the workspace does.
//!
//! Pure and total: no I/O, no clock, no HTTP.
mod alternatives;
pub mod at;
mod edge_parts;
mod explain;
pub mod matching;
mod place;
mod probes;
mod rank;
mod seats;
mod stretch;
mod verdict;
pub mod views;

pub use at::{Ask, Detail, at};
pub use place::units_of;
pub use verdict::decide_in_area;
