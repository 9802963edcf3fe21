//! The CRS of coordinates that a user sends or types, and from two such coordinates to a place.
//!
//! It converts and checks coordinates for the HTTP service and the command line; it knows neither of them.
use riverchief_gdal::crs::{Crs, CrsError};
use riverchief_geom::LonLat;
use riverchief_geom::degrees::Coordinate;
use riverchief_rows::bulk::Point;

/// The CRS of input coordinates, looked up once for all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputCrs {
    /// The CRS.
    pub crs: Crs,
    /// Whether it is the default because no CRS was named.
    pub defaulted: bool,
    /// Whether its coordinates are degrees.
    pub geographic: bool,
}

impl InputCrs {
    /// The named CRS, or CRS84 by default.
    ///
    /// # Errors
    /// The name is unknown.
    pub fn named(name: Option<&str>) -> Result<Self, CrsError> {
        name.map(Crs::parse).transpose().map(Self::of)
    }

    /// This CRS, or CRS84 by default.
    #[must_use]
    pub fn of(crs: Option<Crs>) -> Self {
        let defaulted = crs.is_none();
        let crs = crs.unwrap_or(Crs::Crs84);
        Self {
            crs,
            defaulted,
            geographic: crs.is_geographic(),
        }
    }

    /// The place with these coordinates, as they were written.
    ///
    /// # Errors
    /// As [`Self::locate`]; also degrees, minutes and seconds in a CRS in metres.
    pub fn locate_written(&self, x: Coordinate, y: Coordinate) -> Result<LonLat, (&'static str, String)> {
        if !self.geographic && (x.in_degrees || y.in_degrees) {
            let name = if x.in_degrees { "lon" } else { "lat" };
            let crs = self.crs;
            let words = format!("It is written in degrees, but {crs} is in metres. Leave out the CRS for degrees.");
            return Err((name, words));
        }
        self.locate(x.value, y.value)
    }

    /// The place of a point of many.
    ///
    /// # Errors
    /// As [`Self::locate_written`].
    pub fn locate_point(&self, point: &Point) -> Result<LonLat, (&'static str, String)> {
        let in_degrees = point.in_degrees;
        let coordinate = |value| Coordinate { value, in_degrees };
        self.locate_written(coordinate(point.x), coordinate(point.y))
    }

    /// The place with these coordinates.
    ///
    /// # Errors
    /// The parameter at fault (`lon`, `lat` or `crs`), and a message for the user.
    pub fn locate(&self, x: f64, y: f64) -> Result<LonLat, (&'static str, String)> {
        if !x.is_finite() || !y.is_finite() {
            let name = if x.is_finite() { "lat" } else { "lon" };
            return Err((name, "Coordinates must be finite numbers.".to_owned()));
        }
        if self.geographic && !(-90.0..=90.0).contains(&y) {
            let swapped = (-180.0..=180.0).contains(&y) && (-90.0..=90.0).contains(&x);
            let hint = if swapped {
                " Longitude and latitude seem to be swapped: the order is lon, lat."
            } else {
                metres(y)
            };
            return Err(("lat", format!("A latitude must be between -90 and 90 degrees.{hint}")));
        }
        if self.geographic && !(-180.0..=180.0).contains(&x) {
            let hint = metres(x);
            return Err((
                "lon",
                format!("A longitude must be between -180 and 180 degrees.{hint}"),
            ));
        }
        let crs = self.crs;
        match crs.to_lonlat(x, y) {
            Ok(at) if (-180.0..=180.0).contains(&at.lon) && (-90.0..=90.0).contains(&at.lat) => Ok(at),
            Ok(_) | Err(CrsError::Outside { .. }) => {
                let hint = if self.looks_like_degrees(x, y) {
                    "They look like degrees: leave out the CRS for longitude and latitude."
                } else {
                    "Check whether they are in another CRS, or northing first."
                };
                let words = format!("There is no place on the Earth with these coordinates in {crs}. {hint}");
                Err(("lon", words))
            }
            Err(error) => Err(("crs", format!("{error}."))),
        }
    }

    /// Whether coordinates of a projected CRS are in the range of degrees. No real place lies that close to the origin of a
    /// projection.
    #[must_use]
    pub fn looks_like_degrees(&self, x: f64, y: f64) -> bool {
        !self.geographic && x.abs() <= 180.0 && y.abs() <= 180.0
    }
}

/// A hint for a number that cannot be degrees but may be metres.
fn metres(number: f64) -> &'static str {
    if (1000.0..1e8).contains(&number.abs()) {
        " For coordinates in metres, name their CRS, e.g. EPSG:4545."
    } else {
        ""
    }
}
