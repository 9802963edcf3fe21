//! `riverchief-synth SOURCE_DIR -o WORLD.gpkg`: builds a world from hand-written control points.
#![forbid(unsafe_code)]
use clap::Parser;
use riverchief_gdal::world_file;
use std::path::PathBuf;

/// Build a world from hand-written control points.
#[derive(Debug, Parser)]
#[command(version)]
struct Args {
    /// Folder with coast.toml, units.toml, waters/ and the rest, e.g. `gis_data/beihai`.
    #[arg(value_name = "SOURCE_DIR")]
    source: PathBuf,
    /// The world file to write; an existing file is replaced when the new one is complete.
    #[arg(short, long, value_name = "WORLD.gpkg")]
    output: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let world = riverchief_synth::build(&args.source)?;
    world_file::write(&args.output, &world)?;
    Ok(())
}
