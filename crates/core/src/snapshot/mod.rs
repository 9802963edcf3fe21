//! Raw features become a validated snapshot and findings.
//!
//! Knows the domain and geometry; knows no files, no GDAL and no clock: a
//! date always comes from the caller.
mod ancestry;
mod border_pairs;
mod border_rivers;
mod borders;
pub mod build;
pub mod checks;
pub mod common_border;
mod course;
pub mod epoch;
pub mod finding;
mod incumbents;
pub mod law;
mod law_of_date;
pub mod lineage;
mod network;
pub mod posts;
pub mod raw;
pub mod reaches;
pub mod record;
pub mod required_seats;
mod runs;
pub mod seating;
pub mod segments;
pub mod standing;
mod typing;
mod world;

pub use epoch::Epoch;
pub use finding::{Finding, Severity};
pub use law::Law;
pub use lineage::Lineage;
pub use raw::RawWorld;
pub use world::Snapshot;
