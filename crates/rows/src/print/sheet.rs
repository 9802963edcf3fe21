//! A table as it is printed: columns with headings, lines of cells, notes.

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// An empty cell.
    Empty,
    /// Text; `\n` begins a new line.
    Text(String),
    /// An exact number; the column sets the number of decimals.
    Number(f64),
}

impl Entry {
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
    /// A length in metres as kilometres; empty if it is zero.
    pub(super) fn km(metres: f64) -> Self {
        if metres > 0.0 {
            Self::Number(metres / 1000.0)
        } else {
            Self::Empty
        }
    }
    pub(super) fn km2(square_metres: f64) -> Self {
        if square_metres > 0.0 {
            Self::Number(square_metres / 1e6)
        } else {
            Self::Empty
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of segments lie far below 2⁵³")]
    pub(super) fn count(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Heading over this column and its neighbours of the same group; if empty, the column's own heading takes both lines.
    pub group: &'static str,
    /// Its own heading.
    pub head: &'static str,
    /// Width in characters of a spreadsheet; on paper, its share of the width.
    pub width: f32,
    /// Decimals of its numbers; `None`: text.
    pub decimals: Option<usize>,
    /// Whether equal entries in consecutive lines are merged into one cell.
    pub merged: bool,
}

impl Column {
    pub(super) const fn text(group: &'static str, head: &'static str, width: f32) -> Self {
        Self {
            group,
            head,
            width,
            decimals: None,
            merged: false,
        }
    }
    pub(super) const fn number(group: &'static str, head: &'static str, width: f32, decimals: usize) -> Self {
        Self {
            group,
            head,
            width,
            decimals: Some(decimals),
            merged: false,
        }
    }
    pub(super) const fn merged(head: &'static str, width: f32) -> Self {
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
    /// One entry for each column.
    pub entries: Vec<Entry>,
    /// Whether the line is a total of lines above.
    pub total: bool,
}

/// A table with its title.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Short name, for the tab of a workbook.
    pub name: String,
    /// Title over the table.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Notes below the table.
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
            let continues = number > 0 && !line.total && !self.lines[number - 1].total && {
                let before = &self.lines[number - 1];
                left.iter().all(|c| before.entries[*c] == line.entries[*c])
            };
            match runs.last_mut() {
                Some(run) if continues && self.columns[column].merged => run.1 = number,
                _ => runs.push((number, number)),
            }
        }
        runs
    }
}
