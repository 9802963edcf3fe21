//! `riverchief synth SOURCE_DIR -o WORLD.gpkg`: builds a world from control points.
use crate::gdal_io::world_file;
use anyhow::Context as _;
use std::path::PathBuf;

/// Build a world from hand-written control points.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Folder with coast.toml, units.toml, waters/ and the rest, e.g. `gis_data/beihai`.
    pub source: PathBuf,
    /// The world file to write.
    #[arg(short, long, value_name = "WORLD.gpkg")]
    pub output: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// The source can't be built, or the world file can't be written.
pub fn run(args: &Args) -> anyhow::Result<()> {
    let world = crate::synth::build(&args.source).with_context(|| format!("{}", args.source.display()))?;
    world_file::write(&args.output, &world)?;
    Ok(())
}
