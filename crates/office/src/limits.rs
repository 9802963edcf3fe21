//! The limits of what is read, and why a workbook is refused.
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
    pub(crate) cells: usize,
    pub(crate) bytes: usize,
}

impl Left {
    /// Takes a cell with a text of this length.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), WorkbookError> {
        self.cells = self.cells.checked_sub(1).ok_or(WorkbookError::TooManyCells)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or(WorkbookError::TooMuchText)?;
        Ok(())
    }
}
