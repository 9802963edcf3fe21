//! Several collections as one zip: a file each in the format (Shapefiles: several files), and a manifest.
use super::error::ExportError;
use super::files::{Zip, entry, shapefiles, zip_error};
use super::layer::{LayerSource, about_frame, fits};
use super::selected::Chosen;
use super::terms::{Terms, framed};
use super::write::write as write_file;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use std::io::{self, Write};
use std::slice;
use zip::ZipWriter;

/// What was written of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The collection.
    pub collection: CollectionId,
    /// Names of its files in the zip.
    pub files: Vec<String>,
    /// Features written.
    pub features: usize,
    /// How the files differ from the world, in words.
    pub remarks: Vec<String>,
}

/// File name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// Writes the zip; `manifest` makes the manifest from what was written.
///
/// # Errors
/// As [`super::write()`].
pub fn write(
    chosen: &[Chosen],
    terms: &Terms,
    manifest: impl FnOnce(&[Entry]) -> Vec<u8>,
    out: &mut (dyn Write + Send),
) -> Result<Vec<Entry>, ExportError> {
    let mut zip = ZipWriter::new_stream(out);
    let mut entries = vec![];
    for one in chosen {
        entries.push(add(one, terms, &mut zip)?);
    }
    let closed = || -> io::Result<()> {
        zip.start_file(MANIFEST, entry()).map_err(zip_error)?;
        zip.write_all(&manifest(&entries))?;
        zip.finish().map_err(zip_error)?.into_inner().flush()
    };
    closed()?;
    Ok(entries)
}

fn add(chosen: &Chosen, terms: &Terms, zip: &mut Zip<'_>) -> Result<Entry, ExportError> {
    let (format, collection) = (terms.format, chosen.collection);
    fits(collection, format)?;
    let features = chosen.rows.len();
    if format == FileFormat::Shapefile {
        let (crs, frame) = framed(terms)?;
        let source = LayerSource::new(chosen, terms, &frame, crs)?;
        let (files, file_remarks) = shapefiles(&source, terms, zip)?;
        let remarks = about_frame(format, &frame)
            .into_iter()
            .chain(source.remarks())
            .chain(file_remarks);
        return Ok(Entry {
            collection,
            files,
            features,
            remarks: remarks.collect(),
        });
    }
    let name = format!("{collection}.{}", format.ending());
    zip.start_file(name.as_str(), entry()).map_err(zip_error)?;
    let report = write_file(slice::from_ref(chosen), terms, zip)?;
    Ok(Entry {
        collection,
        files: vec![name],
        features,
        remarks: report.remarks,
    })
}
