//! The only place that decides an owner, and explains it.
//!
//! Pure and total: no I/O, no clock, no HTTP.
pub mod at;
mod matching;
mod place;
mod rank;
pub mod views;

pub use at::{Ask, at};
