//! Files that are written: whole or not at all, and temporary folders that a killed process doesn't leave for good.
#![forbid(unsafe_code)]

pub mod scratch;
pub mod target;
