//! Integration tests, one binary: one module per concern.
#![allow(
    clippy::unreadable_literal,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "coordinates, and exact comparison of them, are what these tests are about"
)]
mod cli;
mod columns;
mod default_world;
mod endurance;
mod export;
mod fault_worlds;
mod findings_output;
mod findings_page;
mod http;
mod import;
mod oracle;
mod page;
mod shared_data;
mod terms;
mod tile_http;
mod tiles_of_a_unit;
mod views;
