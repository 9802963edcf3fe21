//! `riverchief resolve`: a place, a segment, or every point of a file.
use super::output::{self, Outcome};
use super::terminal::eprint_line;
use super::{Source, bulk, card, date, segment_card};
use crate::http::place::{self, InputCrs};
use crate::world::note_of_day;
use anyhow::bail;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::domain::kinds::Status;
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::views;
use riverchief_core::resolve::{Ask, at};
use riverchief_gdal::crs::Crs;
use riverchief_rows::bulk::{Charset, PointFormat};
use std::path::PathBuf;

/// Say who answers for a place, a segment, or every point of a file.
#[derive(Clone, Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("what").args(["at", "segment", "file"]),
    after_help = "Examples:\n  riverchief resolve --at 109.378,21.815\n  riverchief resolve --at 109.3822,21.8124 --crs gcj02 --concern 非法采砂\n  \
                  riverchief resolve --file points.csv -f geojson -o answers.geojson\n  cat points.ndjson | riverchief resolve --file - --input-format ndjson")]
pub struct Args {
    /// A place: longitude, latitude (or east, north in a projected --crs).
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = pair)]
    pub at: Option<(f64, f64)>,
    /// A registered or derived segment.
    #[arg(long, value_name = "ID")]
    pub segment: Option<String>,
    /// Points to resolve one after another: CSV with lon, lat and id, GeoJSON, or NDJSON; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// CRS of the coordinates: CRS84 (taken without one), EPSG:code, gcj02 or bd09.
    #[arg(long, value_parser = crs)]
    pub crs: Option<Crs>,
    /// Day whose law is asked for; today by default.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// A concern, e.g. 非法采砂, whose competent departments are wanted too.
    #[arg(long)]
    pub concern: Option<String>,
    /// What a CSV of points is written in where it isn't UTF-8: gbk (also gb2312, gb18030).
    #[arg(long, value_name = "CHARSET", value_parser = charset)]
    pub encoding: Option<Charset>,
    /// Rows in CSV begin with a byte order mark, by which spreadsheets know UTF-8.
    #[arg(long)]
    pub bom: bool,
    /// table or json for a place or a segment; csv, ndjson, geojson or xlsx for a file.
    #[arg(short, long, value_enum)]
    pub format: Option<AnswerFormat>,
    /// Format of the points; by default from the file's name.
    #[arg(long, value_enum)]
    pub input_format: Option<Rows>,
    /// Where rows go; standard output by default.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write over a file that is there already.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Formats of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum AnswerFormat {
    /// For reading in a terminal.
    Table,
    /// The same answer as HTTP.
    Json,
    /// Rows as CSV.
    Csv,
    /// Rows as one JSON object a line.
    Ndjson,
    /// Rows as GeoJSON.
    Geojson,
    /// Rows as a workbook.
    Xlsx,
}

fn charset(name: &str) -> Result<Charset, String> {
    Charset::named(name).ok_or_else(|| "give utf-8 or gbk".to_owned())
}

/// Formats of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Rows {
    /// CSV with a header line.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// A feature collection.
    Geojson,
}

impl From<Rows> for PointFormat {
    fn from(rows: Rows) -> Self {
        match rows {
            Rows::Csv => Self::Csv,
            Rows::Ndjson => Self::Ndjson,
            Rows::Geojson => Self::GeoJson,
        }
    }
}

fn pair(text: &str) -> Result<(f64, f64), String> {
    let wanted = "give two numbers as LON,LAT, e.g. 109.12,21.48";
    let (x, y) = text.split_once([',', '，']).ok_or(wanted)?;
    let number = |t: &str| t.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    match (number(x), number(y)) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => Err(wanted.to_owned()),
    }
}

fn crs(text: &str) -> Result<Crs, String> {
    Crs::parse(text).map_err(|e| e.to_string())
}

