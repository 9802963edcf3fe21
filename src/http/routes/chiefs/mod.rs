//! Chiefs: who answers for a place, for many places, along a line or within a polygon.
pub mod along;
pub mod at;
pub mod bulk;
