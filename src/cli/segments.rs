//! `riverchief segments`: lists registered segments, and derived ones for stretches without a registered one.
use super::output::{self, ListFormat, Outcome};
use super::terminal::eprint_line;
use super::{Source, date, table};
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::SegmentRow;
use riverchief_core::domain::terms::registration;
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::views::{SegmentFilter, segments};
use riverchief_core::snapshot::Law;
use riverchief_rows::formats::csv::Texts;

/// List segments: registered ones, and derived ones for stretches without a registered one.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Only segments of the water with this code.
    #[arg(long, value_name = "CODE")]
    pub water: Option<String>,
    /// Only segments of this level: city, county, township or village.
    #[arg(long, value_parser = level)]
    pub level: Option<Level>,
    /// Only segments of the unit with this code.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// Date of the answer, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// Output format.
    #[arg(short, long, value_enum, default_value = "table")]
    pub format: ListFormat,
    /// Write texts in csv unchanged; without it, a text that a spreadsheet would run as a formula gets a leading apostrophe.
    #[arg(long)]
    pub raw: bool,
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| "give city, county, township or village".to_owned())
}

/// Runs the command.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    output::raw_fits(args.raw, args.format == ListFormat::Csv)?;
    let opened = source.on(args.as_of)?;
    let law = &opened.index.law;
    let filter = SegmentFilter {
        water: args.water.as_ref().map(WaterCode::new),
        level: args.level,
        unit: args.unit.as_ref().map(UnitCode::new),
    };
    if let Some(water) = filter.water.as_ref().filter(|w| !law.waters.contains_key(*w)) {
        eprint_line(&format!(
            "no water `{water}` on {}; `riverchief inventory` lists the codes",
            opened.as_of
        ));
        return Ok(Outcome::Findings);
    }
    let known = |unit: &&UnitCode| law.units.contains_key(*unit) || law.is_area(unit);
    if let Some(unit) = filter.unit.as_ref().filter(|u| !known(u)) {
        eprint_line(&format!(
            "no unit `{unit}` on {}; give a statistical code of 6, 9 or 12 digits, or that of a functional area",
            opened.as_of
        ));
        return Ok(Outcome::Findings);
    }
    let rows = segments(&opened.index, &filter);
    match args.format {
        ListFormat::Table => output::text(&printed(&rows, law))?,
        ListFormat::Json => output::json(&super::wire::segments(&opened, &rows))?,
        ListFormat::Csv => output::csv(
            &[
                "id",
                "registered",
                "water",
                "level",
                "unit",
                "branch",
                "bank",
                "measure_from",
                "measure_to",
                "post",
                "state",
                "holders",
            ],
            rows.iter().map(record),
            Texts::raw_if(args.raw),
        )?,
    }
    Ok(Outcome::Fine)
}

fn record(r: &SegmentRow) -> Vec<String> {
    let metres = |m: Option<f64>| m.map_or_else(String::new, |m| format!("{m:.6}"));
    let holders: Vec<&str> = r.holders.iter().map(|h| h.name.as_str()).collect();
    vec![
        r.id.to_string(),
        r.registered.to_string(),
        r.water.to_string(),
        r.level.to_string(),
        r.unit.to_string(),
        r.branch.map_or_else(String::new, |b| b.to_string()),
        r.bank.map_or_else(String::new, |b| b.to_string()),
        metres(r.from_m),
        metres(r.to_m),
        r.post.as_ref().map_or_else(String::new, ToString::to_string),
        r.state.to_string(),
        holders.join(";"),
    ]
}

fn printed(rows: &[SegmentRow], law: &Law) -> String {
    let mut out = table::table(&["河段，水体，行政区", "岸别", "起止桩号（m）", "状态", "河长"]);
    for r in rows {
        let derived = if r.registered {
            String::new()
        } else {
            format!("（{}）", registration(false).zh)
        };
        let branch = r
            .branch
            .filter(|b| *b > 0)
            .map_or_else(String::new, |b| format!("{}\n", law.branch_name(&r.water, b)));
        let stretch = match (r.from_m, r.to_m) {
            (Some(from), Some(to)) => format!("{from:.1} –\n{to:.1}"),
            (Some(from), None) => format!("{from:.1} –"),
            _ => String::new(),
        };
        let holders: Vec<&str> = r.holders.iter().map(|h| h.name.as_str()).collect();
        out.add_row([
            format!(
                "{}\n{} · {} · {}{derived}",
                r.id,
                table::water(law, &r.water),
                r.level.short(),
                table::unit(law, &r.unit)
            ),
            format!("{branch}{}", r.bank.map_or("", |bank| bank.term().zh)),
            stretch,
            r.state.term().zh.to_owned(),
            holders.join("\n"),
        ]);
    }
    table::keep_whole(&mut out, [1, 2, 3]);
    table::room_for_ids(&mut out, 0);
    format!("{out}\n{} 段", rows.len())
}
