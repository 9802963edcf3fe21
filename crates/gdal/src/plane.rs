//! Transforms coordinates of a CRS to longitude and latitude and back.
//!
//! PROJ does all transformations except GCJ-02 and BD-09, which are in no register and are computed by `geom`. Does not parse
//! names of CRS.
use super::crs_error::CrsError;
use proj::Proj;
use riverchief_geom::{LonLat, gcj02};
use std::cell::RefCell;
use std::rc::Rc;

/// The CRS of all stored coordinates.
const LONLAT: &str = "EPSG:4490";
/// How many transformations are kept per thread. Clients use two or three; a hostile one could ask for thousands.
const KEPT: usize = 24;

/// How coordinates become longitude and latitude. More general than `Crs`, since a file may have a CRS without a code.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plane {
    /// They are longitude and latitude already.
    Degrees,
    /// By the shift of GCJ-02.
    Gcj02,
    /// By the shift of BD-09.
    Bd09,
    /// By PROJ, from this code or WKT.
    Proj(String),
}

/// The transformations in both directions.
struct Ways {
    there: Proj,
    back: Proj,
}

thread_local! {
    // `Proj` is neither Send nor Sync, so each thread makes its own.
    static WAYS: RefCell<Vec<(String, Rc<Ways>)>> = const { RefCell::new(Vec::new()) };
}

fn ways(definition: &str) -> Result<Rc<Ways>, CrsError> {
    WAYS.with_borrow_mut(|kept| {
        if let Some(found) = kept.iter().position(|(name, _)| name == definition) {
            return Ok(Rc::clone(&kept[found].1));
        }
        let unknown = |_| CrsError::Unknown(definition.chars().take(80).collect());
        let made = Rc::new(Ways {
            there: Proj::new_known_crs(definition, LONLAT, None).map_err(unknown)?,
            back: Proj::new_known_crs(LONLAT, definition, None).map_err(unknown)?,
        });
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push((definition.to_owned(), Rc::clone(&made)));
        Ok(made)
    })
}

impl Ways {
    /// Longitude and latitude of x, y. Beyond its edge a projection may give a place on the other side of the Earth (Web
    /// Mercator repeats itself), so a place counts only if it transforms back to x, y.
    fn place_of(&self, came: (f64, f64)) -> Option<(f64, f64)> {
        let place = self.there.convert(came).ok().filter(|place| on_earth(*place))?;
        let back = self.back.convert(place).ok()?;
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(1.0);
        (near(came.0, back.0) && near(came.1, back.1)).then_some(place)
    }
}

impl Plane {
    fn name(&self) -> String {
        match self {
            Self::Degrees => "longitude and latitude".to_owned(),
            Self::Gcj02 => "GCJ-02".to_owned(),
            Self::Bd09 => "BD-09".to_owned(),
            Self::Proj(definition) => definition.chars().take(80).collect(),
        }
    }

    fn outside(&self, (x, y): (f64, f64)) -> CrsError {
        CrsError::Outside { x, y, crs: self.name() }
    }

    pub(super) fn to_lonlat(&self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        let ways = if let Self::Proj(definition) = self {
            Some(ways(definition)?)
        } else {
            None
        };
        for coordinate in coordinates {
            let came = *coordinate;
            if !came.0.is_finite() || !came.1.is_finite() {
                return Err(self.outside(came));
            }
            if ways.is_none() && !on_earth(came) {
                return Err(self.outside(came));
            }
            *coordinate = match self {
                Self::Degrees => came,
                Self::Gcj02 => pair(gcj02::gcj02_to_wgs84(LonLat::new(came.0, came.1))),
                Self::Bd09 => pair(gcj02::bd09_to_wgs84(LonLat::new(came.0, came.1))),
                Self::Proj(_) => match &ways {
                    Some(ways) => ways.place_of(came).ok_or_else(|| self.outside(came))?,
                    None => came,
                },
            };
            if !on_earth(*coordinate) {
                return Err(self.outside(came));
            }
        }
        Ok(())
    }

    pub(super) fn express(&self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        let ways = if let Self::Proj(definition) = self {
            Some(ways(definition)?)
        } else {
            None
        };
        for coordinate in coordinates {
            let came = *coordinate;
            if !on_earth(came) {
                return Err(self.outside(came));
            }
            *coordinate = match self {
                Self::Degrees => came,
                Self::Gcj02 => pair(gcj02::wgs84_to_gcj02(LonLat::new(came.0, came.1))),
                Self::Bd09 => pair(gcj02::wgs84_to_bd09(LonLat::new(came.0, came.1))),
                Self::Proj(_) => match &ways {
                    Some(ways) => ways.back.convert(came).map_err(|_| self.outside(came))?,
                    None => came,
                },
            };
            if !coordinate.0.is_finite() || !coordinate.1.is_finite() {
                return Err(self.outside(came));
            }
        }
        Ok(())
    }
}

fn pair(place: LonLat) -> (f64, f64) {
    (place.lon, place.lat)
}

/// Whether longitude and latitude are in range; NaN is not.
fn on_earth((lon, lat): (f64, f64)) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

#[cfg(test)]
mod tests {
    use super::super::crs::Crs;
    use super::*;

    #[test]
    fn more_systems_than_are_kept_still_work() {
        let more = u32::try_from(KEPT).expect("a small number") + 2;
        for zone in 1..=more {
            let crs = Crs::Epsg(32600 + zone);
            let middle = LonLat::new(f64::from(zone) * 6.0 - 183.0, 10.0);
            assert!(
                crs.from_lonlat(middle).is_ok_and(|(x, _)| (x - 500_000.0).abs() < 1e-6),
                "{crs}"
            );
        }
    }
}
