//! Exports of several collections, made in the background.
pub mod create;
pub mod file;
pub mod remove;
pub mod show;
