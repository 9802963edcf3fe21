//! Opens a workbook and reads its sheets within bounds.
//!
//! Macros never run and links to other files are never followed: the reader knows neither. Formulas give the value that was
//! saved with them.
use super::bounds;
use super::grid::{Grid, address};
use super::limits::Left;
pub use super::limits::{MOST_CELLS, MOST_COLUMNS, MOST_TEXT, WorkbookError};
use super::value::{Value, value};
use calamine::{Reader as _, SheetType, Xlsx, XlsxCellReader, XlsxError};
use std::io::{Cursor, Read, Seek};

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
