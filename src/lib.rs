//! Which river chief (河长) answers for any coordinate or river segment of a city, and why.
//!
//! The crate is a one-way street: source files → raw features → validated
//! snapshot → index → resolver → export and HTTP. Each module below may use
//! the ones above it and never the ones beneath; `tests/tidy.rs` keeps that true.

// These macros panic where nothing can be written: a full disk, a reader that went.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod config;
pub mod contained;
pub mod delivery;
pub mod domain;
pub mod export;
pub mod exports;
pub mod gdal_io;
pub mod geom;
pub mod http;
pub mod index;
pub mod query;
pub mod release;
pub mod resolve;
pub mod scratch;
pub mod snapshot;
pub mod synth;
pub mod target;
pub mod telemetry;
pub mod tiles;
pub mod world;
