//! Sources of every kind come in, damaged ones too, and a world file is read as it was written.
#![allow(
    clippy::unreadable_literal,
    clippy::redundant_closure_for_method_calls,
    clippy::float_cmp,
    reason = "coordinates, and exact comparison of them, are what these tests are about"
)]
mod hostile;
mod import;
mod world_file;
