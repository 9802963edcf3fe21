//! `riverchief tiles`: writes all vector tiles of a day to one file, for a CDN or a GIS.
use super::output::Outcome;
use super::terminal::eprint_line;
use super::{Source, date};
use anyhow::bail;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::time::Date;
use riverchief_files::target::Existing;
use riverchief_tiles::archive::{self, About, ArchiveFormat, Contents};
use riverchief_tiles::{Filter, LAYERS, LayerSet, MAX_ZOOM, TileError, ground};
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The progress bar appears after this time.
const BAR_DELAY: Duration = Duration::from_secs(1);

/// Write all vector tiles of a day to one file, .pmtiles or .mbtiles.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  riverchief tiles -o beihai.pmtiles\n  riverchief tiles -o 合浦.mbtiles --unit 450521 --layers counties,segments_county --max-zoom 12"
)]
pub struct Args {
    /// World file; default: that of --world, or the default world.
    #[arg(value_name = "WORLD.gpkg")]
    pub file: Option<PathBuf>,
    /// File to write; its extension, .pmtiles or .mbtiles, gives the format.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Overwrite an existing file.
    #[arg(long)]
    pub force: bool,
    /// Layers, separated by commas; default: all.
    #[arg(long, value_name = "LAYERS", value_parser = layers)]
    pub layers: Option<LayerSet>,
    /// Greatest zoom level.
    #[arg(long, value_name = "ZOOM", default_value_t = MAX_ZOOM, value_parser = clap::value_parser!(u8).range(..=i64::from(MAX_ZOOM)))]
    pub max_zoom: u8,
    /// Date of the tiles, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Only features within the unit or functional area with this code, or partly within it; not those that only touch its border.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
}

fn layers(text: &str) -> Result<LayerSet, String> {
    text.parse::<LayerSet>().map_err(|error| {
        let known: Vec<_> = LAYERS.iter().map(|layer| layer.id).collect();
        format!("{error}; layers are {}", known.join(", "))
    })
}

/// Runs the command.
///
/// # Errors
/// The world cannot be read, the layers are not drawn at these zooms, or the file cannot be written.
pub(super) fn run(args: &Args, source: Source) -> anyhow::Result<Outcome> {
    // The extension is checked before the world is opened.
    ArchiveFormat::of(&args.output)?;
    let layers = args.layers.unwrap_or_else(LayerSet::all);
    let zooms = *layers.zooms().start()..=args.max_zoom.min(*layers.zooms().end());
    if zooms.is_empty() {
        bail!(
            "these layers begin at zoom {}; give a greater --max-zoom",
            zooms.start()
        );
    }
    let source = Source {
        world: args.file.clone().or(source.world),
        ..source
    };
    let opened = source.on(args.as_of)?;
    let filter = Filter {
        unit: args.unit.as_ref().map(UnitCode::new),
    };
    if let Some(error) = (filter.unit.as_ref()).and_then(|unit| ground(&opened.index, unit).err()) {
        let says = match error {
            TileError::UnknownUnit(unit) => format!(
                "no unit `{unit}` on {}; give a statistical code of 6, 9 or 12 digits, or that of a functional area",
                opened.as_of
            ),
            other => other.to_string(),
        };
        eprint_line(&says);
        return Ok(Outcome::Findings);
    }
    let published = &opened.published;
    let epoch = published.epoch(opened.as_of);
    let about = About::new(
        &published.snapshot,
        published.edition,
        published.version.to_string(),
        epoch,
    );
    let contents = Contents {
        pyramid: &published.pyramid(&epoch),
        layers,
        filter: &filter,
        zooms,
        about: &about,
    };
    let begun = Instant::now();
    let mut bar = Bar::new(begun);
    let written = archive::write(
        &contents,
        &args.output,
        Existing::forced(args.force),
        &mut |done, total| bar.at(done, total),
    )?;
    bar.line.finish_and_clear();
    eprint_line(&format!(
        "{}: {} tiles of edition {}, epoch {}; {:.1} MB; {:.1} s",
        args.output.display(),
        written.tiles,
        about.edition,
        about.epoch.number,
        megabytes(written.bytes),
        begun.elapsed().as_secs_f64()
    ));
    Ok(Outcome::Fine)
}

#[expect(clippy::cast_precision_loss, reason = "rounded to a tenth anyway")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// A progress bar that appears only on a terminal, and only after [`BAR_DELAY`].
struct Bar {
    begun: Instant,
    line: ProgressBar,
    shown: bool,
}

impl Bar {
    fn new(begun: Instant) -> Self {
        Self {
            begun,
            line: ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
            shown: false,
        }
    }

    fn at(&mut self, done: u64, total: u64) {
        if !self.shown && self.begun.elapsed() > BAR_DELAY && std::io::stderr().is_terminal() {
            self.shown = true;
            self.line.set_draw_target(ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("tiles {wide_bar} {human_pos}/{human_len} {eta}") {
                self.line.set_style(style);
            }
        }
        self.line.set_length(total);
        self.line.set_position(done);
    }
}
