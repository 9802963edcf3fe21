//! Opens a world with the thresholds that options, environment and the settings file give.
//!
//! Wiring: knows where the default world is; does not know what a world contains.
use crate::world::{Published, Version};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_gdal::world_file::{ReadError, WorldFile};
use std::path::Path;

/// The default world of `gis_data/`, built by `make world`.
static DEFAULT_WORLD: &[u8] = include_bytes!("../gis_data/beihai.gpkg");

/// The thresholds of rules.md §11, each with its default.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Thresholds (metres)")]
pub struct ThresholdOptions {
    /// How far a place is snapped to a water, at most (up to 500).
    #[arg(long, global = true, default_value_t = 50.0, value_parser = tolerance_m)]
    pub tolerance_m: f64,
    /// Distance within which a nearby water is suggested.
    #[arg(long, global = true, default_value_t = 1000.0, value_parser = metres)]
    pub near_water_m: f64,
    /// Distance within which a nearby boundary is warned of.
    #[arg(long, global = true, default_value_t = 100.0, value_parser = metres)]
    pub edge_warn_m: f64,
    /// Half width of waters that have neither an area nor a half width of their own.
    #[arg(long, global = true, default_value_t = 5.0, value_parser = metres)]
    pub half_width_m: f64,
    /// Minimum length of a shared stretch along a border (0: only stretches exactly on the border are shared).
    #[arg(long, global = true, default_value_t = 200.0, value_parser = metres)]
    pub border_run_m: f64,
    /// How far such a stretch may deviate from the border to either side (0: not at all).
    #[arg(long, global = true, default_value_t = 30.0, value_parser = metres)]
    pub border_corridor_m: f64,
    /// Distance from a border within which a stretch counts as on it (0: it must be exactly on it).
    #[arg(long, global = true, default_value_t = 1.0, value_parser = metres)]
    pub border_snap_m: f64,
}

fn metres(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(m) if m.is_finite() && (0.0..=100_000.0).contains(&m) => Ok(m),
        _ => Err("expected metres, from 0 to 100000".to_owned()),
    }
}

fn tolerance_m(text: &str) -> Result<f64, String> {
    match metres(text) {
        Ok(m) if m <= Thresholds::GREATEST_TOLERANCE_M => Ok(m),
        _ => Err(format!(
            "expected metres, from 0 to {}",
            Thresholds::GREATEST_TOLERANCE_M
        )),
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

/// Opens a world file, or the default world when there is none, as edition 1. Its version is that of the bytes that were
/// loaded.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field. Errors in the *data* are in `findings`.
pub fn open(path: Option<&Path>, thresholds: Thresholds) -> Result<Published, ReadError> {
    let file = file(path)?;
    let version = Version::of(&mut file.bytes()?).map_err(|source| ReadError::File {
        file: path.unwrap_or_else(|| Path::new("")).to_owned(),
        source,
    })?;
    let (snapshot, findings) = Snapshot::build(file.load()?);
    Ok(Published::new(1, snapshot, findings, thresholds).with_version(version))
}

/// The raw layers of a world file, or of the default world when there is none.
///
/// # Errors
/// [`ReadError`] names file, layer, feature and field.
pub fn raw(path: Option<&Path>) -> Result<RawWorld, ReadError> {
    file(path)?.load()
}

fn file(path: Option<&Path>) -> Result<WorldFile, ReadError> {
    match path {
        Some(path) => WorldFile::open(path),
        None => Ok(WorldFile::from_bytes(DEFAULT_WORLD.to_vec())),
    }
}
