//! `riverchief export`: collections as files of other programs, chosen by filter, box and day.
//!
//! Arguments and words; choosing is `query`'s, writing `crate::export`'s.
use super::output::{Outcome, STDOUT, raw_fits};
use super::terminal::Stdout;
use super::terminal::eprint_line;
use super::{Source, date};
use crate::export::{self, Area, Chosen, DeliveryError, Grid, Report, Shapefile, Terms, Wanted};
use crate::world::Published;
use anyhow::{Context as _, bail};
use riverchief_core::domain::time::{Date, Validity};
use riverchief_files::target::{Existing, Target};
use riverchief_gdal::crs::Crs;
use riverchief_gdal::feature_file::Letters;
use riverchief_gdal::world_file;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use riverchief_rows::formats::csv::{Place as CsvPlace, Texts};
use riverchief_rows::query::{Filter, FilterLanguage, Parsed, Placing, Region};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nobody else waits for a filter here.
const PATIENCE: Duration = Duration::from_hours(24);

/// Take collections away: in any format, any CRS, filtered.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  riverchief export townships -o townships.gpkg\n  riverchief export segments_county -f geojson --filter \"state = 'vacant'\"\n  riverchief export townships --gbk -o townships.shp\n  riverchief export counties,townships,villages --crs EPSG:4545 -o units.shp.zip"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Args {
    /// Collections, joined by commas, which --list names; or `world`, the whole world as a world file.
    #[arg(value_name = "LAYER", required_unless_present = "list", value_delimiter = ',', value_parser = layer)]
    pub layers: Vec<LayerName>,
    /// List the collections.
    #[arg(long)]
    pub list: bool,
    /// geojson, geojsonseq, csv, kml, fgb, parquet, gpkg, shp or xlsx; without it, what FILE ends in.
    #[arg(short, long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<FileFormat>,
    /// The file; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write over an existing file.
    #[arg(long)]
    pub force: bool,
    /// CRS of the coordinates, as EPSG:4545; without it, longitude and latitude as stored (EPSG:4490).
    #[arg(long, value_name = "CRS", value_parser = crs)]
    pub crs: Option<Crs>,
    /// Only features that pass this filter, in CQL2 text; its coordinates are longitude and latitude.
    #[arg(long, value_name = "CQL2")]
    pub filter: Option<String>,
    /// Only features that meet this box, in degrees: west,south,east,north.
    #[arg(long, value_name = "BOX", value_parser = corners, allow_hyphen_values = true)]
    pub bbox: Option<Corners>,
    /// Only features of this unit or functional area, by its code; not what only touches its border.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// The day whose law is written; today by default.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Only these columns, joined by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub properties: Vec<String>,
    /// Decimals of degrees, or metres for a projected CRS: vertices go onto that grid, shared ones to one place.
    #[arg(long, value_name = "NUMBER")]
    pub precision: Option<f64>,
    /// How places stand in CSV: lonlat (two columns), wkt or none; without it, lonlat for points and wkt for the rest.
    #[arg(long, value_name = "HOW", value_parser = place)]
    pub csv_geometry: Option<CsvPlace>,
    /// Texts in CSV as they are; without it, an apostrophe stands before one that a spreadsheet would run as a formula.
    #[arg(long)]
    pub raw: bool,
    /// Letters of a Shapefile's tables in GBK, for programs that know no UTF-8.
    #[arg(long)]
    pub gbk: bool,
}

/// West, south, east, north in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corners([f64; 4]);

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerName {
    /// The raw layers of the world, which `serve` and `import` read again.
    World,
    /// Rows of a collection on a day.
    Collection(CollectionId),
}

fn layer(text: &str) -> Result<LayerName, String> {
    if text == "world" {
        return Ok(LayerName::World);
    }
    text.parse().map(LayerName::Collection).map_err(|error| {
        let known: Vec<_> = CollectionId::all().map(|c| c.spec().id).collect();
        format!("{error}; there are world, {}", known.join(", "))
    })
}

fn format(text: &str) -> Result<FileFormat, String> {
    FileFormat::named(text).ok_or_else(|| {
        let known: Vec<_> = FileFormat::ALL.iter().map(|f| f.as_str()).collect();
        format!("there are {}", known.join(", "))
    })
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|e| e.to_string())
}

