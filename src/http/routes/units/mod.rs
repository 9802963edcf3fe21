//! Units: `/v1/units/{code}` and below.
pub mod chiefs;
pub mod show;
pub mod waters;
