//! `riverchief export`: writes collections in other formats, selected by filter, area and day.
//!
//! Arguments and messages; rows are selected in `query` and written in `crate::export`.
use super::output::{Outcome, STDOUT, raw_fits};
use super::terminal::Stdout;
use super::terminal::eprint_line;
use super::{Source, date};
use crate::export::{self, Area, Chosen, ExportError, Grid, Report, RowSelection, Shapefile, Terms};
use crate::world::Published;
use anyhow::{Context as _, bail};
use riverchief_core::domain::time::{Date, Validity};
use riverchief_files::target::{Existing, Target};
use riverchief_gdal::crs::Crs;
use riverchief_gdal::feature_file::DbfEncoding;
use riverchief_gdal::world_file;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use riverchief_rows::formats::csv::{Place, Texts};
use riverchief_rows::query::{Filter, FilterCrs, FilterLanguage, Parsed, Region};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longest time for a filter. On the command line it does not delay other requests.
const PATIENCE: Duration = Duration::from_hours(24);

/// Export collections, in any format and CRS, with a filter; or the whole world.
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  riverchief export townships -o townships.gpkg\n  riverchief export segments_county -f geojson --filter \"state = 'vacant'\"\n  riverchief export townships --gbk -o townships.shp\n  riverchief export counties,townships,villages --crs EPSG:4545 -o units.shp.zip"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option")]
pub struct Args {
    /// Names of collections (see --list), separated by commas; or `world`, the whole world as a world file.
    #[arg(value_name = "LAYER", required_unless_present = "list", value_delimiter = ',', value_parser = layer)]
    pub layers: Vec<LayerName>,
    /// List the collections.
    #[arg(long)]
    pub list: bool,
    /// Format: geojson, geojsonseq, csv, kml, fgb, parquet, gpkg, shp or xlsx; default: by the extension of FILE.
    #[arg(short, long, value_name = "FORMAT", value_parser = format)]
    pub format: Option<FileFormat>,
    /// File to write; default: standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long)]
    pub force: bool,
    /// CRS of the coordinates, such as EPSG:4545; default: longitude and latitude as stored (EPSG:4490; CRS84 in formats that name no
    /// CRS).
    #[arg(long, value_name = "CRS", value_parser = crs)]
    pub crs: Option<Crs>,
    /// Only features that this CQL2 text filter selects; its coordinates are longitude and latitude.
    #[arg(long, value_name = "CQL2")]
    pub filter: Option<String>,
    /// Only features that intersect this box: west,south,east,north in degrees.
    #[arg(long, value_name = "BOX", value_parser = corners, allow_hyphen_values = true)]
    pub bbox: Option<Corners>,
    /// Only features within the unit or functional area with this code, or partly within it; not those that only touch its border.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// Date of the export, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Only these columns, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub properties: Vec<String>,
    /// Round coordinates to a grid: number of decimals for degrees, cell size in metres for a projected CRS. Shared vertices stay
    /// shared. Default: no rounding.
    #[arg(long, value_name = "NUMBER")]
    pub precision: Option<f64>,
    /// Geometry in CSV: lonlat (two columns), wkt or none; default: lonlat for points, wkt for lines and polygons.
    #[arg(long, value_name = "HOW", value_parser = place)]
    pub csv_geometry: Option<Place>,
    /// Write texts in CSV unchanged; without it, a text that a spreadsheet would run as a formula gets a leading apostrophe.
    #[arg(long)]
    pub raw: bool,
    /// Write the tables of a Shapefile in GBK, for programs that cannot read UTF-8; default: UTF-8.
    #[arg(long)]
    pub gbk: bool,
}

/// West, south, east, north in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corners([f64; 4]);

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerName {
    /// The raw layers of the world, as a file that `serve` and `import` can read.
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
        format!("{error}; known layers: world, {}", known.join(", "))
    })
}

