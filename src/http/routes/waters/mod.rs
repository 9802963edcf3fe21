//! Waters: `/v1/waters/{code}` and below.
pub mod conference;
pub mod segments;
pub mod show;
