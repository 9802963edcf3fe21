//! Answers as a workbook, which is a file and no stream: made in a temporary place, then handed on.
use riverchief_files::scratch::Scratch;
use riverchief_gdal::contained::contained;
use riverchief_rows::bulk::RowBook;
use riverchief_rows::bulk::rows::Cell;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Seek as _};
use std::path::Path;

/// A workbook of answers on its way, in a folder that goes with it.
#[derive(Debug)]
pub struct AnswerBook {
    book: RowBook,
    folder: Scratch,
}

impl AnswerBook {
    /// A workbook without rows; its temporary files go where `scratch` says, or where the system has them.
    ///
    /// # Errors
    /// There is no place for temporary files.
    pub fn begin(scratch: Option<&Path>) -> io::Result<Self> {
        let folder = Scratch::make(scratch)?;
        let book = unbroken(|| RowBook::new(folder.path()))?;
        Ok(Self { book, folder })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A full disk; a text that no cell can hold.
    pub fn add(&mut self, row: &[Cell]) -> io::Result<()> {
        unbroken(|| self.book.write(row))
    }

    /// Ends the workbook with a sheet of what the rows stand on.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self, members: &Map<String, Value>) -> io::Result<File> {
        let mut file = tempfile::tempfile_in(self.folder.path())?;
        unbroken(|| self.book.save(members, &mut file))?;
        file.rewind()?;
        Ok(file)
    }
}

/// The writer of workbooks panics where its temporary file can't be written.
fn unbroken<T>(make: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    contained(make).map_err(io::Error::other)?
}
