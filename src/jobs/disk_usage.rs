//! What exports take of the disk, counted as it is written, and what ends one that takes too much.
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It would take more of the disk than one export may.
    ExportBytes,
    /// All exports together would take more of the disk than they may.
    AllBytes,
    /// The disk is full.
    DiskFull,
    /// A filter took too long.
    FilterTooSlow,
    /// The service stopped.
    Interrupted,
    /// Its file is not what was written.
    FileLost,
    /// A bug.
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

    /// Its name.
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

/// Bytes that all exports take together.
#[derive(Debug)]
pub(super) struct Ledger {
    taken: AtomicU64,
    limit: u64,
}

impl Ledger {
    pub fn new(limit: u64) -> Self {
        Self {
            taken: AtomicU64::new(0),
            limit,
        }
    }

    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    pub fn is_full(&self) -> bool {
        self.taken() >= self.limit
    }

    /// Takes bytes; they are taken, whether or not that is too much.
    pub fn take(&self, bytes: u64) -> bool {
        self.taken.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.limit
    }

    pub fn give_back(&self, bytes: u64) {
        self.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Who wants an export to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Who asked for it.
    Removed = 1,
    /// The service stops.
    Stopping = 2,
}

/// Bytes that one export takes: those written for it, and those of its temporary files.
#[derive(Debug)]
pub(super) struct Account {
    ledger: Arc<Ledger>,
    limit: u64,
    written: AtomicU64,
    temporary: AtomicU64,
    end: AtomicU8,
    over: OnceLock<Reason>,
}

impl Account {
    pub fn new(ledger: Arc<Ledger>, limit: u64) -> Self {
        Self {
            ledger,
            limit,
            written: AtomicU64::new(0),
            temporary: AtomicU64::new(0),
            end: AtomicU8::new(0),
            over: OnceLock::new(),
        }
    }

    /// Bytes that it may take.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Bytes of the result so far.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Ends the work at its next step.
    pub fn end(&self, end: End) {
        // The first one counts.
        let _ = self
            .end
            .compare_exchange(0, end as u8, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Who has ended it.
    pub fn ended(&self) -> Option<End> {
        match self.end.load(Ordering::Relaxed) {
            0 => None,
            n if n == End::Removed as u8 => Some(End::Removed),
            _ => Some(End::Stopping),
        }
    }

    /// The bound that it came over.
    pub fn over(&self) -> Option<Reason> {
        self.over.get().copied()
    }

    /// # Errors
    /// It has been ended, or has come over a bound.
    pub fn go_on(&self) -> io::Result<()> {
        if self.ended().is_some() || self.over().is_some() {
            return Err(io::Error::other("the export has been ended"));
        }
        Ok(())
    }

    fn charge(&self, count: &AtomicU64, bytes: u64) -> io::Result<()> {
        count.fetch_add(bytes, Ordering::Relaxed);
        if !self.ledger.take(bytes) {
            let _ = self.over.set(Reason::AllBytes);
        }
        if self.written() + self.temporary.load(Ordering::Relaxed) > self.limit {
            let _ = self.over.set(Reason::ExportBytes);
        }
        self.go_on()
    }

    /// Counts bytes of a temporary file that has no name.
    pub fn charge_unnamed(&self, bytes: u64) -> io::Result<()> {
        self.charge(&self.temporary, bytes)
    }

    /// Counts what lies in a folder of temporary files now.
    pub fn measure(&self, folder: &Path) -> io::Result<()> {
        let now = size_of(folder)?;
        let before = self.temporary.load(Ordering::Relaxed);
        if now > before {
            return self.charge(&self.temporary, now - before);
        }
        self.temporary.fetch_sub(before - now, Ordering::Relaxed);
        self.ledger.give_back(before - now);
        self.go_on()
    }

    /// Temporary files are gone.
    pub fn close_temporary(&self) {
        self.ledger.give_back(self.temporary.swap(0, Ordering::Relaxed));
    }

    /// Nothing is left of it.
    pub fn close(&self) {
        self.close_temporary();
        self.ledger.give_back(self.written.swap(0, Ordering::Relaxed));
    }
}

/// Bytes of the files below a folder; one that goes meanwhile counts for nothing.
fn size_of(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        match entry.metadata() {
            Ok(found) if found.is_dir() => bytes += size_of(&entry.path())?,
            Ok(found) => bytes += found.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(bytes)
}

/// A writer whose bytes are counted.
pub(super) struct Metered<'a, W> {
    pub inner: W,
    pub account: &'a Account,
}

impl<W: Write> Write for Metered<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.account.go_on()?;
        let written = self.inner.write(bytes)?;
        self.account.charge(&self.account.written, written as u64)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
