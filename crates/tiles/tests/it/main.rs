//! Vector tiles of the default world.
#![allow(
    clippy::unreadable_literal,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "coordinates, and exact comparison of them, are what these tests are about"
)]
mod attributes;
mod every_tile;
mod fixtures;
mod jurisdiction;
mod page;
mod raw;
mod readers;
mod roll;
mod tiling;
mod world;
mod zoom;
