//! Rows in a workbook: as many sheets as they need, and one with the edition, the date and other metadata.
//!
//! Rows are written to temporary files one by one. Codes and ids are text, numbers are numbers; text is never read as a
//! formula.
use super::cells::Cell;
use crate::bulk::columns::{Column, Columns};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use serde_json::{Map, Value};
use std::io::{self, Seek, Write};
use std::path::Path;

/// Most rows of a sheet, including the header.
const SHEET_ROWS: u32 = 1_048_576;
/// Longest text of a cell.
const TEXT_LETTERS: usize = 32_767;

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetCell {
    /// A finite number.
    Number(f64),
    /// Text; empty for no value.
    Text(Box<str>),
}

impl From<&Cell<'_>> for SheetCell {
    fn from(cell: &Cell<'_>) -> Self {
        let number = match cell {
            Cell::Number(text) => text.trim().parse().ok().filter(|value: &f64| value.is_finite()),
            _ => None,
        };
        number.map_or_else(|| Self::Text(cell.text().into()), Self::Number)
    }
}

/// A workbook that is being written.
pub struct RowBook {
    book: Workbook,
    columns: Columns,
    bold: Format,
    /// Number of sheets so far.
    sheets: usize,
    /// Rows in the last sheet, including the header.
    rows: u32,
}

impl std::fmt::Debug for RowBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowBook")
            .field("sheets", &self.sheets)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl RowBook {
    /// A workbook of rows with these columns. Its temporary files are created in the folder `scratch`.
    ///
    /// # Errors
    /// Files can't be created in the folder.
    pub fn new(columns: Columns, scratch: &Path) -> io::Result<Self> {
        let mut book = Workbook::new();
        book.set_tempdir(scratch).map_err(io_error)?;
        let mut new = Self {
            book,
            columns,
            bold: Format::new().set_bold(),
            sheets: 0,
            rows: 0,
        };
        new.sheet()?;
        Ok(new)
    }

    fn sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(io_error)?;
        sheet.set_name(format!("answers {}", self.sheets)).map_err(io_error)?;
        for (at, name) in (0_u16..).zip(self.columns.iter().map(Column::name)) {
            sheet.set_column_width(at, 16).map_err(io_error)?;
            sheet
                .write_string_with_format(0, at, name, &self.bold)
                .map_err(io_error)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(io_error)?;
        self.rows = 1;
        Ok(())
    }

    /// Adds a row, with a cell for each column.
    ///
    /// # Errors
    /// A text is longer than a cell can hold; errors of the temporary files.
    pub fn write(&mut self, cells: &[SheetCell]) -> io::Result<()> {
        if self.rows == SHEET_ROWS {
            self.sheet()?;
        }
        let row = self.rows;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(io_error)?;
        for (at, cell) in (0_u16..).zip(cells) {
            put(sheet, row, at, cell)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Adds a sheet with `members` and writes the workbook.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn save(mut self, members: &Map<String, Value>, out: &mut (impl Write + Seek + Send)) -> io::Result<()> {
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(io_error)?;
        sheet.set_name("说明").map_err(io_error)?;
        for (row, (name, value)) in (0_u32..).zip(members) {
            sheet.write_string(row, 0, name).map_err(io_error)?;
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            put_text(sheet, row, 1, &text)?;
        }
        // The same rows give the same bytes.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io_error)?;
        let properties = DocProperties::new()
            .set_author("riverchief")
            .set_creation_datetime(&made);
        self.book.set_properties(&properties);
        self.book.save_to_writer(out).map_err(io_error)
    }
}

fn put(sheet: &mut Worksheet, row: u32, at: u16, cell: &SheetCell) -> io::Result<()> {
    match cell {
        SheetCell::Number(value) => sheet.write_number(row, at, *value).map(|_| ()).map_err(io_error),
        SheetCell::Text(text) => put_text(sheet, row, at, text),
    }
}

fn put_text(sheet: &mut Worksheet, row: u32, at: u16, text: &str) -> io::Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    if text.chars().count() > TEXT_LETTERS {
        let words = "a text is longer than a cell of XLSX can hold; choose CSV";
        return Err(io::Error::other(words));
    }
    sheet.write_string(row, at, text).map(|_| ()).map_err(io_error)
}

/// The inner I/O error, so that a full disk can be recognised.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
