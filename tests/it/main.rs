//! Integration tests, one binary: one module per concern.
mod cli;
mod geometry;
mod hostile;
mod http;
mod import;
mod oracle;
mod resolve;
mod shared_data;
mod small_world;
mod validate;
mod world_file;
