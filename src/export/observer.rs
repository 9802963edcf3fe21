//! How the caller of a writer counts what is written, and cancels it.
use riverchief_rows::collections::Row;
use std::fmt;
use std::io;

/// Called while features are written; it can cancel the writing by returning an error.
pub trait WriteObserver: fmt::Debug + Send + Sync {
    /// Called repeatedly before the first feature is written.
    ///
    /// # Errors
    /// The writing is cancelled.
    fn check_cancelled(&self) -> io::Result<()>;

    /// Called before each feature.
    ///
    /// # Errors
    /// The writing is cancelled.
    fn before_feature(&self, row: &Row) -> io::Result<()>;
}
