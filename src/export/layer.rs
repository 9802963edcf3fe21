//! A collection that is being written as a layer of a file: its features, and remarks about them.
use super::error::ExportError;
use super::observer::WriteObserver;
use super::precision::Rounding;
use super::selected::{Chosen, expressed};
use super::terms::Terms;
use riverchief_gdal::crs::Crs;
use riverchief_rows::collections::{CollectionId, GeometryType};
use riverchief_rows::formats::{CrsDescription, Feature, FileFormat, FileLayer};
use std::borrow::Cow;
use std::io;

/// Checks that the format can hold these collections.
///
/// # Errors
/// It cannot.
pub fn check(chosen: &[Chosen], terms: &Terms) -> Result<(), ExportError> {
    let format = terms.format;
    if chosen.len() != 1 && !format.holds_many() {
        return Err(ExportError::Many(format));
    }
    chosen.iter().try_for_each(|c| fits(c.collection, format))
}

/// Checks that the format can hold a collection.
///
/// # Errors
/// It cannot.
pub fn fits(collection: CollectionId, format: FileFormat) -> Result<(), ExportError> {
    if collection.spec().geometry == GeometryType::None && format == FileFormat::FlatGeobuf {
        let collection = collection.to_string();
        return Err(ExportError::NoGeometry { format, collection });
    }
    Ok(())
}

/// The remark on a GeoJSON file whose coordinates are not longitude and latitude.
pub(super) fn about_frame(format: FileFormat, frame: &CrsDescription) -> Option<String> {
    let odd = format == FileFormat::GeoJson && !frame.is_longitude_latitude();
    odd.then(|| {
        format!(
            "the coordinates are {}, easting first, and not longitude and latitude as in RFC 7946; the member `crs`, which GDAL \
             and QGIS read, names the CRS",
            frame.code
        )
    })
}

/// A collection that is being written.
pub(super) struct LayerSource<'a> {
    chosen: &'a Chosen,
    pub layer: FileLayer<'a>,
    crs: Crs,
    rounding: Option<Rounding>,
    observer: Option<&'a dyn WriteObserver>,
}

impl<'a> LayerSource<'a> {
    pub fn new(chosen: &'a Chosen, terms: &'a Terms, frame: &'a CrsDescription, crs: Crs) -> io::Result<Self> {
        let observer = terms.observer.as_deref();
        let spec = chosen.collection.spec();
        let layer = FileLayer {
            spec,
            columns: chosen.columns.clone(),
            crs: frame,
        };
        let rounding = match terms.grid {
            Some(grid) if layer.is_spatial() => Some(Rounding::observed(chosen, crs, grid, observer)?),
            _ => None,
        };
        Ok(Self {
            chosen,
            layer,
            crs,
            rounding,
            observer,
        })
    }

    /// Each row, with its geometry as it is written.
    pub fn features(&self) -> impl Iterator<Item = io::Result<Feature<'_>>> {
        self.chosen.rows().map(|row| {
            if let Some(observer) = self.observer {
                observer.before_feature(row)?;
            }
            let geometry = expressed(self.chosen, row, self.crs)?;
            let geometry = match &self.rounding {
                Some(rounding) => geometry.map(|g| Cow::Owned(rounding.apply(&g))),
                None => geometry,
            };
            Ok(Feature { row, geometry })
        })
    }

    /// How far vertices were moved, and how many features without a location are left out.
    pub fn remarks(&self) -> impl Iterator<Item = String> {
        let id = self.layer.spec.id;
        let rounding = self.rounding.as_ref().filter(|_| !self.chosen.rows.is_empty());
        let moved = rounding.map(|rounding| {
            let unmoved = match rounding.off_grid {
                0 => String::new(),
                n => format!("; {n} vertices are not moved, because a ring or a line would become invalid"),
            };
            format!(
                "{id}: vertices moved by up to {:.3e} m; answers hold for points farther than that from an edge{unmoved}",
                rounding.greatest_m
            )
        });
        let unplaced = (self.chosen.unplaced > 0).then(|| {
            let n = self.chosen.unplaced;
            format!("{id}: {n} features are left out because they have no location")
        });
        moved.into_iter().chain(unplaced)
    }
}
