//! `riverchief inventory`: the graded inventory (名录), also as the printed record.
use super::output::{self, Outcome, Sink};
use super::{Opened, Source, date, table};
use anyhow::Context as _;
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::InventoryRow;
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::views::inventory;
use riverchief_core::snapshot::Law;
use riverchief_files::target::Existing;
use riverchief_rows::formats::csv::Texts;
use riverchief_rows::print::{self, Heading, PrintFont};
use std::io::Write as _;
use std::path::PathBuf;

/// Output formats of the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum InventoryFormat {
    /// A table for the terminal.
    Table,
    /// The JSON of the HTTP API.
    Json,
    /// Comma-separated values.
    Csv,
    /// A workbook: totals, the waters of each county, the segments of each level.
    Xlsx,
    /// The same sheets as PDF, with the distribution map (分布示意图).
    Pdf,
}

/// Print the graded inventory (名录): one row per water and county.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Only waters of the county with this code.
    #[arg(long, value_name = "CODE")]
    pub county: Option<String>,
    /// Date of the answer, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Output format.
    #[arg(short, long, value_enum, default_value = "table")]
    pub format: InventoryFormat,
    /// File to write; required for xlsx and pdf.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "output")]
    pub force: bool,
    /// Font file for pdf (.ttf, .otf or .ttc); default: a built-in font with the characters of GB 2312.
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Write texts in csv unchanged; without it, a text that a spreadsheet would run as a formula gets a leading apostrophe.
    #[arg(long)]
    pub raw: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    output::raw_fits(args.raw, args.format == InventoryFormat::Csv)?;
    let opened = source.on(args.as_of)?;
    let law = &opened.index.law;
    let mut rows = inventory(&opened.index);
    if let Some(county) = &args.county {
        rows.retain(|r| r.county.as_str() == county);
        if rows.is_empty() {
            super::terminal::eprint_line(&format!("no water in a county `{county}` on {}", opened.as_of));
            return Ok(Outcome::Findings);
        }
    }
    if args.output.is_some() && !matches!(args.format, InventoryFormat::Xlsx | InventoryFormat::Pdf) {
        anyhow::bail!("-o can only be used with -f xlsx or -f pdf; other formats are written to standard output");
    }
    match args.format {
        InventoryFormat::Xlsx | InventoryFormat::Pdf => document(args, &opened)?,
        InventoryFormat::Table => output::text(&printed(&rows, law))?,
        InventoryFormat::Json => output::json(&super::wire::inventory(&opened, &rows))?,
        InventoryFormat::Csv => output::csv(
            &[
                "county",
                "county_name",
                "grade",
                "water",
                "name",
                "kind",
                "parent",
                "downstream",
                "length_m",
                "length_outside_pools_m",
                "shared_m",
                "area_m2",
                "chiefs",
                "county_segments",
                "township_segments",
                "village_segments",
            ],
            rows.iter().map(|r| cells(r, law)),
            Texts::raw_if(args.raw),
        )?,
    }
    Ok(Outcome::Fine)
}

/// Writes the printed record.
fn document(args: &Args, opened: &Opened) -> anyhow::Result<()> {
    let path = args.output.as_deref();
    let path = path.context("name the file to write: -o FILE")?;
    let index = &opened.index;
    let heading = Heading::new(&index.law, opened.as_of, "江河湖库名录和分布示意图");
    let sheets = print::inventory(index, args.county.as_ref().map(UnitCode::new).as_ref());
    let bytes = if args.format == InventoryFormat::Pdf {
        let lettering = match &args.font {
            None => PrintFont::default(),
            Some(font) => {
                let named = || format!("can't use the font {}", font.display());
                PrintFont::of(std::fs::read(font).with_context(named)?).with_context(named)?
            }
        };
        print::pdf(&heading, Some(index), &sheets, &lettering)?
    } else {
        print::xlsx(&heading, &sheets)?
    };
    let mut sink = Sink::open(Some(path), Existing::forced(args.force))?;
    sink.write_all(&bytes)
        .with_context(|| Sink::error_context(Some(path)))?;
    sink.close()
}

fn cells(r: &InventoryRow, law: &Law) -> Vec<String> {
    let chiefs: Vec<&str> = r.chiefs.iter().map(PostId::as_str).collect();
    vec![
        r.county.to_string(),
        law.units.get(&r.county).map_or_else(String::new, |u| u.name.clone()),
        r.grade.clone(),
        r.water.to_string(),
        r.name.clone(),
        r.kind.to_string(),
        r.parent.as_ref().map_or_else(String::new, ToString::to_string),
        r.downstream.as_ref().map_or_else(String::new, ToString::to_string),
        format!("{:.3}", r.length_m),
        format!("{:.3}", r.length_outside_pools_m),
        format!("{:.3}", r.shared_m),
        format!("{:.1}", r.area_m2),
        chiefs.join(";"),
        r.county_segments.to_string(),
        r.township_segments.to_string(),
        r.village_segments.to_string(),
    ]
}

fn printed(rows: &[InventoryRow], law: &Law) -> String {
    let mut out = table::table(&[
        Level::County.unit().zh,
        "等级\n类别",
        "水体",
        "长度\n面积",
        "河段\n县/乡/村",
        "河长（库长）",
    ]);
    for r in rows {
        let kind = r.kind.term().zh;
        let chiefs: Vec<&str> = (r.chiefs.iter())
            .filter_map(|p| law.posts.get(p))
            .map(|p| p.name.as_str())
            .collect();
        let amounts = [(r.length_m / 1000.0, "km"), (r.area_m2 / 1e6, "km²")];
        let amounts = amounts.iter().filter(|(value, _)| *value > 0.0);
        let amounts: Vec<_> = amounts.map(|(value, unit)| format!("{value:.3} {unit}")).collect();
        out.add_row([
            law.units
                .get(&r.county)
                .map_or_else(|| r.county.to_string(), |u| u.name.clone()),
            format!("{}\n{kind}", r.grade),
            format!("{}\n({})", r.name, r.water),
            amounts.join("\n"),
            format!("{}/{}/{}", r.county_segments, r.township_segments, r.village_segments),
            chiefs.join("\n"),
        ]);
    }
    table::keep_whole(&mut out, [0, 1, 3, 4]);
    format!("{out}\n{} 条", rows.len())
}
