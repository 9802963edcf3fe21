//! The table of a sheet: its heading is found; titles, totals, remarks and repeated headings are left out and told.
use super::grid::{Grid, Line, address, letters};
use std::collections::BTreeSet;

/// Rows in which the heading is looked for.
const LOOKED_AT: usize = 30;
/// The longest word of a heading, in characters.
const LONGEST_HEADING: usize = 30;
/// What the first cell of a row of sums says.
const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "总数", "汇总", "Total", "total"];

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The merged heading above its own, if there is one.
    pub group: Option<String>,
    /// Its own heading; the letter of the column, as `列F`, if it has none.
    pub name: String,
    /// Its position in the sheet, from 0.
    pub position: u32,
}

impl Column {
    /// Both headings, as `县级河长/姓名`.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.group {
            Some(group) => format!("{group}/{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: u32,
    /// A text for each column; `None` where the cell is empty.
    pub cells: Vec<Option<String>>,
}

/// Why something in a sheet is not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A title or a note above the heading.
    Above,
    /// A row of sums.
    Total,
    /// A remark below the table.
    Remark,
    /// The heading again, as at the top of a printed page.
    Heading,
    /// A formula gave an error.
    Error,
}

/// Something in a sheet that is not data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The cell, or the first one of the row.
    pub address: String,
    /// Why.
    pub reason: Reason,
    /// The text of the cell.
    pub text: String,
}

/// The table of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of the sheet.
    pub name: String,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// Its rows, from top to bottom.
    pub rows: Vec<Row>,
    /// What is not data.
    pub left_out: Vec<LeftOut>,
}

/// The table of a sheet; `None` if no row can be its heading.
#[must_use]
pub fn table(grid: &Grid) -> Option<Table> {
    let head = heading(grid)?;
    let second = second_heading(grid, head);
    let last = second.unwrap_or(head);
    let columns = columns(grid, head, second);
    let mut table = Table {
        name: grid.name.clone(),
        columns,
        rows: Vec::new(),
        left_out: Vec::new(),
    };
    for (row, line) in &grid.lines {
        let reason = if *row < head {
            Some(Reason::Above)
        } else if *row <= last || !line.values().any(|cell| cell.own) {
            continue;
        } else {
            reason(line, &grid.lines[&last])
        };
        match reason {
            Some(reason) => table.left_out.extend(line.iter().next().map(|(column, cell)| LeftOut {
                address: address(*row, *column),
                reason,
                text: cell.text.clone(),
            })),
            None => table.rows.push(Row {
                number: row + 1,
                cells: (table.columns.iter())
                    .map(|column| line.get(&column.position).map(|cell| cell.text.clone()))
                    .collect(),
            }),
        }
    }
    table.left_out.extend(grid.errors.iter().map(|(row, column)| LeftOut {
        address: address(*row, *column),
        reason: Reason::Error,
        text: String::new(),
    }));
    Some(table)
}

/// The first row that can be a heading: words only, at least two, over at least half of the width.
fn heading(grid: &Grid) -> Option<u32> {
    let looked_at = || grid.lines.iter().take(LOOKED_AT);
    let width = looked_at().map(|(_, line)| line.len()).max()?;
    let can_be = |line: &Line| {
        let own = || line.values().filter(|cell| cell.own);
        let is_word = |text: &str| {
            text.chars().count() <= LONGEST_HEADING && !text.contains(['：', ':', '。']) && text.parse::<f64>().is_err()
        };
        own().count() >= 2 && own().all(|cell| cell.is_text && is_word(&cell.text)) && line.len() * 2 >= width
    };
    looked_at().find(|(_, line)| can_be(line)).map(|(row, _)| *row)
}

/// The row below the heading, if it divides merged cells of the heading.
fn second_heading(grid: &Grid, head: u32) -> Option<u32> {
    let groups: Vec<_> = grid.groups.iter().filter(|(row, ..)| *row == head).collect();
    let below = grid.lines.get(&(head + 1)).filter(|_| !groups.is_empty())?;
    let in_group = |column: u32| groups.iter().any(|(_, first, last)| (*first..=*last).contains(&column));
    let mut own = below.iter().filter(|(_, cell)| cell.own);
    let divides = own.clone().count() >= 2 && own.all(|(column, cell)| cell.is_text && in_group(*column));
    divides.then_some(head + 1)
}

/// The columns that have a heading or a value.
fn columns(grid: &Grid, head: u32, second: Option<u32>) -> Vec<Column> {
    let last = second.unwrap_or(head);
    let used: BTreeSet<u32> = (grid.lines.range(head..))
        .flat_map(|(row, line)| line.iter().filter(|(_, cell)| cell.own || *row <= last))
        .map(|(column, _)| *column)
        .collect();
    let text = |row: u32, column: u32| grid.lines.get(&row)?.get(&column).map(|cell| one_line(&cell.text));
    let named = used.into_iter().map(|position| {
        let above = text(head, position);
        let own = second.and_then(|row| text(row, position));
        let (group, name) = match (above, own) {
            (Some(above), Some(own)) if above != own => (Some(above), Some(own)),
            (above, own) => (None, own.or(above)),
        };
        Column {
            group,
            name: name.unwrap_or_else(|| format!("列{}", letters(position))),
            position,
        }
    });
    named.collect()
}

/// A heading without the line breaks and spaces that make it fit its cell.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Why a row below the heading is not data.
fn reason(line: &Line, heading: &Line) -> Option<Reason> {
    let own: Vec<&str> = (line.values().filter(|cell| cell.own))
        .map(|cell| cell.text.as_str())
        .collect();
    let first = one_line(own.first()?);
    if TOTALS.contains(&first.trim_end_matches(['：', ':'])) {
        return Some(Reason::Total);
    }
    let remark = |text: &str| text.starts_with('注') || text.contains('：') || text.starts_with("说明");
    if own.len() == 1 && heading.len() > 1 && remark(&first) {
        return Some(Reason::Remark);
    }
    let again = own.len() >= 2
        && line
            .iter()
            .all(|(column, cell)| heading.get(column).is_some_and(|h| h.text == cell.text));
    again.then_some(Reason::Heading)
}
