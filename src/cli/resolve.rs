//! `riverchief resolve`: a place, a segment, or every point of a file.
use super::output::{self, Outcome};
use super::resolve_args::{AnswerFormat, Args};
use super::terminal::eprint_line;
use super::{Source, bulk, card, segment_card};
use crate::http::place;
use crate::input_crs::InputCrs;
use crate::world::note_of_day;
use anyhow::bail;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::domain::kinds::Status;
use riverchief_core::resolve::views;
use riverchief_core::resolve::{Ask, at};
use riverchief_gdal::crs::Crs;
use riverchief_geom::degrees::Coordinate;
use riverchief_rows::bulk::PointFormat;

/// Runs the command.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    if args.file.is_none() {
        // These options need --file; clap cannot require an option that conflicts with --at and --segment.
        if args.output.is_some() {
            bail!(
                "--output can only be used with --file; an answer to --at or --segment is written to standard output"
            );
        }
        if args.input_format.is_some() {
            bail!("--input-format can only be used with --file");
        }
        if args.columns.is_some() {
            bail!("--columns can only be used with --file");
        }
        if args.encoding.is_some() || args.bom {
            bail!("--encoding and --bom can only be used with --file");
        }
    }
    if args.segment.is_some() && (args.crs.is_some() || args.concern.is_some()) {
        bail!("--crs and --concern can only be used with --at; a segment has no coordinates to convert");
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
                    bail!("the answers to a file are rows: give -f csv, ndjson or geojson, or xlsx")
                }
            };
            if args.bom && output != Some(PointFormat::Csv) {
                bail!("--bom can only be used with CSV");
            }
            bulk::run(args, source, file, output)
        }
        _ => bail!("give one of --at, --segment and --file"),
    }
}

fn place_answer(args: &Args, source: &Source, (x, y): (Coordinate, Coordinate)) -> anyhow::Result<Outcome> {
    let frame = InputCrs::of(args.crs);
    let place = frame
        .locate_written(x, y)
        .map_err(|(_, words)| anyhow::Error::msg(words))?;
    let (x, y) = (x.value, y.value);
    let opened = source.on(args.as_of)?;
    let index = &*opened.index;
    if let Some(concern) = &args.concern
        && views::concern(index, concern).is_none()
    {
        let known: Vec<&str> = views::concerns(index).iter().map(|c| c.name.as_str()).collect();
        bail!("no concern `{concern}`; the world has {}", known.join("、"));
    }
    let ask = Ask {
        concern: args.concern.clone(),
        ..Ask::default()
    };
    let mut answer = at(index, place, &ask);
    answer.notes.extend(note_of_day(opened.as_of, opened.today));
    let warnings = place::warnings(index, answer.status, frame, (x, y));
    let shape = args.format.unwrap_or(AnswerFormat::Table);
    // JSON has a member for warnings.
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
        AnswerFormat::Csv | AnswerFormat::Ndjson | AnswerFormat::Geojson => {
            bulk::one(args, &index.law, &answer, (x, y))?;
        }
        AnswerFormat::Xlsx => bail!("xlsx can only be used with --file"),
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
