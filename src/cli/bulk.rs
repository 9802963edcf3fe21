//! `riverchief resolve --file`: one output row per input record, streamed, on all cores.
use super::Source;
use super::in_order::in_order;
use super::output::{Outcome, Sink};
use super::resolve_args::{AnswerFormat, Args};
use super::terminal::eprint_line;
use crate::export::AnswerBook;
use crate::input_crs::InputCrs;
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Law;
use riverchief_files::target::Existing;
use riverchief_gdal::crs::Crs;
use riverchief_rows::bulk::rows::SheetCell;
use riverchief_rows::bulk::{
    self, Answered, Answerer, BYTE_ORDER_MARK, Column, Columns, Decoded, Found, Point, PointFormat, PointReader,
    Records, Row, RowWriter,
};
use std::fs::File;
use std::io::{IsTerminal as _, Read, Write as _};
use std::path::Path;

/// Records that one thread answers at a time: enough that passing them on costs nothing in comparison, and few enough
/// that their rows need little memory.
const BLOCK: usize = 4096;

pub(super) fn run(args: &Args, source: &Source, file: &Path, output: Option<PointFormat>) -> anyhow::Result<Outcome> {
    if args.concern.is_some() {
        bail!("--concern can only be used with --at; rows have no column for it");
    }
    if file.is_dir() {
        bail!(
            "{} is a folder; give a file of points, or `-` for standard input",
            file.display()
        );
    }
    let from_name = file.to_str().and_then(PointFormat::of_name);
    let Some(input) = args.input_format.map(PointFormat::from).or(from_name) else {
        bail!(
            "the extension of {} is not that of a known format; give --input-format csv, ndjson or geojson",
            file.display()
        );
    };
    let (reader, bytes): (Box<dyn Read>, Option<u64>) = if file == Path::new("-") {
        (Box::new(std::io::stdin().lock()), None)
    } else {
        let opened = File::open(file).with_context(|| format!("can't read {}", file.display()))?;
        let length = opened
            .metadata()
            .ok()
            .filter(std::fs::Metadata::is_file)
            .map(|m| m.len());
        (Box::new(opened), length)
    };
    let progress = progress(bytes, args.output.is_some());
    let frame = InputCrs::of(args.crs);
    let crs = frame.crs;
    let points = PointReader::checking_crs(
        input,
        Decoded::new(progress.wrap_read(reader), args.encoding.unwrap_or_default()),
        Box::new(move |name| crs.agrees_with(name)),
    )
    .with_context(|| format!("{}", file.display()))?;
    let opened = source.on(args.as_of)?;
    let index = &*opened.index;
    let unwritten = || Sink::error_context(args.output.as_deref());
    let columns = args.columns.clone().unwrap_or_default();
    let answerer = Answerer {
        index,
        columns: &columns,
    };
    let locate = |point: &Point<'_>| frame.locate_point(point).map_err(|(_, words)| words);
    let mut rows = Rows::begin(args, &columns, output).with_context(unwritten)?;
    in_order(
        blocks(points),
        |records| match output {
            Some(format) => answerer.bytes(&records, format, locate).map(Part::Bytes),
            None => Ok(Part::Sheet(answerer.sheet(&records, locate))),
        },
        |part| rows.write(part?),
    )
    .with_context(unwritten)?;
    let (count, errors) = rows.finish(opened.as_of, crs).with_context(unwritten)?;
    progress.finish_and_clear();
    if errors > 0 {
        let reasons = if columns.has(Column::Error) {
            "see the column `error`"
        } else {
            "the column `error` says why"
        };
        eprint_line(&format!("{errors} of {count} records could not be answered; {reasons}"));
    }
    Ok(if errors > 0 { Outcome::Findings } else { Outcome::Fine })
}

/// The records of a reader, a block at a time.
fn blocks<R: Read>(mut points: PointReader<R>) -> impl Iterator<Item = Records> {
    let mut pending = points.records();
    std::iter::from_fn(move || {
        while !pending.is_full(BLOCK) && points.read_into(&mut pending) {}
        (!pending.is_empty()).then(|| pending.take())
    })
}

