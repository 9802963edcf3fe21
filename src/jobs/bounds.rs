//! What exports may take, and why one isn't taken on.
use super::folder::OpenError;
use crate::export::DeliveryError;
use std::time::Duration;
use thiserror::Error;

/// What exports may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Exports that are made at once, each on a thread of its own.
    pub workers: usize,
    /// Exports that wait.
    pub queue: usize,
    /// Exports that are known at once, with those that are over.
    pub known: usize,
    /// Bytes of all files together.
    pub all_bytes: u64,
    /// Bytes of one export, temporary files included.
    pub export_bytes: u64,
    /// How long a file is kept, and then its record.
    pub keep: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            workers: 2,
            queue: 16,
            known: 1000,
            all_bytes: 4 << 30,
            export_bytes: 1 << 30,
            keep: Duration::from_hours(24),
        }
    }
}

/// Why an export isn't taken on.
#[derive(Debug, Error)]
pub enum Refused {
    /// The queue is full.
    #[error("the export queue is full")]
    Busy,
    /// Too many exports are known.
    #[error("too many exports are kept")]
    Many,
    /// Files take as much as they may.
    #[error("the files of exports take as much of the disk as they may")]
    Full,
    /// The service stops.
    #[error("the service is shutting down")]
    Stopping,
    /// The folder can't be used.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// The record can't be written.
    #[error(transparent)]
    JobRecord(#[from] DeliveryError),
    /// The system has no randomness to give.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}
