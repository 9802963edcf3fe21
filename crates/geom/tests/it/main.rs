//! Geometry against fixtures of other projects and against brute force.
#![allow(
    clippy::unreadable_literal,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "coordinates, and exact comparison of them, are what these tests are about"
)]
mod geometry;