/// The rows of a block.
enum Part {
    Bytes(bulk::Rows<Vec<u8>>),
    Sheet(bulk::Rows<Vec<Vec<SheetCell>>>),
}

/// The output, with the number of rows and of those among them that hold an error.
struct Rows {
    output: Output,
    count: u64,
    errors: u64,
}

/// A stream, or a workbook, which is written at the end.
enum Output {
    Stream(PointFormat, Sink),
    Book(Box<AnswerBook>, Sink),
}

impl Rows {
    /// Begins the output; without a format, a workbook.
    fn begin(args: &Args, columns: &Columns, format: Option<PointFormat>) -> anyhow::Result<Self> {
        let mut sink = Sink::open(args.output.as_deref(), Existing::forced(args.force))?;
        if args.bom {
            sink.write_all(BYTE_ORDER_MARK)?;
        }
        let output = match format {
            Some(format) => Output::Stream(format, RowWriter::new(format, columns, sink)?.pause()?),
            None => Output::Book(Box::new(AnswerBook::begin(columns.clone(), None)?), sink),
        };
        Ok(Self {
            output,
            count: 0,
            errors: 0,
        })
    }

    fn write(&mut self, part: Part) -> std::io::Result<()> {
        let (count, errors) = match (&mut self.output, part) {
            (Output::Stream(_, sink), Part::Bytes(rows)) => {
                sink.write_all(&rows.rows)?;
                (rows.count, rows.errors)
            }
            (Output::Book(book, _), Part::Sheet(rows)) => {
                rows.rows.iter().try_for_each(|row| book.add(row))?;
                (rows.count, rows.errors)
            }
            _ => unreachable!("rows are made for the output that was begun"),
        };
        self.count += count;
        self.errors += errors;
        Ok(())
    }

    /// Finishes the output; returns the number of rows and of errors among them.
    fn finish(self, as_of: Date, crs: Crs) -> anyhow::Result<(u64, u64)> {
        match self.output {
            Output::Stream(format, sink) => {
                let end = RowWriter::resume(format, &Columns::default(), sink, self.count);
                end.finish()?.close()?;
            }
            Output::Book(book, mut sink) => {
                let members = [("as_of", as_of.to_string()), ("input_crs", crs.to_string())];
                let members = members.map(|(name, value)| (name.to_owned(), value.into()));
                std::io::copy(&mut book.finish(&members.into_iter().collect())?, &mut sink)?;
                sink.close()?;
            }
        }
        Ok((self.count, self.errors))
    }
}

/// One answer as a row on standard output.
pub(super) fn one(args: &Args, law: &Law, answer: &Answer, (x, y): (f64, f64)) -> anyhow::Result<()> {
    let format = match args.format {
        Some(AnswerFormat::Ndjson) => PointFormat::Ndjson,
        Some(AnswerFormat::Geojson) => PointFormat::GeoJson,
        _ => PointFormat::Csv,
    };
    let mut rows = RowWriter::new(format, &Columns::default(), Sink::open(None, Existing::Kept)?)?;
    rows.write(Row {
        id: None,
        lon: &x.to_string(),
        lat: &y.to_string(),
        outcome: Ok(Answered {
            at: answer.at,
            law,
            found: Found::Answer(answer),
        }),
    })?;
    rows.finish()?.close()
}

/// A progress bar on standard error, if that is a terminal and the rows are not written to the same terminal.
fn progress(bytes: Option<u64>, to_file: bool) -> ProgressBar {
    let shown = std::io::stderr().is_terminal() && (to_file || !std::io::stdout().is_terminal());
    if !shown {
        return ProgressBar::hidden();
    }
    let (bar, template) = match bytes {
        Some(bytes) => (
            ProgressBar::new(bytes),
            "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {bytes} {bytes_per_sec} {elapsed}",
        ),
    };
    // The templates are constants; with an invalid one the default bar would be shown.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
