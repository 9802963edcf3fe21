//! The place in a request: the CRS of its coordinates, the tolerance in pixels of a map, and warnings about coordinates that
//! are probably wrong.
use super::problem::Problem;
use super::query::CrsName;
use crate::input_crs::InputCrs;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::Status;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail};
use riverchief_geom::LonLat;

/// The CRS that the parameter `crs` names, or CRS84 by default.
///
/// # Errors
/// A problem that names the parameter `crs`.
pub fn read_crs(name: Option<&CrsName>) -> Result<InputCrs, Problem> {
    InputCrs::named(name.map(|name| name.0.as_str())).map_err(|error| {
        Problem::parameter("crs", format!("{error}.")).allowing(["CRS84", "EPSG:<code>", "GCJ02", "BD09"])
    })
}

/// The length in metres of a number of pixels of a web map at a place (EPSG:3857, 512 pixels around the world at zoom 0), at
/// most the greatest tolerance.
#[must_use]
pub fn reach_m(at: LonLat, pixels: f64, zoom: f64) -> f64 {
    const EQUATOR_M: f64 = 2.0 * std::f64::consts::PI * 6_378_137.0;
    let metres_a_pixel = EQUATOR_M * at.lat.to_radians().cos() / (512.0 * zoom.exp2());
    (pixels * metres_a_pixel).clamp(0.0, Thresholds::GREATEST_TOLERANCE_M)
}

/// Warnings about a place outside the city: whether its coordinates are probably swapped or in another CRS.
#[must_use]
pub fn warnings(index: &Index, status: Status, input_crs: InputCrs, (x, y): (f64, f64)) -> Vec<String> {
    if status != Status::OutOfJurisdiction {
        return Vec::new();
    }
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let inside = |at: LonLat| resolve::at(index, at, &ask).status != Status::OutOfJurisdiction;
    let crs = input_crs.crs;
    let mut found = Vec::new();
    if input_crs.locate(y, x).is_ok_and(inside) {
        let order = if input_crs.geographic {
            "lon, lat".to_owned()
        } else {
            format!("easting, northing, regardless of the axis order of {crs}")
        };
        found.push(format!(
            "The place lies outside the city, but inside it if the coordinates are swapped. The order is {order}."
        ));
    }
    if input_crs.looks_like_degrees(x, y) {
        let swapped = InputCrs::of(None).locate(y, x).is_ok_and(inside);
        let order = if swapped { ", in this order" } else { "" };
        found.push(format!(
            "The coordinates look like degrees, but {crs} is in metres. Leave out the CRS for longitude and latitude{order}."
        ));
    }
    found
}

/// The problem for a concern that the world does not have.
#[must_use]
pub fn no_such_concern(index: &Index, concern: &str) -> Problem {
    Problem::parameter(
        "concern",
        format!("There is no concern “{concern}”. Use one of the allowed names."),
    )
    .allowing(index.law.snapshot.concerns.iter().map(|c| &c.name))
}
