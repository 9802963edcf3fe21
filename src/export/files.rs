//! Formats that are files and no streams: made in a temporary place, then handed on.
use super::{DeliveryError, Part, Terms};
use riverchief_files::scratch::Scratch;
use riverchief_gdal::contained::contained;
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

/// Bytes that are copied at a time.
const PART_BYTES: usize = 256 << 10;
/// What has to fit on a disk that isn't full.
const PROBE_BYTES: usize = 1 << 20;

/// Makes a GeoPackage, or Shapefiles in a zip.
pub(super) fn write(
    parts: &[Part<'_>],
    terms: &Terms,
    out: &mut (dyn Write + Send),
) -> Result<Vec<String>, DeliveryError> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let layers = parts.iter().map(|part| {
        let features: Box<Features<'_>> = Box::new(part.features());
        (part.layer.clone(), features)
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

/// Puts the Shapefiles of a collection into a zip; returns their names, and what is to be said.
pub(super) fn shapefiles(part: &Part<'_>, terms: &Terms, zip: &mut Zip<'_>) -> io::Result<(Vec<String>, Vec<String>)> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let path = folder.path().join("shapefiles");
    let features: Box<Features<'_>> = Box::new(part.features());
    let layers = std::iter::once((part.layer.clone(), features));
    let written = feature_file::write(&path, terms.format, terms.letters, layers);
    let remarks = written.map_err(|e| room(folder.path(), e))?;
    Ok((put_all(&path, zip)?, remarks))
}

/// Makes a workbook.
pub(super) fn workbook(parts: &[Part<'_>], terms: &Terms, out: &mut (dyn Write + Send)) -> Result<(), DeliveryError> {
    let folder = Scratch::make(terms.scratch.as_deref())?;
    let make = || -> io::Result<()> {
        let mut book = Book::new(folder.path())?;
        for part in parts {
            let place = terms.place.unwrap_or(match part.layer.spec.geometry {
                GeometryType::Point => Place::Columns,
                _ => Place::Absent,
            });
            book.sheet(&part.layer, place, &mut part.features())?;
        }
        let mut file = tempfile::tempfile_in(folder.path())?;
        book.save(&mut file)?;
        copy(&mut file, out)
    };
    // The crate panics where its temporary file can't be written. Any other panic of its is told with its words.
    let broken = |words| room(folder.path(), io::Error::other(words));
    Ok(contained(make).map_err(broken)??)
}

/// The system's own error where there is no room in a folder any more: what writes there may only have said that it failed.
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

/// Hands on a file from its beginning.
pub(super) fn copy(file: &mut File, out: &mut (dyn Write + Send)) -> io::Result<()> {
    file.rewind()?;
    let mut part = vec![0; PART_BYTES];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(()),
            bytes => out.write_all(&part[..bytes])?,
        }
    }
}

/// A zip on its way to a stream.
pub(super) type Zip<'a> = ZipWriter<StreamWriter<&'a mut (dyn Write + Send)>>;

/// How files stand in a zip: no date in it. All are deflated: what is stored in a stream some readers can't find the end of.
pub(super) fn entry() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .large_file(true)
}

/// Puts the files of a folder into a zip, by name; returns the names.
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

/// The error below: a reader that has gone away must stay recognisable.
pub(super) fn zip_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => io::Error::other(other),
    }
}
