//! The CRSs that features are offered in, with the axis order of their authority.
use crate::http::problem::Problem;
use geo::{Geometry, MapCoords};
use riverchief_gdal::crs::Crs;
use riverchief_rows::query::{FilterCrs, ToLonLat};

/// The CRSs that are offered. The first is the default; the second is the CRS of the stored coordinates.
pub const OFFERED: [Crs; 7] = [
    Crs::Crs84,
    Crs::Epsg(4490),
    Crs::Epsg(4326),
    Crs::Epsg(3857),
    Crs::Epsg(4545),
    Crs::Epsg(4546),
    Crs::Epsg(4508),
];

/// The URI of an offered CRS.
#[must_use]
pub fn uri(crs: Crs) -> String {
    crs.uri().unwrap_or_else(|| unreachable!("{crs} has a URI"))
}

/// A CRS with the axis order of its authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axes {
    crs: Crs,
    north_first: bool,
    geographic: bool,
}

impl Axes {
    /// Longitude and latitude.
    pub const CRS84: Self = Self {
        crs: Crs::Crs84,
        north_first: false,
        geographic: true,
    };

    /// The CRS that a parameter names by URI, CURIE or URN.
    ///
    /// # Errors
    /// A problem that names the parameter and the offered CRSs.
    pub fn named(parameter: &str, name: Option<&str>) -> Result<Self, Problem> {
        let Some(name) = name else { return Ok(Self::CRS84) };
        // Part 2 allows a CURIE in brackets (safe CURIE).
        let plain = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
        let found = Crs::parse(plain).ok().filter(|crs| OFFERED.contains(crs));
        let crs = found.ok_or_else(|| {
            Problem::parameter(parameter, "This CRS is not offered. Use one of the allowed values.")
                .allowing(OFFERED.map(uri))
        })?;
        Ok(Self {
            crs,
            north_first: crs.is_north_first(),
            geographic: crs.is_geographic(),
        })
    }

    /// The CRS itself.
    #[must_use]
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// The value of `Content-Crs`.
    #[must_use]
    pub fn header(&self) -> String {
        format!("<{}>", uri(self.crs))
    }

    /// Converts coordinates to longitude and latitude.
    ///
    /// # Errors
    /// Coordinates that have no place on the Earth.
    pub fn locate(&self, places: &mut [(f64, f64)]) -> Result<(), String> {
        if self.north_first {
            for place in places.iter_mut() {
                *place = (place.1, place.0);
            }
        }
        if self.geographic {
            let outside = |p: &&(f64, f64)| !(p.0.abs() <= 180.0 && p.1.abs() <= 90.0);
            if let Some((lon, lat)) = places.iter().find(outside) {
                let order = if self.north_first {
                    "latitude, longitude"
                } else {
                    "longitude, latitude"
                };
                return Err(format!(
                    "Longitude {lon} and latitude {lat} are out of range; the axis order of this CRS is {order}."
                ));
            }
        }
        self.crs.all_to_lonlat(places).map_err(|e| format!("{e}."))
    }

    /// How a filter or a box with coordinates in this CRS is placed.
    pub fn placing<'a>(&self, place: ToLonLat<'a>) -> FilterCrs<'a> {
        FilterCrs {
            to_lonlat: place,
            longitude_axis: self.geographic.then_some(usize::from(self.north_first)),
            straight_edges: self.geographic,
        }
    }

    /// Converts a stored geometry to this CRS; `None` if it needs no conversion.
    ///
    /// # Errors
    /// A place that has no coordinates in the CRS.
    pub fn express(&self, geometry: &Geometry<f64>) -> Result<Option<Geometry<f64>>, String> {
        if self.crs == Crs::Crs84 {
            return Ok(None);
        }
        let mut all: Vec<(f64, f64)> = geo::CoordsIter::coords_iter(geometry).map(|c| (c.x, c.y)).collect();
        self.crs.all_from_lonlat(&mut all).map_err(|e| e.to_string())?;
        let places = std::cell::RefCell::new(all.into_iter());
        // Both iterations have the same order of coordinates.
        Ok(Some(geometry.map_coords(|c| {
            let (x, y) = places.borrow_mut().next().unwrap_or((c.x, c.y));
            if self.north_first { (y, x).into() } else { (x, y).into() }
        })))
    }
}
