//! Describes a CRS for output files, from the register of PROJ.
use super::crs::Crs;
use super::crs_error::CrsError;
use super::messages::capture;
use gdal::spatial_ref::SpatialRef;
use geo::{CoordsIter as _, Geometry, MapCoords as _};
use riverchief_rows::formats::CrsDescription;
use std::cell::RefCell;

/// Describes a CRS. GCJ-02 and BD-09 are in no register, and are described for text files only.
///
/// # Errors
/// [`CrsError::Unknown`] when PROJ has no definition for it.
pub fn describe(crs: Crs) -> Result<CrsDescription, CrsError> {
    let unknown = || CrsError::Unknown(crs.to_string());
    let (definition, epsg) = match crs {
        Crs::Crs84 => ("OGC:CRS84".to_owned(), None),
        Crs::Epsg(code) => (format!("EPSG:{code}"), Some(code)),
        Crs::Gcj02 | Crs::Bd09 => {
            return Ok(CrsDescription {
                code: crs.to_string(),
                title: crs.to_string(),
                ..CrsDescription::crs84()
            });
        }
    };
    let (made, _) = capture(|| -> gdal::errors::Result<CrsDescription> {
        let found = SpatialRef::from_definition(&definition)?;
        Ok(CrsDescription {
            epsg,
            title: found.name().unwrap_or_else(|| definition.clone()),
            wkt: found.to_wkt()?,
            projjson: found.to_projjson()?,
            geographic: found.is_geographic(),
            code: definition,
        })
    });
    made.map_err(|_| unknown())
}

/// Transforms a stored geometry to a CRS, easting first; `None` if that is the CRS in which it is stored.
///
/// # Errors
/// [`CrsError::Outside`] at a place outside the CRS.
pub fn express(crs: Crs, geometry: &Geometry<f64>) -> Result<Option<Geometry<f64>>, CrsError> {
    if matches!(crs, Crs::Crs84 | Crs::Epsg(4326 | 4490)) {
        return Ok(None);
    }
    let mut all: Vec<(f64, f64)> = geometry.coords_iter().map(|c| (c.x, c.y)).collect();
    crs.all_from_lonlat(&mut all)?;
    let places = RefCell::new(all.into_iter());
    // Both iterations visit the coordinates in the same order.
    Ok(Some(
        geometry.map_coords(|c| places.borrow_mut().next().map_or(c, Into::into)),
    ))
}
