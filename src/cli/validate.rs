//! `riverchief validate`: checks a world and prints what is wrong with it.
//!
//! Knows how findings look on a terminal; what is checked is `snapshot::checks`.
use super::Source;
pub use super::output::Outcome;
use crate::domain::answer::Thresholds;
use crate::domain::time::Date;
use crate::export::findings::{Counts, severity_name, write_geojson, write_json};
use crate::snapshot::{Finding, Snapshot, checks};
use clap::{Args as ClapArgs, ValueEnum};
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// How findings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// For people.
    #[default]
    Table,
    /// One JSON object with counts and findings.
    Json,
    /// A feature collection for QGIS and GDAL.
    Geojson,
}

/// Checks a world: geometry, tessellation, codes, network, segments, zones, seats, tenures.
///
/// Exit status: 0 when there is no error (warnings and notes are allowed), 1 when there is one, or a
/// warning with --strict, 2 when the world can't be read at all.
#[derive(Clone, Debug, Default, ClapArgs)]
pub struct Args {
    /// World file (GeoPackage); that of --world, or the default world, when left out.
    #[arg(id = "checked", value_name = "WORLD")]
    pub world: Option<PathBuf>,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t)]
    pub format: FindingsFormat,
    /// Day on which seats, boards and gaps are judged, YYYY-MM-DD; today in Asia/Shanghai by default.
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    pub as_of: Option<Date>,
    /// Warnings also make the exit status 1.
    #[arg(long)]
    pub strict: bool,
}

/// Opens the world, checks it and prints to standard output.
pub(super) fn command(args: &Args, source: Source) -> anyhow::Result<Outcome> {
    let world = args.world.clone().or(source.world);
    let published = Source { world, ..source }.open()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run(
        args,
        &published.snapshot,
        &published.findings,
        published.thresholds,
        &mut out,
    )?;
    out.flush()?;
    Ok(outcome)
}

/// Checks a snapshot, prints the findings, those of reading (`earlier`) too, and says how it ended.
///
/// # Errors
/// When `out` can't be written to.
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
    match args.format {
        FindingsFormat::Table => write_table(&findings, date, out)?,
        FindingsFormat::Json => write_json(&findings, out)?,
        FindingsFormat::Geojson => write_geojson(&findings, out)?,
    }
    let counts = Counts::of(&findings);
    let bad = counts.errors > 0 || (args.strict && counts.warnings > 0);
    Ok(if bad { Outcome::Findings } else { Outcome::Fine })
}

/// Width of the table where nobody says how wide the terminal is.
const PIPE_WIDTH: u16 = 160;

fn write_table(findings: &[Finding], date: Date, out: &mut impl Write) -> io::Result<()> {
    let counts = Counts::of(findings);
    if !findings.is_empty() {
        let mut table = Table::new();
        table
            .load_style(UTF8_FULL_CONDENSED)
            .set_content_arrangement(ContentArrangement::Dynamic);
        if table.width().is_none() {
            table.set_width(PIPE_WIDTH);
        }
        table.set_header(["级别", "代码（规则）", "图层 要素", "位置", "量", "问题与处理"]);
        for f in findings {
            let field = f.field.map_or_else(String::new, |field| format!(".{field}"));
            table.add_row([
                severity_name(f.severity).to_owned(),
                format!("{}\n（{}）", f.code, f.rule),
                format!("{}{field}\n{}", f.layer, f.feature),
                f.place
                    .map_or_else(String::new, |p| format!("{:.6}\n{:.6}", p.lon, p.lat)),
                f.measure
                    .map_or_else(String::new, |(value, unit)| format!("{value:.1} {unit}")),
                format!("{}\n→ {}", f.message, f.remedy),
            ]);
        }
        writeln!(out, "{table}")?;
    }
    let Counts {
        errors,
        warnings,
        notes,
    } = counts;
    writeln!(out, "{date}：错误 {errors}，警告 {warnings}，提示 {notes}")
}
