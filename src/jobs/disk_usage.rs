//! The disk space of exports, counted while they are written, and the cancellation of an export that takes too much.
use super::failure::Reason;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Disk space of all exports together, in bytes.
#[derive(Debug)]
pub(super) struct TotalUsage {
    bytes: AtomicU64,
    limit: u64,
}

impl TotalUsage {
    pub fn new(limit: u64) -> Self {
        Self {
            bytes: AtomicU64::new(0),
            limit,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub fn is_full(&self) -> bool {
        self.bytes() >= self.limit
    }

    /// Adds bytes, even if that exceeds the limit; returns whether the total is within the limit.
    pub fn add(&self, bytes: u64) -> bool {
        self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.limit
    }

    pub fn release(&self, bytes: u64) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Why an export is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cancellation {
    /// The client has removed it.
    Removed = 1,
    /// The service is shutting down.
    Stopping = 2,
}

/// Disk space of one export, in bytes: its file and its temporary files.
#[derive(Debug)]
pub(super) struct ExportUsage {
    total: Arc<TotalUsage>,
    limit: u64,
    written: AtomicU64,
    temporary: AtomicU64,
    cancelled: AtomicU8,
    exceeded: OnceLock<Reason>,
}

impl ExportUsage {
    pub fn new(total: Arc<TotalUsage>, limit: u64) -> Self {
        Self {
            total,
            limit,
            written: AtomicU64::new(0),
            temporary: AtomicU64::new(0),
            cancelled: AtomicU8::new(0),
            exceeded: OnceLock::new(),
        }
    }

    /// The limit for one export.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// Bytes written to its file so far.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }

    /// Cancels the export before its next feature.
    pub fn cancel(&self, cancellation: Cancellation) {
        // The first cancellation counts.
        let _ = self
            .cancelled
            .compare_exchange(0, cancellation as u8, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Why it is cancelled, if it is.
    pub fn cancelled(&self) -> Option<Cancellation> {
        match self.cancelled.load(Ordering::Relaxed) {
            0 => None,
            n if n == Cancellation::Removed as u8 => Some(Cancellation::Removed),
            _ => Some(Cancellation::Stopping),
        }
    }

    /// The limit that it has exceeded, if it has.
    pub fn exceeded(&self) -> Option<Reason> {
        self.exceeded.get().copied()
    }

    /// # Errors
    /// The export is cancelled, or has exceeded a limit.
    pub fn check_cancelled(&self) -> io::Result<()> {
        if self.cancelled().is_some() || self.exceeded().is_some() {
            return Err(io::Error::other("the export is cancelled"));
        }
        Ok(())
    }

    fn add(&self, count: &AtomicU64, bytes: u64) -> io::Result<()> {
        count.fetch_add(bytes, Ordering::Relaxed);
        if !self.total.add(bytes) {
            let _ = self.exceeded.set(Reason::AllBytes);
        }
        if self.written() + self.temporary.load(Ordering::Relaxed) > self.limit {
            let _ = self.exceeded.set(Reason::ExportBytes);
        }
        self.check_cancelled()
    }

    /// Counts bytes of a temporary file that has no name.
    pub fn add_unnamed(&self, bytes: u64) -> io::Result<()> {
        self.add(&self.temporary, bytes)
    }

    /// Counts the present size of a folder of temporary files.
    pub fn measure(&self, folder: &Path) -> io::Result<()> {
        let now = size_of(folder)?;
        let before = self.temporary.load(Ordering::Relaxed);
        if now > before {
            return self.add(&self.temporary, now - before);
        }
        self.temporary.fetch_sub(before - now, Ordering::Relaxed);
        self.total.release(before - now);
        self.check_cancelled()
    }

    /// Releases the space of temporary files, which have been removed.
    pub fn release_temporary(&self) {
        self.total.release(self.temporary.swap(0, Ordering::Relaxed));
    }

    /// Releases all of its space, after its files have been removed.
    pub fn release(&self) {
        self.release_temporary();
        self.total.release(self.written.swap(0, Ordering::Relaxed));
    }
}

/// Size of the files below a folder, in bytes; files that are removed meanwhile count as zero.
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

/// A writer that counts the bytes written.
pub(super) struct CountingWriter<'a, W> {
    pub inner: W,
    pub usage: &'a ExportUsage,
}

impl<W: Write> Write for CountingWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.usage.check_cancelled()?;
        let written = self.inner.write(bytes)?;
        self.usage.add(&self.usage.written, written as u64)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
