//! Answers as a workbook, which cannot be streamed: it is written to a temporary file.
use riverchief_files::scratch::Scratch;
use riverchief_gdal::catch_panic::catch_panic;
use riverchief_rows::bulk::rows::SheetCell;
use riverchief_rows::bulk::{Columns, RowBook};
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Seek as _};
use std::path::Path;

/// A workbook of answers that is being written, in a temporary folder that is removed with it.
#[derive(Debug)]
pub struct AnswerBook {
    book: RowBook,
    folder: Scratch,
}

impl AnswerBook {
    /// A workbook of rows with these columns. Its temporary files are in the folder `scratch`, by default that of the
    /// system.
    ///
    /// # Errors
    /// Temporary files cannot be created.
    pub fn begin(columns: Columns, scratch: Option<&Path>) -> io::Result<Self> {
        let folder = Scratch::make(scratch)?;
        let book = without_panic(|| RowBook::new(columns, folder.path()))?;
        Ok(Self { book, folder })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The disk is full; a text is too long for a cell.
    pub fn add(&mut self, row: &[SheetCell]) -> io::Result<()> {
        without_panic(|| self.book.write(row))
    }

    /// Adds a sheet with the day, the world and the CRS that the rows are based on, and finishes the workbook.
    ///
    /// # Errors
    /// The disk is full.
    pub fn finish(self, members: &Map<String, Value>) -> io::Result<File> {
        let mut file = tempfile::tempfile_in(self.folder.path())?;
        without_panic(|| self.book.save(members, &mut file))?;
        file.rewind()?;
        Ok(file)
    }
}

/// Turns panics into errors: the workbook crate panics if it cannot write its temporary file.
fn without_panic<T>(make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    catch_panic(make).map_err(io::Error::other)?
}
