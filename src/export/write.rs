//! Writes selected rows to a stream.
use super::error::ExportError;
use super::files;
use super::layer::{LayerSource, about_frame, check};
use super::selected::Chosen;
use super::terms::{Terms, framed};
use riverchief_rows::formats::csv::Place;
use riverchief_rows::formats::{FileFormat, csv, flatgeobuf, geojson, geoparquet, kml};
use std::io::Write;

/// What was written, with remarks for its readers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Features written.
    pub features: usize,
    /// How the file differs from the world, in words.
    pub remarks: Vec<String>,
}

/// Writes rows to a stream.
///
/// # Errors
/// The format cannot hold them; a location cannot be converted to the CRS; the stream fails.
pub fn write(chosen: &[Chosen], terms: &Terms, out: &mut (dyn Write + Send)) -> Result<Report, ExportError> {
    let format = terms.format;
    let (crs, frame) = framed(terms)?;
    check(chosen, terms)?;
    let mut report = Report {
        features: chosen.iter().map(|c| c.rows.len()).sum(),
        remarks: vec![],
    };
    report.remarks.extend(about_frame(format, &frame));
    let sources: Vec<LayerSource<'_>> = chosen
        .iter()
        .map(|c| LayerSource::new(c, terms, &frame, crs))
        .collect::<Result<_, _>>()?;
    report.remarks.extend(sources.iter().flat_map(LayerSource::remarks));
    match format {
        FileFormat::GeoPackage | FileFormat::Shapefile => {
            report.remarks.extend(files::write(&sources, terms, out)?);
        }
        FileFormat::Xlsx => files::workbook(&sources, terms, out)?,
        FileFormat::Kml => {
            kml::open(out)?;
            for source in &sources {
                kml::folder(&source.layer, &mut source.features(), out)?;
            }
            kml::close(out)?;
        }
        _ => {
            let left_out = one(&sources[0], terms, out)?;
            report.features -= left_out;
            let id = sources[0].layer.spec.id;
            let words = || format!("{id}: {left_out} features have no geometry and are left out");
            report.remarks.extend((left_out > 0).then(words));
        }
    }
    out.flush()?;
    Ok(report)
}

/// Writes a format that holds one collection per file; returns the number of features that it cannot hold.
fn one(source: &LayerSource<'_>, terms: &Terms, out: &mut (dyn Write + Send)) -> Result<usize, ExportError> {
    let layer = &source.layer;
    let mut features = source.features();
    match terms.format {
        FileFormat::GeoJson => geojson::write(layer, &mut features, out)?,
        FileFormat::GeoJsonSeq => geojson::write_seq(layer, &mut features, out)?,
        FileFormat::Csv => {
            let place = terms.place.unwrap_or_else(|| Place::of(layer.spec.geometry));
            csv::write(layer, place, terms.texts, &mut features, out)?;
        }
        FileFormat::GeoParquet => geoparquet::write(layer, &mut features, out)?,
        FileFormat::FlatGeobuf => return Ok(flatgeobuf::write(layer, &mut features, out)?),
        format => return Err(ExportError::Many(format)),
    }
    Ok(0)
}
