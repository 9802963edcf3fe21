//! `riverchief validate`: checks a world and prints the findings.
//!
//! It prints findings; the checks are in `snapshot::checks`.
pub use super::output::Outcome;
use super::terminal::{Stdout, harmless};
use super::{Source, output, table};
use anyhow::Context as _;
use clap::{Args as ClapArgs, ValueEnum};
use comfy_table::{ColumnConstraint, Width};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::{Finding, Snapshot, checks};
use riverchief_rows::findings::{Counts, write_geojson, write_json};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Output formats of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// A table for the terminal.
    #[default]
    Table,
    /// One JSON object with counts and findings.
    Json,
    /// A feature collection for QGIS and GDAL.
    Geojson,
}

/// Check a world: geometry, tessellation, codes, network, segments, zones, seats, tenures.
///
/// Exit code: 0 if there is no error (warnings and notes are allowed), 1 if there is an error, or a
/// warning with --strict, 2 if the world cannot be read.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Args {
    /// World file (GeoPackage); default: that of --world, or the default world.
    #[arg(id = "checked", value_name = "WORLD")]
    pub world: Option<PathBuf>,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    pub format: FindingsFormat,
    /// Date for the checks of seats, notice boards and gaps, as YYYY-MM-DD; default: today in Asia/Shanghai.
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    pub as_of: Option<Date>,
    /// Exit with code 1 also if there are warnings.
    #[arg(long)]
    pub strict: bool,
}

/// Opens the world, checks it and prints the findings to standard output.
pub(super) fn command(args: &Args, source: Source) -> anyhow::Result<Outcome> {
    let world = args.world.clone().or(source.world);
    let published = Source { world, ..source }.open()?;
    let mut out = Stdout::open();
    let outcome = run(
        args,
        &published.snapshot,
        &published.findings,
        published.thresholds,
        &mut out,
    );
    outcome.context(output::STDOUT)
}

/// Checks a snapshot and prints the findings, with those found while it was read (`earlier`).
///
/// # Errors
/// `out` cannot be written.
pub fn run(
    args: &Args,
    snapshot: &Arc<Snapshot>,
    earlier: &[Finding],
    thresholds: Thresholds,
    out: &mut impl Write,
) -> io::Result<Outcome> {
    let date = args.as_of.unwrap_or_else(crate::world::today);
    let mut findings = earlier.to_vec();
    findings.extend(checks::run(snapshot, date, thresholds));
    findings.sort_by_key(|f| f.severity);
    let written = match args.format {
        FindingsFormat::Table => write_table(&findings, date, out),
        FindingsFormat::Json => write_json(&findings, out),
        FindingsFormat::Geojson => write_geojson(&findings, out),
    };
    match written.and_then(|()| out.flush()) {
        // If the reader closes the pipe after the first lines, the exit code still tells whether there are errors.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    let counts = Counts::of(&findings);
    let bad = counts.errors > 0 || (args.strict && counts.warnings > 0);
    Ok(if bad { Outcome::Findings } else { Outcome::Fine })
}

fn write_table(findings: &[Finding], date: Date, out: &mut impl Write) -> io::Result<()> {
    let counts = Counts::of(findings);
    if !findings.is_empty() {
        let mut table = table::table(&["严重程度 规则，代码，要素，位置，数值", "问题与处理"]);
        for f in findings {
            let field = f.field.map_or_else(String::new, |field| format!(".{field}"));
            let place = f.place.map(|p| format!("{:.6},{:.6}", p.lon, p.lat));
            let measure = f.measure.map(|(value, unit)| format!("{value:.1} {unit}"));
            let what = [
                Some(format!("{} {}", f.severity.term().zh, f.rule)),
                Some(f.code.to_string()),
                Some(format!("{}{field}", f.layer)),
                Some(f.feature.clone()),
                place,
                measure,
            ];
            let what: Vec<String> = what.into_iter().flatten().filter(|line| !line.is_empty()).collect();
            table.add_row([what.join("\n"), format!("{}\n→ {}", f.message, f.remedy)]);
        }
        if let Some(column) = table.column_mut(0) {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Percentage(50)));
        }
        writeln!(out, "{}", harmless(&table.to_string()))?;
    }
    let Counts {
        errors,
        warnings,
        notes,
    } = counts;
    writeln!(out, "{date}：错误 {errors}，警告 {warnings}，提示 {notes}")
}
