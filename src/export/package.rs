//! Several collections as one zip: each a file in the format (Shapefiles: several), and a note beside them.
use super::files::{Zip, entry, shapefiles, zip_error};
use super::{Chosen, DeliveryError, Part, Terms, about_frame, fits, framed};
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats::FileFormat;
use std::io::{self, Write};
use std::slice;
use zip::ZipWriter;

/// What became of a collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The collection.
    pub collection: CollectionId,
    /// Names of its files in the zip.
    pub files: Vec<String>,
    /// Features written.
    pub features: usize,
    /// What isn't in the files as it is in the world, in words.
    pub remarks: Vec<String>,
}

/// The name of the note.
pub const NOTE: &str = "manifest.json";

/// Writes the zip; `note` makes the note of what was written.
///
/// # Errors
/// As [`super::write`].
pub fn write(
    chosen: &[Chosen],
    terms: &Terms,
    note: impl FnOnce(&[Entry]) -> Vec<u8>,
    out: &mut (dyn Write + Send),
) -> Result<Vec<Entry>, DeliveryError> {
    let mut zip = ZipWriter::new_stream(out);
    let mut entries = vec![];
    for one in chosen {
        entries.push(put(one, terms, &mut zip)?);
    }
    let closed = || -> io::Result<()> {
        zip.start_file(NOTE, entry()).map_err(zip_error)?;
        zip.write_all(&note(&entries))?;
        zip.finish().map_err(zip_error)?.into_inner().flush()
    };
    closed()?;
    Ok(entries)
}

fn put(chosen: &Chosen, terms: &Terms, zip: &mut Zip<'_>) -> Result<Entry, DeliveryError> {
    let (format, collection) = (terms.format, chosen.collection);
    fits(collection, format)?;
    let features = chosen.rows.len();
    if format == FileFormat::Shapefile {
        let (crs, frame) = framed(terms)?;
        let part = Part::new(chosen, terms, &frame, crs)?;
        let (files, told) = shapefiles(&part, terms, zip)?;
        let remarks = about_frame(format, &frame)
            .into_iter()
            .chain(part.remarks())
            .chain(told);
        return Ok(Entry {
            collection,
            files,
            features,
            remarks: remarks.collect(),
        });
    }
    let name = format!("{collection}.{}", format.ending());
    zip.start_file(name.as_str(), entry()).map_err(zip_error)?;
    let report = super::write(slice::from_ref(chosen), terms, zip)?;
    Ok(Entry {
        collection,
        files: vec![name],
        features,
        remarks: report.remarks,
    })
}
