//! Raw features become a validated snapshot and findings.
pub mod finding;
pub mod raw;
