//! XLSX: one sheet per collection, and one that describes the columns. Points have two columns; other geometries are left
//! out.
//!
//! Rows are written to temporary files one by one, with their text inline.
use super::csv::{Place, point};
use super::file_layer::{Features, FileLayer, join_texts};
use crate::collections::{Cell, Column};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Seek, Write};
use std::path::Path;

/// Longest name of a sheet.
const NAME_LETTERS: usize = 31;
/// Longest text of a cell.
const TEXT_LETTERS: usize = 32_767;
/// Most rows of a sheet, including the header.
const SHEET_ROWS: u32 = 1_048_576;

/// A workbook that is being written.
pub struct Book {
    sheets: Workbook,
    columns: Vec<(&'static str, &'static Column)>,
    date: Format,
    bold: Format,
}

impl Book {
    /// An empty workbook. Its temporary files are created in the folder `scratch`.
    ///
    /// # Errors
    /// Files can't be created in the folder.
    pub fn new(scratch: &Path) -> io::Result<Self> {
        let mut sheets = Workbook::new();
        sheets.set_tempdir(scratch).map_err(io_error)?;
        Ok(Self {
            sheets,
            columns: vec![],
            date: Format::new().set_num_format("yyyy-mm-dd"),
            bold: Format::new().set_bold(),
        })
    }

    /// Adds a collection as a sheet with a frozen header.
    ///
    /// # Errors
    /// More rows or characters than a sheet can hold; errors of the temporary files and of the features.
    pub fn sheet(&mut self, layer: &FileLayer<'_>, place: Place, features: &mut Features<'_>) -> io::Result<()> {
        let fields = layer.fields();
        self.columns.extend(fields.iter().map(|f| (layer.spec.id, *f)));
        let sheet = self.sheets.add_worksheet_with_constant_memory().map_err(io_error)?;
        // Ids are ASCII.
        let name = &layer.spec.id[..layer.spec.id.len().min(NAME_LETTERS)];
        sheet.set_name(name).map_err(io_error)?;
        let axes = layer.crs.axes();
        let axes: &[&str] = if place == Place::Columns { &axes } else { &[] };
        let names = fields.iter().map(|f| f.name).chain(axes.iter().copied());
        for (at, name) in (0_u16..).zip(names) {
            sheet.set_column_width(at, 16).map_err(io_error)?;
            sheet
                .write_string_with_format(0, at, name, &self.bold)
                .map_err(io_error)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(io_error)?;
        let mut row = 0_u32;
        for feature in features {
            let feature = feature?;
            row += 1;
            if row >= SHEET_ROWS {
                let words = format!(
                    "{}: more rows than a sheet can hold ({SHEET_ROWS}); select fewer, or choose CSV",
                    layer.spec.id
                );
                return Err(io::Error::other(words));
            }
            for (at, cell) in (0_u16..).zip(layer.cells(feature.row)) {
                put(sheet, row, at, cell, &self.date)?;
            }
            if place == Place::Columns
                && let Some(place) = point(feature.geometry.as_deref())
            {
                for (at, value) in (0_u16..).skip(fields.len()).zip(place) {
                    sheet.write_number(row, at, value).map_err(io_error)?;
                }
            }
        }
        Ok(())
    }

    /// Adds the sheet of columns and writes the workbook.
    ///
    /// # Errors
    /// Errors of the writer.
    pub fn save(mut self, out: &mut (impl Write + Seek + Send)) -> io::Result<()> {
        let sheet = self.sheets.add_worksheet_with_constant_memory().map_err(io_error)?;
        sheet.set_name("字段说明").map_err(io_error)?;
        for (at, name) in (0_u16..).zip(["sheet", "column", "名称", "about", "unit"]) {
            sheet
                .set_column_width(at, if at == 3 { 60 } else { 20 })
                .map_err(io_error)?;
            sheet
                .write_string_with_format(0, at, name, &self.bold)
                .map_err(io_error)?;
        }
        for (row, (id, column)) in (1_u32..).zip(&self.columns) {
            let unit = column.unit.unwrap_or_default();
            let cells = [id, column.name, column.title_zh, column.about, unit];
            for (at, text) in (0_u16..).zip(cells) {
                sheet.write_string(row, at, text).map_err(io_error)?;
            }
        }
        // The same world gives the same bytes.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io_error)?;
        self.sheets.set_properties(
            &DocProperties::new()
                .set_author("riverchief")
                .set_creation_datetime(&made),
        );
        self.sheets.save_to_writer(out).map_err(io_error)
    }
}

fn put(sheet: &mut Worksheet, row: u32, at: u16, cell: &Cell, date: &Format) -> io::Result<()> {
    let mut text = |text: &str| {
        if text.chars().count() > TEXT_LETTERS {
            return Err(io::Error::other(
                "a text is longer than a cell of XLSX can hold; choose CSV",
            ));
        }
        sheet.write_string(row, at, text).map(|_| ()).map_err(io_error)
    };
    match cell {
        Cell::Null => Ok(()),
        // Codes are text: a spreadsheet must not read them as numbers.
        Cell::Text(value) => text(value),
        Cell::Texts(list) => text(&join_texts(list)),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a cell holds doubles; counts and orders are small"
        )]
        Cell::Integer(value) => sheet.write_number(row, at, *value as f64).map(|_| ()).map_err(io_error),
        Cell::Real(value) => sheet.write_number(row, at, *value).map(|_| ()).map_err(io_error),
        Cell::Flag(value) => sheet.write_boolean(row, at, *value).map(|_| ()).map_err(io_error),
        Cell::Date(day) => match days_since_1900(*day) {
            Some(number) => sheet
                .write_number_with_format(row, at, number, date)
                .map(|_| ())
                .map_err(io_error),
            // Spreadsheets have no earlier days.
            None => text(&day.to_string()),
        },
    }
}

/// The serial number of a day in spreadsheets; `None` before 1 March 1900, where they count wrongly.
fn days_since_1900(day: riverchief_core::domain::time::Date) -> Option<f64> {
    let first = jiff::civil::date(1900, 3, 1);
    let days = first.until(day).ok()?.get_days();
    (days >= 0).then(|| f64::from(days) + 61.0)
}

/// The inner I/O error, so that a full disk can be recognised.
fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other),
    }
}
