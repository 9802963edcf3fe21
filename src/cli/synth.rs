//! `riverchief synth SOURCE_DIR -o WORLD.gpkg`: builds a world from control points.
use crate::gdal_io::world_file::{self, WriteError};
use crate::synth::{self, SynthError};
use std::path::PathBuf;

/// Build a world from hand-written control points.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Folder with coast.toml, units.toml, waters/ and the rest, e.g. `gis_data/beihai`.
    #[arg(value_name = "SOURCE_DIR")]
    pub source: PathBuf,
    /// The world file to write; an old one is replaced when the new one is complete.
    #[arg(short, long, value_name = "WORLD.gpkg")]
    pub output: PathBuf,
}

/// Why no world was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The source folder gives none.
    #[error(transparent)]
    Build(#[from] SynthError),
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Runs the command.
///
/// # Errors
/// The source can't be built, or the world file can't be written.
pub fn run(args: &Args) -> Result<(), Error> {
    let world = synth::build(&args.source)?;
    world_file::write(&args.output, &world)?;
    Ok(())
}
