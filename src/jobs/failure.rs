//! Why an export has no file.
use serde::{Deserialize, Serialize};

/// Why an export has no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It exceeds the disk space of one export.
    ExportBytes,
    /// All exports together exceed their disk space.
    AllBytes,
    /// The disk is full.
    DiskFull,
    /// A filter took too long.
    FilterTooSlow,
    /// The service stopped.
    Interrupted,
    /// Its file is missing, or has another size than when it was written.
    FileLost,
    /// An internal error.
    Internal,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::ExportBytes,
        Self::AllBytes,
        Self::DiskFull,
        Self::FilterTooSlow,
        Self::Interrupted,
        Self::FileLost,
        Self::Internal,
    ];

    /// Its name in answers and records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExportBytes => "export-bytes",
            Self::AllBytes => "all-bytes",
            Self::DiskFull => "disk-full",
            Self::FilterTooSlow => "filter-too-slow",
            Self::Interrupted => "interrupted",
            Self::FileLost => "file-lost",
            Self::Internal => "internal",
        }
    }
}

/// Why an export has no file, with an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The reason, for programs.
    pub reason: Reason,
    /// The explanation, for people.
    pub detail: String,
}

impl Failure {
    pub(super) fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }

    /// An internal error; the log has its cause.
    pub(super) fn internal() -> Self {
        Self::new(
            Reason::Internal,
            "The export failed because of an internal error, which is in the log of the service.",
        )
    }

    /// The service stopped before the export was finished.
    pub(super) fn interrupted() -> Self {
        Self::new(
            Reason::Interrupted,
            "The service stopped before the export was finished; start it again.",
        )
    }
}