fn format(text: &str) -> Result<FileFormat, String> {
    FileFormat::named(text).ok_or_else(|| {
        let known: Vec<_> = FileFormat::ALL.iter().map(|f| f.as_str()).collect();
        format!("known formats: {}", known.join(", "))
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

fn place(text: &str) -> Result<Place, String> {
    match text {
        "lonlat" => Ok(Place::Columns),
        "wkt" => Ok(Place::Text),
        "none" => Ok(Place::Absent),
        _ => Err("give lonlat, wkt or none".to_owned()),
    }
}

/// Runs the command.
///
/// # Errors
/// The world cannot be read, the filter is not valid, or the file cannot be written.
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
    let format = format_of(args)?;
    // Arguments are checked before the world is opened.
    for (area, named) in [(Area::Box, args.bbox.is_some()), (Area::Unit, args.unit.is_some())] {
        if named {
            collections.iter().try_for_each(|c| area.check(*c))?;
        }
    }
    let mut terms = Terms {
        crs: args.crs,
        place: args.csv_geometry,
        texts: Texts::raw_if(args.raw),
        letters: if args.gbk { DbfEncoding::Gbk } else { DbfEncoding::Utf8 },
        ..Terms::new(format)
    };
    let crs = terms.crs()?;
    let grid = |precision| Grid::new(precision, crs.is_geographic());
    terms.grid = args.precision.map(grid).transpose().context("--precision")?;
    let destination = Destination::open(args, format)?;
    terms.scratch = destination.scratch().map(PathBuf::from);
    let published = source.open_for_answers()?;
    let chosen: Vec<Chosen> = (collections.iter())
        .map(|layer| select(args, &published, *layer).with_context(|| layer.to_string()))
        .collect::<Result<_, _>>()?;
    let begun = Instant::now();
    let (report, written) = destination.write(&chosen, &terms)?;
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

/// The destination.
enum Destination<'a> {
    Stdout,
    File(Target, &'a PathBuf),
    /// The several files of a Shapefile.
    Files(Shapefile, &'a PathBuf),
}

impl<'a> Destination<'a> {
    fn open(args: &'a Args, format: FileFormat) -> Result<Self, ExportError> {
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

    /// Writes the rows; returns the report and, for a file, its path and size in bytes.
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

/// Writes the whole world as a world file, exactly as it was read.
fn world(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    let chosen = args.filter.is_some()
        || args.bbox.is_some()
        || args.unit.is_some()
        || args.as_of.is_some()
        || !args.properties.is_empty();
    raw_fits(args.raw, false)?;
    let converted = args.crs.is_some_and(|crs| crs != Crs::Epsg(4490)) || args.precision.is_some();
    if chosen || converted || args.layers.len() > 1 {
        bail!("the world is written whole and unchanged; name collections to select rows, columns, a day or a CRS");
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
        .map_err(|e| ExportError::from(e).at(path.clone()))?;
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

fn format_of(args: &Args) -> anyhow::Result<FileFormat> {
    let ending = args.output.as_ref().and_then(|path| {
        let name = path.file_name()?.to_str()?;
        FileFormat::of_name(name)
    });
    let Some(format) = args.format.or(ending) else {
        bail!(
            "the format is missing: give -f, or a FILE with a known extension: .geojson, .csv, .gpkg, .fgb, .parquet, .shp.zip, …"
        );
    };
    let bare =
        (args.output.as_ref()).is_some_and(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp")));
    if format == FileFormat::Shapefile && bare && args.layers.len() > 1 {
        bail!("a Shapefile holds one collection; name one, or write several as one .shp.zip");
    }
    raw_fits(args.raw, format == FileFormat::Csv)?;
    if args.layers.len() > 1 && !format.holds_many() {
        bail!(ExportError::Many(format));
    }
    Ok(format)
}

/// Selects the rows of a collection.
fn select(args: &Args, published: &Published, collection: CollectionId) -> anyhow::Result<Chosen> {
    let spec = collection.spec();
    let day = args.as_of.unwrap_or_else(crate::world::today);
    let convert = |places: &mut [(f64, f64)]| Crs::Crs84.all_to_lonlat(places).map_err(|e| e.to_string());
    let placing = FilterCrs {
        to_lonlat: &convert,
        longitude_axis: Some(0),
        straight_edges: true,
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
            bail!("there is no column `{name}`; known columns: {}", known.join(", "));
        };
        columns.push(at);
    }
    columns.sort_unstable();
    columns.dedup();
    if args.properties.is_empty() {
        columns = (0..spec.columns().count()).collect();
    }
    let wanted = RowSelection {
        regions,
        filter: filter.transpose()?,
        during,
        columns,
        time_limit: PATIENCE,
    };
    Ok(Chosen::choose(
        published.table(&published.epoch(day), collection),
        wanted,
    )?)
}
