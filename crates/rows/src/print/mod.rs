//! The printed record: inventory (名录) and roster as people print them, as a workbook or, with the distribution map, as PDF.
//!
//! What is printed is laid out once, as sheets of headed columns; `xlsx` and `pdf` only draw it. Knows views and records; knows
//! no HTTP and no files.
mod inventory;
mod map;
mod map_words;
mod pages;
mod pdf;
mod pen;
mod roster;
mod xlsx;

pub use inventory::inventory;
pub use pdf::pdf;
pub use pen::{Lettering, PenError};
pub use roster::roster;
pub use xlsx::{WorkbookError, xlsx};

use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::Law;

/// What a record says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// e.g. 北海市江河湖库名录和分布示意图
    pub title: String,
    /// Who issues it: the office (河长制办公室) of the highest unit that has one.
    pub office: Option<String>,
    /// The day whose law it tells.
    pub as_of: Date,
    /// What to bear in mind about the world's positions.
    pub notice: Option<String>,
}

impl Heading {
    /// The heading of a record of a law; `what` is behind the city's name.
    #[must_use]
    pub fn new(law: &Law, as_of: Date, what: &str) -> Self {
        let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
        let mut offices: Vec<_> = (law.snapshot.offices.iter())
            .filter(|o| o.validity.contains(law.date))
            .collect();
        offices.sort_by_key(|o| (o.level, o.unit.clone(), o.id.clone()));
        let told = law.snapshot.meta.get("notice_zh").cloned();
        let notice = law
            .snapshot
            .schematic()
            .then(|| told.unwrap_or_else(|| "位置均为示意，不作为划界、执法依据。".to_owned()));
        Self {
            title: format!("{}{what}", city.map_or("", |u| u.name.as_str())),
            office: offices.first().map(|o| o.name.clone()),
            as_of,
            notice,
        }
    }

    /// The day as people write it.
    #[must_use]
    pub fn day(&self) -> String {
        format!("{}年{}月{}日", self.as_of.year(), self.as_of.month(), self.as_of.day())
    }

    /// Issuing office and day, in one line.
    #[must_use]
    pub fn issued(&self) -> String {
        match &self.office {
            Some(office) => format!("{office}　{}", self.day()),
            None => self.day(),
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Nothing.
    Empty,
    /// Text; `\n` begins a new line.
    Text(String),
    /// A number as it is; the column says how many decimals are shown.
    Number(f64),
}

impl Entry {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
    /// Kilometres of metres; nothing for none.
    fn km(metres: f64) -> Self {
        if metres > 0.0 {
            Self::Number(metres / 1000.0)
        } else {
            Self::Empty
        }
    }
    fn km2(square_metres: f64) -> Self {
        if square_metres > 0.0 {
            Self::Number(square_metres / 1e6)
        } else {
            Self::Empty
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of segments lie far below 2⁵³")]
    fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Heading over this column and its neighbours with the same; empty: the column's own heading takes both lines.
    pub group: &'static str,
    /// Its own heading.
    pub head: &'static str,
    /// Share of the paper's width, in characters of a spreadsheet.
    pub width: f32,
    /// Decimals of its numbers; `None`: text.
    pub decimals: Option<usize>,
    /// Equal entries below each other are one merged cell.
    pub merged: bool,
}

impl Column {
    const fn text(group: &'static str, head: &'static str, width: f32) -> Self {
        Self {
            group,
            head,
            width,
            decimals: None,
            merged: false,
        }
    }
    const fn number(group: &'static str, head: &'static str, width: f32, decimals: usize) -> Self {
        Self {
            group,
            head,
            width,
            decimals: Some(decimals),
            merged: false,
        }
    }
    const fn merged(head: &'static str, width: f32) -> Self {
        Self {
            group: "",
            head,
            width,
            decimals: None,
            merged: true,
        }
    }
}

/// One line of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One for each column.
    pub entries: Vec<Entry>,
    /// A total of lines above it.
    pub total: bool,
}

/// One table with its title.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Short, for the tab of a workbook.
    pub name: String,
    /// Over the table.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Below the table.
    pub notes: Vec<String>,
}

impl Sheet {
    /// Runs of lines with the same entry in a merged column, as first and last line. A total ends a run, and so does a change
    /// in a merged column to the left.
    #[must_use]
    pub fn runs(&self, column: usize) -> Vec<(usize, usize)> {
        let left: Vec<usize> = (0..=column).filter(|c| self.columns[*c].merged).collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            let goes_on = number > 0 && !line.total && !self.lines[number - 1].total && {
                let before = &self.lines[number - 1];
                left.iter().all(|c| before.entries[*c] == line.entries[*c])
            };
            match runs.last_mut() {
                Some(run) if goes_on && self.columns[column].merged => run.1 = number,
                _ => runs.push((number, number)),
            }
        }
        runs
    }
}
