//! `riverchief import`: imports sources into a world file, or drafts a mapping.
//!
//! Arguments, the progress bar and the printing of findings; reading and checking is done in `riverchief-gdal`.
use super::terminal::eprint_line;
use super::terminal::{Stdout, harmless};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::finding::{Finding, Severity};
use riverchief_files::target::{Existing, Target};
use riverchief_gdal::import::{ImportError, Step, import, open};
use riverchief_gdal::mapping::Mapping;
use riverchief_gdal::{draft, world_file};
use serde_json::json;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The progress bar appears after this time.
const BAR_DELAY: Duration = Duration::from_secs(1);
/// How often the progress bar is redrawn.
const TICK: Duration = Duration::from_millis(200);
/// Number of findings listed on the terminal; `--report` has all.
const LISTED: usize = 50;

/// Arguments of `riverchief import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Sources: .gpkg, .shp, .dbf, .gdb, .fgb, .parquet, .xlsx, .xlsm, .geojson, .json, .geojsonl, .kml, .kmz, .csv (text formats also as .gz), or a folder or .zip of .shp files.
    #[arg(value_name = "SOURCE", required = true)]
    pub sources: Vec<PathBuf>,
    /// Mapping of source layers and fields to those of the world file (TOML); without it, the mapping that --init drafts is used.
    #[arg(long, value_name = "M.toml", conflicts_with = "init")]
    pub map: Option<PathBuf>,
    /// Write a draft of the mapping, with comments, instead of a world file.
    #[arg(long)]
    pub init: bool,
    /// World file to write, or with --init the mapping file (default for the mapping: standard output).
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long)]
    pub force: bool,
    /// Write all findings to this file, as JSON.
    #[arg(long, value_name = "FILE", conflicts_with = "init")]
    pub report: Option<PathBuf>,
}

/// Runs the import. It succeeds if no finding is an error; the world file is written in either case.
///
/// # Errors
/// [`ImportError`] if a source or the mapping cannot be used, or the world file cannot be written; then no file is written.
pub fn run(args: &ImportArgs) -> Result<ExitCode, ImportError> {
    if args.init {
        return init(args);
    }
    let begun = Instant::now();
    for written in [&args.output, &args.report].into_iter().flatten() {
        refuse_source_as_output(written, &args.sources)?;
    }
    let mapping = args.map.as_deref().map(Mapping::read).transpose()?;
    let bar = Bar::new();
    bar.phase("opening");
    let sources = open(&args.sources, mapping.as_ref())?;
    // Opened before the slow part, so that a file that cannot be written is reported at once.
    let existing = Existing::forced(args.force);
    let target = args
        .output
        .as_ref()
        .map(|path| Target::open_file(path, existing).map(|target| (target, path)));
    let target = target.transpose()?;
    let report = args
        .report
        .as_ref()
        .map(|path| Target::open(path, existing).map(|target| (target, path)));
    let report = report.transpose()?;
    let mut imported = match import(&sources, mapping, &mut |step| bar.step(step)) {
        Err(error @ ImportError::Unconfirmed(_)) => {
            bar.clear();
            eprint_line(&format!("error: {error}"));
            return Ok(ExitCode::from(1));
        }
        imported => imported?,
    };
    bar.phase("writing");
    if let Some((target, output)) = target {
        write_file(target, output, &world_file::to_bytes(&imported.world)?)?;
    }
    bar.phase("checking");
    let layers = imported.world.layers.clone();
    // Records that a loaded world leaves out are reported with the same findings as when it is loaded.
    let (_, left_out) = Snapshot::build(std::mem::take(&mut imported.world));
    imported.findings.extend(left_out);
    bar.clear();
    if let Some((target, report)) = report {
        write_file(target, report, &report_of(&imported.findings))?;
    }
    if let Some(output) = &args.output {
        summarise(&imported.findings, &layers, output, begun.elapsed());
    }
    let failed = imported
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    Ok(ExitCode::from(u8::from(failed)))
}

