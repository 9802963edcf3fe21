//! What the coordinates of a source layer mean: how they become longitude and latitude, and where they may lie.
use super::crs::{Bounds, Crs};
use super::plane::Plane;
use super::shape::GeometryError;
use gdal::spatial_ref::SpatialRef;
use geo::{Coord, CoordsIter as _, Geometry, MapCoords as _};

/// How far outside a projection's area of use data may lie, in degrees. Zones are not kept to strictly: the city lies in two,
/// and files in the zones next to them (EPSG:4544, 4547) exist.
const MARGIN_DEG: f64 = 6.0;
/// Where the shifted datums of Chinese web maps are defined.
const CHINA: Bounds = [72.0, 0.8, 137.9, 55.9];

/// What the coordinates of a layer mean.
#[derive(Clone, Debug)]
pub(super) struct SourceCrs {
    pub(super) plane: Plane,
    /// Coordinates are in degrees.
    pub(super) geographic: bool,
    /// The area of use with a margin; `None` is everywhere.
    pub(super) bounds: Option<Bounds>,
}

impl SourceCrs {
    /// Of a CRS that the mapping or the source declares.
    pub(super) fn declared(crs: Crs) -> Self {
        let bounds = match crs {
            Crs::Crs84 | Crs::Epsg(4326) => None,
            Crs::Gcj02 | Crs::Bd09 => Some(CHINA),
            Crs::Epsg(code) => SpatialRef::from_epsg(code).ok().and_then(|crs| bounds(&crs)),
        };
        Self {
            plane: crs.plane(),
            geographic: crs.is_geographic(),
            bounds,
        }
    }

    /// Of a CRS without a code, as WKT.
    pub(super) fn of_wkt(wkt: String, crs: &SpatialRef) -> Self {
        Self {
            plane: Plane::Proj(wkt),
            geographic: crs.is_geographic(),
            bounds: bounds(crs),
        }
    }

    /// Of a table without coordinates.
    pub(super) fn none() -> Self {
        Self {
            plane: Plane::Degrees,
            geographic: true,
            bounds: None,
        }
    }

    /// Converts a geometry to longitude and latitude in place. Each vertex is converted on its own, so shared vertices stay
    /// shared.
    pub(super) fn reproject(&self, geometry: &mut Geometry<f64>) -> Result<(), GeometryError> {
        // Latitude and longitude of China exchanged: no correct map of China has coordinates in both ranges.
        let swapped = |c: Coord<f64>| (3.0..=54.0).contains(&c.x) && (73.0..=136.0).contains(&c.y);
        if self.geographic && geometry.coords_iter().all(swapped) {
            return Err(GeometryError::AxesSwapped {
                at: geometry.coords_iter().next().map_or((0.0, 0.0), |c| (c.x, c.y)),
            });
        }
        // Degrees in a projected CRS would be within metres of its origin, where no map of China lies.
        let in_degrees = |c: Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
        if !self.geographic && geometry.coords_iter().all(in_degrees) {
            return Err(GeometryError::OutsideCrs {
                at: geometry.coords_iter().next().map_or((0.0, 0.0), |c| (c.x, c.y)),
            });
        }
        match geometry.try_map_coords(|from| self.locate(from)) {
            Ok(placed) => {
                *geometry = placed;
                Ok(())
            }
            Err(at) => {
                let turned = |from: Coord<f64>| self.locate(Coord { x: from.y, y: from.x });
                let lies_right = self.bounds.is_some() && geometry.coords_iter().all(|from| turned(from).is_ok());
                Err(if lies_right {
                    GeometryError::AxesSwapped { at }
                } else {
                    GeometryError::OutsideCrs { at }
                })
            }
        }
    }

    /// Longitude and latitude of a vertex; the error is the vertex, if it has none or is out of bounds.
    fn locate(&self, from: Coord<f64>) -> Result<Coord<f64>, (f64, f64)> {
        let mut place = [(from.x, from.y)];
        self.plane.to_lonlat(&mut place).map_err(|_| (from.x, from.y))?;
        let [(lon, lat)] = place;
        let inside =
            |[west, south, east, north]: Bounds| (west..=east).contains(&lon) && (south..=north).contains(&lat);
        if self.bounds.is_none_or(inside) {
            Ok(Coord { x: lon, y: lat })
        } else {
            Err((from.x, from.y))
        }
    }
}

/// The area of use of a CRS, with a margin.
fn bounds(crs: &SpatialRef) -> Option<Bounds> {
    let area = crs.area_of_use()?;
    // An area across the antimeridian has its west bound east of its east bound; it is not used.
    (area.west_lon_degree < area.east_lon_degree).then_some([
        area.west_lon_degree - MARGIN_DEG,
        area.south_lat_degree - MARGIN_DEG,
        area.east_lon_degree + MARGIN_DEG,
        area.north_lat_degree + MARGIN_DEG,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{line_string, point};

    #[test]
    fn swapped_axes_and_wrong_systems_are_seen() {
        let degrees = SourceCrs {
            plane: Plane::Degrees,
            geographic: true,
            bounds: None,
        };
        let mut swapped: Geometry<f64> = line_string![(x: 21.4, y: 109.1), (x: 21.5, y: 109.2)].into();
        assert_eq!(
            degrees.reproject(&mut swapped),
            Err(GeometryError::AxesSwapped { at: (21.4, 109.1) })
        );
        let mut metres: Geometry<f64> = point!(x: 603_974.0, y: 2_323_402.0).into();
        assert_eq!(
            degrees.reproject(&mut metres),
            Err(GeometryError::OutsideCrs {
                at: (603_974.0, 2_323_402.0)
            })
        );
        let zone = SourceCrs {
            plane: Plane::Proj("EPSG:4545".to_owned()),
            geographic: false,
            bounds: Some([103.5, 15.0, 112.5, 40.0]),
        };
        let mut north_first: Geometry<f64> = point!(x: 2_323_402.056, y: 603_974.351).into();
        assert!(matches!(
            zone.reproject(&mut north_first),
            Err(GeometryError::AxesSwapped { .. })
        ));
        let mut degrees_as_metres: Geometry<f64> = point!(x: 109.1, y: 21.4).into();
        assert!(matches!(
            zone.reproject(&mut degrees_as_metres),
            Err(GeometryError::OutsideCrs { .. })
        ));
        let mut right: Geometry<f64> = point!(x: 603_974.351_1, y: 2_323_402.056_2).into();
        assert_eq!(zone.reproject(&mut right), Ok(()));
    }
}
