//! Rules, checks and views on the small world, and rules on random worlds by an exact reading.
#![allow(
    clippy::unreadable_literal,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "coordinates, and exact comparison of them, are what these tests are about"
)]
mod random_worlds;
mod resolve;
mod validate;
mod views;
