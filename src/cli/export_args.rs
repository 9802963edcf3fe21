//! Options of `serve` for exports that are made in the background.
use crate::jobs::{Bounds, Exports};
use crate::world::Clock;
use anyhow::Context as _;
use std::path::PathBuf;
use std::time::Duration;

/// Where exports go, and what they may take.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Exports in the background")]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
pub struct ExportArgs {
    /// Folder of the exports, for this service alone; without it they go to a temporary one, and end with the process.
    #[arg(long, value_name = "FOLDER")]
    pub export_dir: Option<PathBuf>,
    /// Exports made at once.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub export_workers: u32,
    /// Exports that wait; more are told 503.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub export_queue: u32,
    /// Bytes of the disk that all exports may take together.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub export_bytes: u64,
    /// Bytes of the disk that one export may take, temporary files included.
    #[arg(long, default_value_t = 1 << 30, value_name = "BYTES")]
    pub export_job_bytes: u64,
    /// Seconds that a finished file is kept.
    #[arg(long, default_value_t = 86_400, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    pub export_keep: u64,
}

impl ExportArgs {
    /// The exports, with those that an earlier process left in the folder.
    ///
    /// # Errors
    /// The folder can't be used.
    pub fn open(&self) -> anyhow::Result<Exports> {
        let bounds = Bounds {
            workers: self.export_workers as usize,
            queue: self.export_queue as usize,
            all_bytes: self.export_bytes,
            export_bytes: self.export_job_bytes,
            keep: Duration::from_secs(self.export_keep),
            ..Bounds::default()
        };
        match &self.export_dir {
            Some(folder) => Exports::open(folder, bounds, Clock::system()).context("--export-dir"),
            None => Ok(Exports::temporary(bounds, Clock::system())),
        }
    }
}