fn corners(text: &str) -> Result<Corners, String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse::<f64>()).collect();
    match numbers.as_deref() {
        Ok([west, south, east, north]) => Ok(Corners([*west, *south, *east, *north])),
        _ => Err("give west,south,east,north in degrees".to_owned()),
    }
}

fn place(text: &str) -> Result<CsvPlace, String> {
    match text {
        "lonlat" => Ok(CsvPlace::Columns),
        "wkt" => Ok(CsvPlace::Text),
        "none" => Ok(CsvPlace::Absent),
        _ => Err("give lonlat, wkt or none".to_owned()),
    }
}

/// Runs the command.
///
/// # Errors
/// The world can't be read, the filter can't be used, or the file can't be written.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    if args.list {
        return list();
    }
    if args.layers.contains(&LayerName::World) {
        return world(args, source);
    }
    let collections: Vec<CollectionId> = (args.layers.iter())
        .filter_map(|layer| match layer {
            LayerName::World => None,
            LayerName::Collection(id) => Some(*id),
        })
        .collect();
    let format = wanted(args)?;
    // What can't be written is told before the world is opened.
    for (area, named) in [(Area::Box, args.bbox.is_some()), (Area::Unit, args.unit.is_some())] {
        if named {
            collections.iter().try_for_each(|c| area.check(*c))?;
        }
    }
    let mut terms = Terms {
        crs: args.crs,
        place: args.csv_geometry,
        texts: Texts::wanted(args.raw),
        letters: if args.gbk { Letters::Gbk } else { Letters::Utf8 },
        ..Terms::new(format)
    };
    let crs = terms.crs()?;
    let grid = |precision| Grid::new(precision, crs.is_geographic());
    terms.grid = args.precision.map(grid).transpose().context("--precision")?;
    let place = Place::open(args, format)?;
    terms.scratch = place.scratch().map(PathBuf::from);
    let published = source.open_for_answers()?;
    let chosen: Vec<Chosen> = (collections.iter())
        .map(|layer| choose(args, &published, *layer).with_context(|| layer.to_string()))
        .collect::<Result<_, _>>()?;
    let begun = Instant::now();
    let (report, written) = place.write(&chosen, &terms)?;
    for remark in &report.remarks {
        eprint_line(&format!("note: {remark}"));
    }
    if let Some((path, bytes)) = written {
        eprint_line(&format!(
            "{}: {} features as {format}; {:.1} MB; {:.2} s",
            path.display(),
            report.features,
            megabytes(bytes),
            begun.elapsed().as_secs_f64()
        ));
    }
    Ok(Outcome::Fine)
}

