//! Who answers for a place: the plan's vocabulary, the validated snapshot, the index over it, and the resolver that decides.
//!
//! Each module uses only those before it: `domain`, `snapshot`, `index`, `resolve`. None of them reads a file or uses a
//! clock, serde or HTTP; the caller passes the date.
#![forbid(unsafe_code)]

pub mod domain;
pub mod index;
pub mod resolve;
pub mod snapshot;
