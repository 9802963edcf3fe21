//! From two numbers and the name of a CRS to a place on the ellipsoid.
//!
//! It turns and checks coordinates; what is at the place is not its business.
use super::problem::Problem;
use super::query::CrsName;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::Status;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_gdal::crs::{Crs, CrsError};
use riverchief_geom::LonLat;

/// The CRS of a request's coordinates, looked up once for all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputCrs {
    /// The CRS.
    pub crs: Crs,
    /// Whether it was assumed because none was named.
    pub defaulted: bool,
    geographic: bool,
}

impl InputCrs {
    /// The CRS that the parameter `crs` names; CRS84 without one.
    ///
    /// # Errors
    /// A problem that names the parameter `crs`.
    pub fn named(name: Option<&CrsName>) -> Result<Self, Problem> {
        let crs = name.map_or(Ok(Crs::Crs84), |name| Crs::parse(&name.0));
        let crs = crs.map_err(|error| {
            Problem::parameter("crs", format!("{error}.")).allowing(["CRS84", "EPSG:<code>", "GCJ02", "BD09"])
        })?;
        Ok(Self {
            defaulted: name.is_none(),
            ..Self::of(Some(crs))
        })
    }

    /// A CRS that is known already; CRS84 without one.
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

    /// The place of two coordinates, or why there is none, in words for the client.
    ///
    /// # Errors
    /// Which of the two is out of range (`lon`, `lat`), and why.
    pub fn locate(&self, x: f64, y: f64) -> Result<LonLat, (&'static str, String)> {
        if !x.is_finite() || !y.is_finite() {
            let name = if x.is_finite() { "lat" } else { "lon" };
            return Err((name, "Coordinates must be finite numbers.".to_owned()));
        }
        if self.geographic && !(-90.0..=90.0).contains(&y) {
            let swapped = (-180.0..=180.0).contains(&y) && (-90.0..=90.0).contains(&x);
            let hint = if swapped {
                " Longitude and latitude look swapped: the order is lon, lat."
            } else {
                metres(y)
            };
            return Err(("lat", format!("A latitude lies between -90 and 90 degrees.{hint}")));
        }
        if self.geographic && !(-180.0..=180.0).contains(&x) {
            let hint = metres(x);
            return Err(("lon", format!("A longitude lies between -180 and 180 degrees.{hint}")));
        }
        let crs = self.crs;
        match crs.to_lonlat(x, y) {
            Ok(at) if (-180.0..=180.0).contains(&at.lon) && (-90.0..=90.0).contains(&at.lat) => Ok(at),
            Ok(_) | Err(CrsError::Outside { .. }) => {
                let hint = if self.looks_like_degrees(x, y) {
                    "They look like degrees: leave the CRS out for longitude and latitude."
                } else {
                    "Are they in another CRS, or northing first?"
                };
                let words = format!("These coordinates have no place on the Earth in {crs}. {hint}");
                Err(("lon", words))
            }
            Err(error) => Err(("crs", format!("{error}."))),
        }
    }
}

impl InputCrs {
    /// Whether coordinates in metres are as small as degrees are: nothing lies that near to where a projection begins.
    fn looks_like_degrees(&self, x: f64, y: f64) -> bool {
        !self.geographic && x.abs() <= 180.0 && y.abs() <= 180.0
    }
}

/// A word for numbers that can't be degrees but may well be metres.
fn metres(number: f64) -> &'static str {
    if (1000.0..1e8).contains(&number.abs()) {
        " Metres need the CRS they are in, e.g. EPSG:4545."
    } else {
        ""
    }
}

/// Metres that so many pixels of a web map take at a place (spherical Mercator of EPSG:3857, 512 pixels round the world at zoom
/// 0), no more than the greatest tolerance there is.
#[must_use]
pub fn reach_m(at: LonLat, pixels: f64, zoom: f64) -> f64 {
    const EQUATOR_M: f64 = 2.0 * std::f64::consts::PI * 6_378_137.0;
    let metres_a_pixel = EQUATOR_M * at.lat.to_radians().cos() / (512.0 * zoom.exp2());
    (pixels * metres_a_pixel).clamp(0.0, Thresholds::GREATEST_TOLERANCE_M)
}

/// What is worth checking about a place that lies outside: whether the coordinates it was given by mean another one.
#[must_use]
pub fn warnings(index: &Index, status: Status, frame: InputCrs, (x, y): (f64, f64)) -> Vec<String> {
    if status != Status::OutOfJurisdiction {
        return Vec::new();
    }
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let inside = |at: LonLat| resolve::at(index, at, &ask).status != Status::OutOfJurisdiction;
    let crs = frame.crs;
    let mut found = Vec::new();
    if frame.locate(y, x).is_ok_and(inside) {
        let order = if frame.geographic {
            "lon, lat".to_owned()
        } else {
            format!("easting, northing, whatever the order of axes of {crs}")
        };
        found.push(format!(
            "The place lies outside, and inside with the coordinates swapped: the order is {order}."
        ));
    }
    if frame.looks_like_degrees(x, y) {
        let turned = InputCrs::of(None).locate(y, x).is_ok_and(inside);
        let order = if turned { ", in this order" } else { "" };
        found.push(format!(
            "The coordinates look like degrees, but {crs} is in metres: leave the CRS out for longitude and latitude{order}."
        ));
    }
    found
}

/// The problem for a concern that the world doesn't know.
#[must_use]
pub fn no_such_concern(index: &Index, concern: &str) -> Problem {
    Problem::parameter("concern", format!("No concern is called “{concern}”."))
        .allowing(index.law.snapshot.concerns.iter().map(|c| &c.name))
}
