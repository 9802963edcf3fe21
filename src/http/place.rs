//! From two numbers and the name of a CRS to a place on the ellipsoid.
//!
//! It turns and checks coordinates; what is at the place is not its business.
use super::problem::Problem;
use super::query::CrsName;
use crate::domain::answer::Answer;
use crate::domain::kinds::Status;
use crate::gdal_io::crs::{Crs, CrsError};
use crate::geom::LonLat;
use crate::index::Index;
use crate::resolve::{self, Ask, Detail};

/// A checked place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The CRS it was given in.
    pub crs: Crs,
    /// Longitude and latitude in CGCS2000.
    pub at: LonLat,
}

/// The CRS that a parameter names; CRS84 without one.
///
/// # Errors
/// A problem that names the parameter `crs`.
pub fn crs(name: Option<&CrsName>) -> Result<Crs, Problem> {
    name.map_or(Ok(Crs::Crs84), |name| Crs::parse(&name.0))
        .map_err(|error| {
            Problem::parameter("crs", format!("{error}.")).allowing(["CRS84", "EPSG:<code>", "GCJ02", "BD09"])
        })
}

/// The place of two coordinates, or why there is none, in words for the client.
///
/// # Errors
/// Which of the two is out of range (`lon`, `lat`), and why.
pub fn locate(crs: Crs, x: f64, y: f64) -> Result<LonLat, (&'static str, String)> {
    if !x.is_finite() || !y.is_finite() {
        return Err((
            if x.is_finite() { "lat" } else { "lon" },
            "Coordinates must be finite numbers.".to_owned(),
        ));
    }
    if crs.is_geographic() {
        if !(-90.0..=90.0).contains(&y) {
            let swapped = (-180.0..=180.0).contains(&y) && (-90.0..=90.0).contains(&x);
            let hint = if swapped {
                " Longitude and latitude look swapped: the order is lon, lat."
            } else {
                ""
            };
            return Err(("lat", format!("A latitude lies between -90 and 90 degrees.{hint}")));
        }
        if !(-180.0..=180.0).contains(&x) {
            return Err(("lon", "A longitude lies between -180 and 180 degrees.".to_owned()));
        }
    }
    match crs.to_lonlat(x, y) {
        Ok(at) if (-180.0..=180.0).contains(&at.lon) && (-90.0..=90.0).contains(&at.lat) => Ok(at),
        Ok(_) | Err(CrsError::Outside { .. }) => {
            Err(("lon", format!("These coordinates have no place on the Earth in {crs}.")))
        }
        Err(error) => Err(("crs", format!("{error}."))),
    }
}

/// The problem for a concern that the world doesn't know.
#[must_use]
pub fn no_such_concern(index: &Index, concern: &str) -> Problem {
    Problem::parameter("concern", format!("No concern is called “{concern}”."))
        .allowing(index.law.snapshot.concerns.iter().map(|c| &c.name))
}

impl Place {
    /// Reads the parameters `lon`, `lat` and `crs`.
    ///
    /// # Errors
    /// A problem that names the parameter at fault.
    pub fn read(x: f64, y: f64, name: Option<&CrsName>) -> Result<Self, Problem> {
        let crs = crs(name)?;
        let at = locate(crs, x, y).map_err(|(parameter, detail)| Problem::parameter(parameter, detail))?;
        Ok(Self { crs, at })
    }

    /// What is worth checking about it, given the answer it got.
    #[must_use]
    pub fn warnings(&self, index: &Index, answer: &Answer) -> Vec<String> {
        let swapped = LonLat::new(self.at.lat, self.at.lon);
        let asks = answer.status == Status::OutOfJurisdiction && (-90.0..=90.0).contains(&swapped.lat);
        let inside = asks
            && resolve::at(
                index,
                swapped,
                &Ask {
                    concern: None,
                    detail: Detail::Row,
                },
            )
            .status
                != Status::OutOfJurisdiction;
        let words = "The place lies outside, and inside with the coordinates swapped: the order is lon, lat.";
        if inside { vec![words.to_owned()] } else { Vec::new() }
    }
}
