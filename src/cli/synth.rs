//! `riverchief synth SOURCE_DIR -o WORLD.gpkg`: builds a world from control points.
use crate::gdal_io::world_file;
use crate::synth;
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

/// Runs the command.
///
/// # Errors
/// The source can't be built, or the world file can't be written.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let world = synth::build(&args.source)?;
    world_file::write(&args.output, &world)?;
    Ok(())
}
