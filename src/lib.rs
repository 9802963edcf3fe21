//! Finds the river chief (河长) responsible for a coordinate or river segment of a city, and the reason.
//!
//! Data flows in one direction: source files → raw features → validated snapshot → index → resolver → export and HTTP.
//! `tests/tidy.rs` checks which module may use which.

// These macros panic if standard output cannot be written, because the disk is full or the reader has closed the pipe.
#![forbid(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod cli;
pub mod config;
pub mod export;
pub mod http;
mod input_crs;
pub mod jobs;
pub mod release;
pub mod telemetry;
pub mod world;
