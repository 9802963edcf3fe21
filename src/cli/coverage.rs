//! `riverchief coverage`: the plan's milestones and the seats that they require.
use super::output::{self, ListFormat, Outcome};
use super::{Source, date, table};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::results::{Coverage, MilestoneState};
use riverchief_core::domain::time::Date;
use riverchief_core::resolve::views::coverage;
use riverchief_core::snapshot::Law;
use riverchief_rows::formats::csv::Texts;
use std::fmt::Write as _;

/// Number of missing items in the table without `--all`.
const SHOWN: usize = 30;

/// Compare the seats with the plan's milestones. The exit code is 1 if a milestone is overdue.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Date of the answer, as YYYY-MM-DD; default: today.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<Date>,
    /// List all missing items, not only the first 30.
    #[arg(long)]
    pub all: bool,
    /// Output format; csv has the missing items only.
    #[arg(short, long, value_enum, default_value = "table")]
    pub format: ListFormat,
    /// Write texts in csv unchanged; without it, a text that a spreadsheet would run as a formula gets a leading apostrophe.
    #[arg(long)]
    pub raw: bool,
}

/// Runs the command.
pub(super) fn run(args: &Args, source: &Source) -> anyhow::Result<Outcome> {
    output::raw_fits(args.raw, args.format == ListFormat::Csv)?;
    let opened = source.on(args.as_of)?;
    let report = coverage(&opened.index);
    match args.format {
        ListFormat::Table => output::text(&printed(&report, &opened.index.law, args.all))?,
        ListFormat::Json => output::json(&super::wire::coverage(&opened, &report))?,
        ListFormat::Csv => output::csv(
            &["rule", "what", "level", "unit", "county", "water", "post", "text"],
            report.missing.iter().map(|m| {
                vec![
                    m.rule.to_string(),
                    m.what.as_str().to_owned(),
                    m.level.to_string(),
                    m.unit.as_ref().map_or_else(String::new, ToString::to_string),
                    m.county.as_ref().map_or_else(String::new, ToString::to_string),
                    m.water.as_ref().map_or_else(String::new, ToString::to_string),
                    m.post.as_ref().map_or_else(String::new, ToString::to_string),
                    m.text.clone(),
                ]
            }),
            Texts::raw_if(args.raw),
        )?,
    }
    let overdue = report.milestones.iter().any(|m| m.state == MilestoneState::Overdue);
    Ok(if overdue { Outcome::Findings } else { Outcome::Fine })
}

fn printed(report: &Coverage, law: &Law, all: bool) -> String {
    let mut milestones = table::table(&["节点", "期限", "状态", "完成数", "方案要求"]);
    for m in &report.milestones {
        // The period is half-open, so it is due on the day before its end.
        let due = m.period.to.and_then(|to| to.yesterday().ok());
        milestones.add_row([
            m.rule.to_string(),
            due.map_or_else(String::new, |d| d.to_string()),
            m.state.term().zh.to_owned(),
            format!("{}/{}", m.done, m.required),
            m.rule.clause().quote.to_owned(),
        ]);
    }
    // Two lines, so that the table fits a terminal of 80 columns.
    let county = Level::County.unit().zh.replacen('（', "\n（", 1);
    let mut seats = table::table(&[
        &county,
        "级别",
        "职务",
        "应设",
        "已设",
        SeatState::Filled.term().zh,
        SeatState::Vacant.term().zh,
        "应设\n未设",
        "尚未\n实施",
        "可设\n已设",
        "可设\n未设",
    ]);
    for r in &report.rows {
        let county = r.county.as_ref().and_then(|c| law.units.get(c));
        seats.add_row([
            county.map_or_else(|| "（市）".to_owned(), |u| u.name.clone()),
            r.level.short().to_owned(),
            r.kind.term().zh.to_owned(),
            r.required.to_string(),
            r.established.to_string(),
            r.filled.to_string(),
            r.vacant.to_string(),
            r.gap.to_string(),
            r.not_yet.to_string(),
            r.optional_established.to_string(),
            r.optional_not_established.to_string(),
        ]);
    }
    table::keep_whole(&mut milestones, 0..4);
    table::keep_whole(&mut seats, 0..11);
    let mut out = format!(
        "截至 {}\n{milestones}\n{seats}\n缺项 {} 个",
        report.as_of,
        report.missing.len()
    );
    let shown = if all { report.missing.len() } else { SHOWN };
    for m in report.missing.iter().take(shown) {
        let unit = m.unit.as_ref().map_or(Level::City.unit().zh, UnitCode::as_str);
        let _ = write!(out, "\n  [{}] {}（{unit}）", m.rule, m.text);
    }
    if report.missing.len() > shown {
        let _ = write!(out, "\n  … 另有 {} 个，用 --all 全部列出", report.missing.len() - shown);
    }
    out
}
