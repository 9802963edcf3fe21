//! The cells of one sheet, with merged ones filled.
use super::limits::{Left, WorkbookError};
use super::value::Value;
use std::collections::BTreeMap;

/// The address of a cell as spreadsheets write it; both numbers count from 0.
///
/// ```
/// assert_eq!(riverchief_office::grid::address(6, 16_383), "XFD7");
/// ```
#[must_use]
pub fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// The letters of a column, which counts from 0.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A filled cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// It holds words, not a number or a date.
    pub(crate) is_text: bool,
    /// It holds the value itself; otherwise it is filled from a merged cell.
    pub(crate) own: bool,
}

pub(crate) type Line = BTreeMap<u32, Cell>;

/// The cells of a sheet.
#[derive(Debug)]
pub struct Grid {
    /// The name of the sheet.
    pub name: String,
    pub(crate) lines: BTreeMap<u32, Line>,
    /// Cells with an error such as `#REF!`, as row and column.
    pub(crate) errors: Vec<(u32, u32)>,
    last_column: u32,
    /// Merged headings of one row: row, first and last column.
    pub(crate) groups: Vec<(u32, u32, u32)>,
}

impl Grid {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            lines: BTreeMap::new(),
            errors: Vec::new(),
            last_column: 0,
            groups: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.errors.is_empty()
    }

    pub(crate) fn put(&mut self, row: u32, column: u32, value: Value) {
        let is_text = matches!(value, Value::Text(_));
        match value {
            Value::Error => self.errors.push((row, column)),
            Value::Text(text) | Value::Number(text) => {
                let own = true;
                self.last_column = self.last_column.max(column);
                let line = self.lines.entry(row).or_default();
                line.insert(column, Cell { text, is_text, own });
            }
        }
    }

    /// Fills a merged area with the value of its first cell, as far as the sheet is used.
    pub(crate) fn merge(&mut self, start: (u32, u32), end: (u32, u32), left: &mut Left) -> Result<(), WorkbookError> {
        let first = self.lines.get(&start.0).and_then(|line| line.get(&start.1));
        let (Some(first), Some((last_row, _))) = (first.cloned(), self.lines.last_key_value()) else {
            return Ok(());
        };
        let (last_row, last_column) = (end.0.min(*last_row), end.1.min(self.last_column));
        if start.0 > last_row {
            return Ok(());
        }
        if start.0 == end.0 && end.1 > start.1 {
            self.groups.push((start.0, start.1, end.1));
        }
        // Rows without a value of their own stay blank.
        for (_, line) in self.lines.range_mut(start.0..=last_row) {
            for column in start.1..=last_column {
                left.take(first.text.len())?;
                line.entry(column).or_insert_with(|| Cell {
                    own: false,
                    ..first.clone()
                });
            }
        }
        Ok(())
    }
}
