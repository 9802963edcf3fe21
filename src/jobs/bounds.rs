//! Limits of exports, and why an export is refused.
use super::folder::OpenError;
use crate::export::ExportError;
use std::time::Duration;
use thiserror::Error;

/// Limits of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Exports that run at once, each on its own thread.
    pub workers: usize,
    /// Exports that wait in the queue.
    pub queue: usize,
    /// Exports that have a record at once, finished ones included.
    pub known: usize,
    /// Disk space of all exports together, in bytes.
    pub all_bytes: u64,
    /// Disk space of one export, temporary files included, in bytes.
    pub export_bytes: u64,
    /// How long a file is kept, and after that its record.
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

/// Why an export is refused.
#[derive(Debug, Error)]
pub enum Refused {
    /// The queue is full.
    #[error("the export queue is full")]
    Busy,
    /// Too many exports have a record.
    #[error("too many exports are kept")]
    Many,
    /// The disk space of exports is used up.
    #[error("the disk space for exports is used up")]
    Full,
    /// The service is shutting down.
    #[error("the service is shutting down")]
    Stopping,
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// The record cannot be written.
    #[error(transparent)]
    Record(#[from] ExportError),
    /// The system returns no random bytes.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}
