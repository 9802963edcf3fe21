//! Writes files completely or not at all, and makes temporary folders that are deleted even after a crash.
#![forbid(unsafe_code)]

pub mod scratch;
pub mod target;
