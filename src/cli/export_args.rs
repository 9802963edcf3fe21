//! Options of `serve` for background exports.
use crate::jobs::{Bounds, Exports};
use crate::world::Clock;
use anyhow::Context as _;
use std::path::PathBuf;
use std::time::Duration;

/// The folder and the limits of background exports.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Background exports")]
#[expect(clippy::struct_field_names, reason = "they are the names of the options")]
pub struct ExportArgs {
    /// Folder for exports, which no other service may use; without it, a temporary folder that is removed when the process ends.
    #[arg(long, value_name = "FOLDER")]
    pub export_dir: Option<PathBuf>,
    /// Greatest number of exports that run at once.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub export_workers: u32,
    /// Greatest number of exports that wait; further requests are answered with 503.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub export_queue: u32,
    /// Greatest disk space of all exports together, in bytes.
    #[arg(long, default_value_t = 4 << 30, value_name = "BYTES")]
    pub export_bytes: u64,
    /// Greatest disk space of one export, temporary files included, in bytes.
    #[arg(long, default_value_t = 1 << 30, value_name = "BYTES")]
    pub export_job_bytes: u64,
    /// How long a finished file is kept, in seconds.
    #[arg(long, default_value_t = 86_400, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=31_536_000))]
    pub export_keep: u64,
}

impl ExportArgs {
    /// Opens the exports, with those of earlier processes in the folder.
    ///
    /// # Errors
    /// The folder cannot be used.
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
