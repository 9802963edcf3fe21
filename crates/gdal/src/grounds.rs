//! What a CRS says of coordinates: how they become longitude and latitude, and where they may lie.
use super::crs::{Bounds, Crs};
use super::shape::Ground;
use gdal::spatial_ref::SpatialRef;

/// Degrees by which data may lie outside a projection's area of use. Belts are kept to less strictly than meant: the
/// city lies across two, and files in the one after them (EPSG:4544, 4547) are about.
const MARGIN_DEG: f64 = 6.0;
/// Where the shifted datums of web maps are defined.
const CHINA: Bounds = [72.0, 0.8, 137.9, 55.9];

/// What a declared CRS says.
pub(super) fn declared(crs: Crs) -> Ground {
    let bounds = match crs {
        Crs::Crs84 | Crs::Epsg(4326) => None,
        Crs::Gcj02 | Crs::Bd09 => Some(CHINA),
        Crs::Epsg(code) => SpatialRef::from_epsg(code).ok().and_then(|crs| bounds(&crs)),
    };
    Ground {
        plane: crs.plane(),
        geographic: crs.is_geographic(),
        bounds,
    }
}

/// Where a CRS is meant to be used, with a margin.
pub(super) fn bounds(crs: &SpatialRef) -> Option<Bounds> {
    let area = crs.area_of_use()?;
    // An area over the antimeridian has its west east of its east; it bounds nothing here.
    (area.west_lon_degree < area.east_lon_degree).then_some([
        area.west_lon_degree - MARGIN_DEG,
        area.south_lat_degree - MARGIN_DEG,
        area.east_lon_degree + MARGIN_DEG,
        area.north_lat_degree + MARGIN_DEG,
    ])
}