/// Runs the command.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    if args.file.is_none() {
        // Both have meaning with a file alone; clap doesn't ask for what --at and --segment shut out.
        if args.output.is_some() {
            bail!("--output goes with --file; an answer to --at or --segment goes to standard output");
        }
        if args.input_format.is_some() {
            bail!("--input-format goes with --file");
        }
        if args.encoding.is_some() || args.bom {
            bail!("--encoding and --bom go with --file");
        }
    }
    if args.segment.is_some() && (args.crs.is_some() || args.concern.is_some()) {
        bail!("--crs and --concern go with --at; a segment has no coordinates to convert");
    }
    match (&args.at, &args.segment, &args.file) {
        (Some(place), _, _) => place_answer(args, source, *place),
        (_, Some(id), _) => segment_answer(args, source, id),
        (_, _, Some(file)) => {
            let output = match args.format {
                None | Some(AnswerFormat::Csv) => Some(PointFormat::Csv),
                Some(AnswerFormat::Ndjson) => Some(PointFormat::Ndjson),
                Some(AnswerFormat::Geojson) => Some(PointFormat::GeoJson),
                Some(AnswerFormat::Xlsx) => None,
                Some(AnswerFormat::Table | AnswerFormat::Json) => {
                    bail!("a file is answered as rows: use -f csv, ndjson or geojson, or xlsx")
                }
            };
            if args.bom && output != Some(PointFormat::Csv) {
                bail!("--bom goes with CSV");
            }
            bulk::run(args, source, file, output)
        }
        _ => bail!("give one of --at, --segment and --file"),
    }
}

fn place_answer(args: &Args, source: &Source, (x, y): (f64, f64)) -> anyhow::Result<Outcome> {
    let frame = InputCrs::of(args.crs);
    let place = frame.locate(x, y).map_err(|(_, words)| anyhow::Error::msg(words))?;
    let opened = source.on(args.as_of)?;
    let index = &*opened.index;
    if let Some(concern) = &args.concern
        && views::concern(index, concern).is_none()
    {
        let known: Vec<&str> = views::concerns(index).iter().map(|c| c.name.as_str()).collect();
        bail!("no concern `{concern}`; the world names: {}", known.join("、"));
    }
    let ask = Ask {
        concern: args.concern.clone(),
        ..Ask::default()
    };
    let mut answer = at(index, place, &ask);
    answer.notes.extend(note_of_day(opened.as_of, opened.today));
    let warnings = place::warnings(index, answer.status, frame, (x, y));
    let shape = args.format.unwrap_or(AnswerFormat::Table);
    // JSON has a member for them.
    for warning in warnings.iter().filter(|_| shape != AnswerFormat::Json) {
        eprint_line(&format!("warning: {warning}"));
    }
    match shape {
        AnswerFormat::Table => {
            let echo = format!(
                "{x}, {y}（{}）→ {:.7}, {:.7}",
                args.crs.unwrap_or(Crs::Crs84),
                place.lon,
                place.lat
            );
            output::text(&card::card(&answer, &index.law, &echo))?;
        }
        AnswerFormat::Json => output::json(&super::wire::answer(&opened, &answer, args.crs, (x, y), warnings))?,
        AnswerFormat::Csv | AnswerFormat::Ndjson | AnswerFormat::Geojson => bulk::one(args, index, &answer, (x, y))?,
        AnswerFormat::Xlsx => bail!("a workbook holds the answers to a file of points; name one with --file"),
    }
    let none = matches!(answer.status, Status::OutOfJurisdiction | Status::Marine);
    Ok(if none { Outcome::Findings } else { Outcome::Fine })
}

fn segment_answer(args: &Args, source: &Source, id: &str) -> anyhow::Result<Outcome> {
    let opened = source.on(args.as_of)?;
    let Some(segment) = views::segment(&opened.index, &SegmentId::new(id)) else {
        eprint_line(&format!(
            "no segment `{id}` on {}; `riverchief segments` lists them, `--water CODE` those of one water",
            opened.as_of
        ));
        return Ok(Outcome::Findings);
    };
    match args.format.unwrap_or(AnswerFormat::Table) {
        AnswerFormat::Table => output::text(&segment_card::card(&segment, &opened.index.law))?,
        AnswerFormat::Json => output::json(&super::wire::segment(&opened, &segment)?)?,
        AnswerFormat::Csv | AnswerFormat::Ndjson | AnswerFormat::Geojson | AnswerFormat::Xlsx => {
            bail!("a segment is printed as table or json")
        }
    }
    Ok(Outcome::Fine)
}
