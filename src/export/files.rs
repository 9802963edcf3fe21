//! Formats that cannot be streamed: written to a temporary file, which is then copied to the stream.
use super::error::ExportError;
use super::layer::LayerSource;
use super::terms::Terms;
use riverchief_files::scratch::Scratch;
use riverchief_gdal::catch_panic::catch_panic;
use riverchief_gdal::feature_file;
use riverchief_rows::collections::GeometryType;
use riverchief_rows::formats::csv::Place;
use riverchief_rows::formats::xlsx::Book;
use riverchief_rows::formats::{Features, FileFormat};
use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Bytes per read when a file is copied.
const BUFFER_BYTES: usize = 256 << 10;
/// Bytes that are written to find out whether the disk is full.
const PROBE_BYTES: usize = 1 << 20;

/// Writes a GeoPackage, or Shapefiles in a zip.
pub(super) fn write(
    sources: &[LayerSource<'_>],
    terms: &Terms,
    out: &mut (dyn Write + Send),
) -> Result<Vec<String>, ExportError> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let layers = sources.iter().map(|source| {
        let features: Box<Features<'_>> = Box::new(source.features());
        (source.layer.clone(), features)
    });
    if terms.format == FileFormat::GeoPackage {
        let path = folder.path().join("export.gpkg");
        let written = feature_file::write(&path, terms.format, terms.letters, layers);
        let remarks = written.map_err(|e| room(folder.path(), e))?;
        copy(&mut File::open(path)?, out)?;
        return Ok(remarks);
    }
    let path = folder.path().join("shapefiles");
    let written = feature_file::write(&path, terms.format, terms.letters, layers);
    let remarks = written.map_err(|e| room(folder.path(), e))?;
    let mut zip = ZipWriter::new_stream(out);
    put_all(&path, &mut zip)?;
    zip.finish().map_err(zip_error)?;
    Ok(remarks)
}

/// Writes the Shapefiles of a collection into a zip; returns their names, and remarks.
pub(super) fn shapefiles(
    source: &LayerSource<'_>,
    terms: &Terms,
    zip: &mut Zip<'_>,
) -> io::Result<(Vec<String>, Vec<String>)> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let path = folder.path().join("shapefiles");
    let features: Box<Features<'_>> = Box::new(source.features());
    let layers = std::iter::once((source.layer.clone(), features));
    let written = feature_file::write(&path, terms.format, terms.letters, layers);
    let remarks = written.map_err(|e| room(folder.path(), e))?;
    Ok((put_all(&path, zip)?, remarks))
}

/// Writes a workbook.
pub(super) fn workbook(
    sources: &[LayerSource<'_>],
    terms: &Terms,
    out: &mut (dyn Write + Send),
) -> Result<(), ExportError> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let make = || -> io::Result<()> {
        let mut book = Book::new(folder.path())?;
        for source in sources {
            let place = terms.place.unwrap_or(match source.layer.spec.geometry {
                GeometryType::Point => Place::Columns,
                _ => Place::Absent,
            });
            book.sheet(&source.layer, place, &mut source.features())?;
        }
        let mut file = tempfile::tempfile_in(folder.path())?;
        book.save(&mut file)?;
        copy(&mut file, out)
    };
    // The crate panics if it cannot write its temporary file. Any other panic becomes an error with its message.
    let broken = |words| room(folder.path(), io::Error::other(words));
    Ok(catch_panic(make).map_err(broken)??)
}

/// The error of a full disk, if the disk of the folder is full; otherwise the given error. The libraries that write there may
/// report a full disk only as a failure.
pub(super) fn room(folder: &Path, error: io::Error) -> io::Error {
    let probe = || tempfile::tempfile_in(folder)?.write_all(&vec![0; PROBE_BYTES]);
    let full = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
    ];
    match probe() {
        Err(found) if full.contains(&found.kind()) => found,
        _ => error,
    }
}

/// Copies a file from its beginning.
pub(super) fn copy(file: &mut File, out: &mut (dyn Write + Send)) -> io::Result<()> {
    file.rewind()?;
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            bytes => out.write_all(&buffer[..bytes])?,
        }
    }
}

/// A zip that is written to a stream.
pub(super) type Zip<'a> = ZipWriter<StreamWriter<&'a mut (dyn Write + Send)>>;

/// Options of a file in a zip: no date, so that the same export gives the same bytes, and always deflated, because some readers
/// cannot find the end of a stored file in a streamed zip.
pub(super) fn entry() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .large_file(true)
}

/// Adds the files of a folder to a zip in the order of their names; returns the names.
fn put_all(folder: &Path, zip: &mut Zip<'_>) -> io::Result<Vec<String>> {
    let mut paths: Vec<PathBuf> = (std::fs::read_dir(folder)?)
        .map(|entry| entry.map(|e| e.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    let mut names = vec![];
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        zip.start_file(name.as_str(), entry()).map_err(zip_error)?;
        copy(&mut File::open(path)?, zip)?;
        names.push(name);
    }
    Ok(names)
}

/// The I/O error within: the caller must recognise a reader that has closed the connection.
pub(super) fn zip_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
