//! Exports over many collections, made in the background.
pub mod create;
pub mod file;
pub mod remove;
pub mod show;
