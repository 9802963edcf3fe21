//! Which world is opened, and with which thresholds: what options, environment and the settings file come to.
//!
//! Wiring: it reads files and knows where the default world is; what a world says is not its concern.
use crate::world::{Published, Version};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_gdal::world_file::{self, ReadError};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The default world of `gis_data/`, built by `make world`.
static DEFAULT_WORLD: &[u8] = include_bytes!("../gis_data/beihai.gpkg");

/// Thresholds of rules.md §11, each with its default.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Thresholds (metres)")]
pub struct ThresholdOptions {
    /// How far a place may be snapped to a water (at most 500).
    #[arg(long, global = true, default_value_t = 50.0, value_parser = tolerance_m)]
    pub tolerance_m: f64,
    /// How near a water is named as advice.
    #[arg(long, global = true, default_value_t = 1000.0, value_parser = metres)]
    pub near_water_m: f64,
    /// How near an edge is warned of.
    #[arg(long, global = true, default_value_t = 100.0, value_parser = metres)]
    pub edge_warn_m: f64,
    /// Half width of a water that has neither an area nor a half width of its own.
    #[arg(long, global = true, default_value_t = 5.0, value_parser = metres)]
    pub half_width_m: f64,
    /// Shortest stretch along a border that is shared (0: none is).
    #[arg(long, global = true, default_value_t = 200.0, value_parser = metres)]
    pub border_run_m: f64,
    /// How far from a border such a stretch may wander from side to side (0: not at all).
    #[arg(long, global = true, default_value_t = 30.0, value_parser = metres)]
    pub border_corridor_m: f64,
    /// How far beside a border a stretch still counts as on it (0: it has to be on it exactly).
    #[arg(long, global = true, default_value_t = 1.0, value_parser = metres)]
    pub border_snap_m: f64,
}

fn metres(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(m) if m.is_finite() && (0.0..=100_000.0).contains(&m) => Ok(m),
        _ => Err("give metres, from 0 to 100000".to_owned()),
    }
}

fn tolerance_m(text: &str) -> Result<f64, String> {
    match metres(text) {
        Ok(m) if m <= Thresholds::GREATEST_TOLERANCE_M => Ok(m),
        _ => Err(format!("give metres, from 0 to {}", Thresholds::GREATEST_TOLERANCE_M)),
    }
}

impl From<ThresholdOptions> for Thresholds {
    fn from(o: ThresholdOptions) -> Self {
        Self {
            tolerance_m: o.tolerance_m,
            near_water_m: o.near_water_m,
            edge_warn_m: o.edge_warn_m,
            half_width_m: o.half_width_m,
            border_run_m: o.border_run_m,
            border_corridor_m: o.border_corridor_m,
            border_snap_m: o.border_snap_m,
        }
    }
}

/// How often a file is read that is another one after each reading.
const READINGS: usize = 3;

/// Opens a world file, or the default world when there is none, as edition 1.
///
/// A file that has changed while it was read is read again. SQLite itself changes one with a write-ahead log: whoever closes
/// it last brings the log in.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field; a file that goes on changing is one. What is wrong with the *data* is in
/// `findings`.
pub fn open(path: Option<&Path>, thresholds: Thresholds) -> Result<Published, ReadError> {
    let mut before = version(path)?;
    for _ in 0..READINGS {
        let raw = raw(path)?;
        let after = version(path)?;
        if before == after {
            let (snapshot, findings) = Snapshot::build(raw);
            return Ok(Published::new(1, snapshot, findings, thresholds).with_version(after));
        }
        before = after;
    }
    let changes = io::Error::other("it changes while it is read; try again when it is written");
    Err(unreadable(path, changes))
}

/// The version of a world file, with its write-ahead log where it has one.
fn version(path: Option<&Path>) -> Result<Version, ReadError> {
    let Some(named) = path else {
        return Version::of(&mut &*DEFAULT_WORLD).map_err(|error| unreadable(path, error));
    };
    let read = || -> io::Result<Version> {
        let mut log = named.as_os_str().to_owned();
        log.push("-wal");
        let file = File::open(named)?;
        match File::open(Path::new(&log)) {
            Ok(log) => Version::of(&mut file.chain(log)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Version::of(&mut &file),
            Err(error) => Err(error),
        }
    };
    read().map_err(|error| unreadable(path, error))
}

fn unreadable(path: Option<&Path>, source: io::Error) -> ReadError {
    ReadError::File {
        file: path.unwrap_or_else(|| Path::new("")).to_owned(),
        source,
    }
}

/// The raw layers of a world file, or of the default world when there is none.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field.
pub fn raw(path: Option<&Path>) -> Result<RawWorld, ReadError> {
    match path {
        Some(path) => world_file::read(path),
        None => world_file::read_bytes(DEFAULT_WORLD),
    }
}
