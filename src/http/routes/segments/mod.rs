//! Segments: `/v1/segments/{id}` and what belongs to one.
pub mod chiefs;
pub mod downstream;
pub mod opposite_bank;
pub mod show;
pub mod upstream;
