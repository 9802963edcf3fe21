//! Units: `/v1/units/{code}` and what belongs to one.
pub mod chiefs;
pub mod show;
pub mod waters;
