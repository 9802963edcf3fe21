//! Waters: `/v1/waters/{code}` and what belongs to one.
pub mod conference;
pub mod segments;
pub mod show;
