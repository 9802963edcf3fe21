//! Opens a workbook and reads its sheets within bounds.
//!
//! Macros never run and links to other files are never followed: the reader knows neither. Formulas give the value that was
//! saved with them.
use super::bounds;
use super::grid::{Grid, address};
use super::value::{Value, value};
use calamine::{Reader as _, SheetType, Xlsx, XlsxCellReader, XlsxError};
use std::io::{Cursor, Read, Seek};
use thiserror::Error;

/// The limit of filled cells in a workbook, with those that merging fills.
pub const MOST_CELLS: usize = 2_000_000;
/// The limit of columns of a sheet; a sheet can have 16,384.
pub const MOST_COLUMNS: u32 = 1_024;
/// The limit of the texts of all cells, in bytes: one text may be shared by all cells.
pub const MOST_TEXT: usize = 256 << 20;

/// Why a workbook is refused.
#[derive(Debug, Error)]
pub enum WorkbookError {
    /// It has a password, or is in the format of Excel 97.
    #[error("it has a password, or is an .xls with another name; open it, remove the password and save it as .xlsx")]
    Encrypted,
    /// It is damaged, or not a workbook.
    #[error("damaged, or not a workbook: {0}")]
    Damaged(String),
    /// It unpacks to more than the limit.
    #[error("refused: it unpacks to more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// A sheet has values in too many columns.
    #[error("refused: sheet {sheet} has a value in {address}; a sheet may have {MOST_COLUMNS} columns")]
    TooWide {
        /// The sheet.
        sheet: String,
        /// The cell.
        address: String,
    },
    /// It has too many filled cells.
    #[error("refused: more than {MOST_CELLS} filled cells; split it into several workbooks")]
    TooManyCells,
    /// Its texts are too long together.
    #[error("refused: the texts of its cells have more than {MOST_TEXT} bytes")]
    TooMuchText,
}

/// How many cells and bytes may still be read.
pub(crate) struct Left {
    cells: usize,
    bytes: usize,
}

impl Left {
    /// Takes a cell with a text of this length.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), WorkbookError> {
        self.cells = self.cells.checked_sub(1).ok_or(WorkbookError::TooManyCells)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(WorkbookError::TooMuchText)?;
        Ok(())
    }
}

/// The sheets of an .xlsx or .xlsm with their merged cells filled, in order; sheets without cells are left out.
///
/// # Errors
/// [`WorkbookError`] if it is encrypted, damaged or too large.
pub fn read(workbook: &[u8]) -> Result<Vec<Grid>, WorkbookError> {
    bounds::check(workbook)?;
    let mut opened: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).map_err(damaged)?;
    let mut left = Left {
        cells: MOST_CELLS,
        bytes: MOST_TEXT,
    };
    let sheets = opened.sheets_metadata().iter();
    let names: Vec<String> = sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut grids = Vec::new();
    for name in names {
        let mut grid = Grid::new(name);
        let mut cells = opened.worksheet_cells_reader(&grid.name).map_err(damaged)?;
        fill(&mut cells, &mut grid, &mut left)?;
        drop(cells);
        let merged = opened.merge_cells_by_sheet_name(&grid.name).map_err(damaged)?;
        for area in merged {
            grid.merge(area.start, area.end, &mut left)?;
        }
        if !grid.is_empty() {
            grids.push(grid);
        }
    }
    Ok(grids)
}

/// Reads the cells of a sheet that hold something.
fn fill<R: Read + Seek>(
    cells: &mut XlsxCellReader<'_, R>,
    grid: &mut Grid,
    left: &mut Left,
) -> Result<(), WorkbookError> {
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let Some(found) = value(cell.get_value()) else { continue };
        let (row, column) = cell.get_position();
        if column >= MOST_COLUMNS {
            return Err(WorkbookError::TooWide {
                sheet: grid.name.clone(),
                address: address(row, column),
            });
        }
        left.take(match &found {
            Value::Text(text) | Value::Number(text) => text.len(),
            Value::Error => 0,
        })?;
        grid.put(row, column, found);
    }
    Ok(())
}

fn damaged(error: XlsxError) -> WorkbookError {
    match error {
        XlsxError::Password => WorkbookError::Encrypted,
        other => WorkbookError::Damaged(other.to_string()),
    }
}
