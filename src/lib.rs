//! Which river chief (河长) answers for any coordinate or river segment of a city, and why.
//!
//! The crate is a one-way street: source files → raw features → validated
//! snapshot → index → resolver → export and HTTP. Each module below may use
//! the ones above it and never the ones beneath; `tests/tidy.rs` keeps that true.

// These macros panic where nothing can be written: a full disk, a reader that went.
#![forbid(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod config;
pub mod export;
pub mod http;
pub mod jobs;
pub mod release;
pub mod telemetry;
pub mod world;