/// Where it goes.
enum Place<'a> {
    Stdout,
    File(Target, &'a PathBuf),
    /// The several files of a Shapefile.
    Files(Shapefile, &'a PathBuf),
}

impl<'a> Place<'a> {
    fn open(args: &'a Args, format: FileFormat) -> Result<Self, DeliveryError> {
        let Some(path) = &args.output else {
            return Ok(Self::Stdout);
        };
        let bare = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp"));
        if format == FileFormat::Shapefile && bare {
            return Ok(Self::Files(Shapefile::open(path, args.force)?, path));
        }
        Ok(Self::File(Target::open(path, Existing::forced(args.force))?, path))
    }

    fn scratch(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File(target, _) => target.scratch(),
            Self::Files(files, _) => Some(files.scratch()),
        }
    }

    /// What was written, and of files which and how many bytes.
    fn write(self, chosen: &[Chosen], terms: &Terms) -> anyhow::Result<(Report, Option<(&'a PathBuf, u64)>)> {
        Ok(match self {
            Self::Stdout => (export::write(chosen, terms, &mut Stdout::open()).context(STDOUT)?, None),
            Self::File(mut target, path) => {
                let report = export::write(chosen, terms, &mut target).map_err(|e| e.at(path.clone()))?;
                (report, Some((path, target.finish()?)))
            }
            Self::Files(files, path) => match chosen {
                [one] => {
                    let (report, bytes) = files.write(one, terms).map_err(|e| e.at(path.clone()))?;
                    (report, Some((path, bytes)))
                }
                _ => bail!("a Shapefile holds one collection; name one, or write several as one .shp.zip"),
            },
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "rounded to a tenth anyway")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The whole world as one world file, exactly as it was read.
fn world(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    let chosen = args.filter.is_some()
        || args.bbox.is_some()
        || args.unit.is_some()
        || args.as_of.is_some()
        || !args.properties.is_empty();
    raw_fits(args.raw, false)?;
    let turned = args.crs.is_some_and(|crs| crs != Crs::Epsg(4490)) || args.precision.is_some();
    if chosen || turned || args.layers.len() > 1 {
        bail!(
            "the world is written whole and exactly as it is; name collections to choose among rows, columns, days and CRSs"
        );
    }
    if args.format.is_some_and(|format| format != FileFormat::GeoPackage) {
        bail!("the world is written as a GeoPackage, -f gpkg; name collections for other formats");
    }
    let Some(path) = &args.output else {
        bail!("name the world file to write with -o FILE.gpkg");
    };
    let mut target = Target::open_file(path, Existing::forced(args.force))?;
    let named = || match &source.world {
        Some(path) => format!("can't open the world {}", path.display()),
        None => "can't open the default world".to_owned(),
    };
    let raw = crate::config::raw(source.world.as_deref()).with_context(named)?;
    let bytes = world_file::to_bytes(&raw)?;
    target
        .write_all(&bytes)
        .map_err(|e| DeliveryError::from(e).at(path.clone()))?;
    let bytes = target.finish()?;
    eprint_line(&format!(
        "{}: the whole world; {:.1} MB",
        path.display(),
        megabytes(bytes)
    ));
    Ok(Outcome::Fine)
}

fn list() -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    for collection in CollectionId::all() {
        let spec = collection.spec();
        writeln!(out, "{:20} {} {}", spec.id, spec.title_zh, spec.title_en).context(STDOUT)?;
    }
    Ok(Outcome::Fine)
}

fn wanted(args: &Args) -> anyhow::Result<FileFormat> {
    let ending = args.output.as_ref().and_then(|path| {
        let name = path.file_name()?.to_str()?;
        FileFormat::of_name(name)
    });
    let Some(format) = args.format.or(ending) else {
        bail!(
            "which format? Name it with -f, or by the end of FILE: .geojson, .csv, .gpkg, .fgb, .parquet, .shp.zip, …"
        );
    };
    let bare =
        (args.output.as_ref()).is_some_and(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp")));
    if format == FileFormat::Shapefile && bare && args.layers.len() > 1 {
        bail!("a Shapefile holds one collection; name one, or write several as one .shp.zip");
    }
    raw_fits(args.raw, format == FileFormat::Csv)?;
    if args.layers.len() > 1 && !format.holds_many() {
        bail!(DeliveryError::Many(format));
    }
    Ok(format)
}

/// The rows of a collection that are asked for.
fn choose(args: &Args, published: &Published, collection: CollectionId) -> anyhow::Result<Chosen> {
    let spec = collection.spec();
    let day = args.as_of.unwrap_or_else(crate::world::today);
    let as_given = |places: &mut [(f64, f64)]| Crs::Crs84.all_to_lonlat(places).map_err(|e| e.to_string());
    let placing = Placing {
        place: &as_given,
        longitude: Some(0),
        straight: true,
    };
    let mut regions = vec![];
    if let Some(code) = &args.unit {
        regions.push(Region::Unit(
            export::ground(&published.on(day), code).context("--unit")?,
        ));
    }
    if let Some(corners) = args.bbox {
        regions.push(Region::of_box(corners.0, &placing)?);
    }
    let filter = args.filter.as_deref().map(|text| {
        let parsed = Parsed::read(text, FilterLanguage::Text)?;
        Filter::compile(&parsed, collection, placing)
    });
    let during = (args.as_of.filter(|_| spec.timeless)).map(|day| Validity::new(Some(day), day.tomorrow().ok()));
    let mut columns: Vec<usize> = vec![];
    for name in &args.properties {
        let Some((at, _)) = spec.column(name.trim()) else {
            let known: Vec<_> = spec.columns().map(|c| c.name).collect();
            bail!("there is no column `{name}`; there are {}", known.join(", "));
        };
        columns.push(at);
    }
    columns.sort_unstable();
    columns.dedup();
    if args.properties.is_empty() {
        columns = (0..spec.columns().count()).collect();
    }
    let wanted = Wanted {
        regions,
        filter: filter.transpose()?,
        during,
        columns,
        patience: PATIENCE,
    };
    Ok(Chosen::choose(
        published.table(&published.epoch(day), collection),
        wanted,
    )?)
}