/// Refuses to overwrite a source: whatever the mapping leaves out would be lost.
fn refuse_source_as_output(written: &Path, sources: &[PathBuf]) -> Result<(), ImportError> {
    let same = |source: &PathBuf| {
        let both = written.canonicalize().ok().zip(source.canonicalize().ok());
        both.is_some_and(|(a, b)| a == b)
    };
    if sources.iter().any(same) {
        return Err(ImportError::File {
            file: written.to_owned(),
            source: io::Error::other("is also a source and would be overwritten; name another file"),
        });
    }
    Ok(())
}

fn init(args: &ImportArgs) -> Result<ExitCode, ImportError> {
    // An existing mapping may have been edited.
    let existing = Existing::forced(args.force);
    let target = args
        .output
        .as_ref()
        .map(|path| Target::open(path, existing))
        .transpose()?;
    let bar = Bar::new();
    bar.phase("reading the sources");
    let text = draft::draft(&open(&args.sources, None)?)?.text;
    bar.clear();
    let file = args.output.clone().unwrap_or_else(|| PathBuf::from("standard output"));
    if let Some(target) = target {
        write_file(target, &file, text.as_bytes())?;
    } else {
        let mut out = Stdout::open();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        written.map_err(|source| ImportError::File { file, source })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file and finishes it.
fn write_file(mut target: Target, path: &Path, bytes: &[u8]) -> Result<(), ImportError> {
    let written = target.write_all(bytes);
    written.map_err(|source| ImportError::File {
        file: path.to_owned(),
        source,
    })?;
    target.finish()?;
    Ok(())
}

fn report_of(findings: &[Finding]) -> Vec<u8> {
    let rows: Vec<_> = findings.iter().map(row).collect();
    (serde_json::Value::Array(rows).to_string() + "\n").into_bytes()
}

fn row(finding: &Finding) -> serde_json::Value {
    json!({
        "code": finding.code,
        "rule": finding.rule,
        "severity": severity(finding.severity),
        "layer": finding.layer,
        "feature": finding.feature,
        "field": finding.field,
        "place": finding.place.map(|place| [place.lon, place.lat]),
        "measure": finding.measure.map(|(value, unit)| json!({ "value": value, "unit": unit })),
        "message": finding.message,
        "remedy": finding.remedy,
    })
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Prints findings and totals to standard error; standard output is for data.
fn summarise(findings: &[Finding], layers: &[String], output: &Path, took: Duration) {
    for finding in findings.iter().take(LISTED) {
        eprint_line(&format!(
            "{:<7} {:<26} {} {}: {} → {}",
            severity(finding.severity),
            finding.code,
            finding.layer,
            finding.feature,
            finding.message,
            finding.remedy
        ));
    }
    if findings.len() > LISTED {
        eprint_line(&format!(
            "… and {} more; --report FILE has all",
            findings.len() - LISTED
        ));
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    eprint_line(&format!(
        "{}: layers {}; {errors} errors, {} other findings; {:.1} s",
        output.display(),
        layers.join(", "),
        findings.len() - errors,
        took.as_secs_f64()
    ));
}

/// A progress bar that appears only on a terminal, and only after [`BAR_DELAY`].
struct Bar(ProgressBar);

impl Bar {
    fn new() -> Self {
        let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if io::stderr().is_terminal() {
            let shown = line.clone();
            // Opening with GDAL and writing with SQLite are single long calls, so another thread redraws the bar.
            std::thread::spawn(move || {
                std::thread::sleep(BAR_DELAY);
                if !shown.is_finished() {
                    shown.set_draw_target(ProgressDrawTarget::stderr());
                    shown.enable_steady_tick(TICK);
                }
            });
        }
        Self(line)
    }

    /// Shows a phase of unknown length.
    fn phase(&self, name: &'static str) {
        self.set_style("{spinner} {msg} {elapsed}");
        self.0.set_message(name);
    }

    fn step(&self, step: Step<'_>) {
        match step {
            Step::Layer(name, total) => {
                self.set_style("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
                self.0.set_message(harmless(name).into_owned());
                self.0.set_length(total.unwrap_or(0));
                self.0.set_position(0);
            }
            Step::Features(done) => self.0.set_position(done),
        }
    }

    fn set_style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }

    fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
