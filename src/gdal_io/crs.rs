//! Coordinate reference systems: names, and the way to longitude and latitude and back.
//!
//! PROJ does every transformation but GCJ-02 and BD-09, which no register knows and `geom` computes. Coordinates are
//! always x, y = east, north = longitude, latitude here; who speaks a protocol with another order turns them first.
use super::complaint::listen;
use crate::geom::{LonLat, gcj02};
use gdal::spatial_ref::SpatialRef;
use proj::Proj;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use thiserror::Error;

/// A coordinate reference system that a request or a mapping may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crs {
    /// WGS 84, longitude and latitude in this order: the default of every parameter.
    Crs84,
    /// A geographic or projected CRS of the EPSG register.
    Epsg(u32),
    /// The shifted datum of Chinese web maps (高德, 腾讯), longitude and latitude.
    Gcj02,
    /// Baidu's further shift of it, longitude and latitude.
    Bd09,
}

/// Why a CRS or a coordinate could not be used.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CrsError {
    /// No such CRS.
    #[error("unknown CRS `{0}`; name it as EPSG:code (WGS 84 is EPSG:4326, CGCS2000 EPSG:4490), CRS84, gcj02 or bd09")]
    Unknown(String),
    /// Known, but neither longitude–latitude nor a map projection.
    #[error("EPSG:{0} is neither a geographic nor a projected CRS in two dimensions")]
    NotPlane(u32),
    /// The place has no longitude and latitude there.
    #[error("({x}, {y}) lies outside what {crs} can express")]
    Outside {
        /// East or longitude, as it came.
        x: f64,
        /// North or latitude, as it came.
        y: f64,
        /// The CRS, as text.
        crs: String,
    },
}

/// The name under which PROJ knows ours.
const LONLAT: &str = "EPSG:4490";
/// Transformations kept per thread; a server is asked for two or three, a hostile client for thousands.
const KEPT: usize = 24;

/// Degrees of area of use: west, south, east, north.
pub type Bounds = [f64; 4];

impl Crs {
    /// Reads a name: `EPSG:4545`, `CRS84`, `gcj02`, `bd09`, or the OGC's URI and URN of one of the first two.
    ///
    /// ```
    /// use riverchief::gdal_io::crs::Crs;
    /// assert_eq!(Crs::parse("EPSG:4545"), Ok(Crs::Epsg(4545)));
    /// assert_eq!(Crs::parse("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), Ok(Crs::Crs84));
    /// assert_eq!(Crs::parse("GCJ-02"), Ok(Crs::Gcj02));
    /// assert!(Crs::parse("EPSG:999999").is_err());
    /// ```
    ///
    /// # Errors
    /// [`CrsError::Unknown`] when PROJ has no such code, [`CrsError::NotPlane`] for heights and geocentric systems.
    pub fn parse(name: &str) -> Result<Self, CrsError> {
        let unknown = || CrsError::Unknown(name.chars().take(80).collect());
        let upper = name.trim().to_ascii_uppercase();
        match upper.as_str() {
            "CRS84"
            | "OGC:CRS84"
            | "URN:OGC:DEF:CRS:OGC:1.3:CRS84"
            | "URN:OGC:DEF:CRS:OGC::CRS84"
            | "HTTP://WWW.OPENGIS.NET/DEF/CRS/OGC/1.3/CRS84"
            | "HTTPS://WWW.OPENGIS.NET/DEF/CRS/OGC/1.3/CRS84" => return Ok(Self::Crs84),
            "GCJ02" | "GCJ-02" => return Ok(Self::Gcj02),
            "BD09" | "BD-09" | "BD09LL" => return Ok(Self::Bd09),
            _ => {}
        }
        let prefixes = [
            "EPSG:",
            "URN:OGC:DEF:CRS:EPSG::",
            "HTTP://WWW.OPENGIS.NET/DEF/CRS/EPSG/0/",
            "HTTPS://WWW.OPENGIS.NET/DEF/CRS/EPSG/0/",
        ];
        let code = prefixes
            .iter()
            .find_map(|prefix| upper.strip_prefix(prefix))
            .ok_or_else(unknown)?;
        if code.is_empty() || code.len() > 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(unknown());
        }
        let code: u32 = code.parse().map_err(|_| unknown())?;
        if matches!(code, 4326 | 4490 | 3857 | 4544..=4547 | 4524 | 4525 | 4508) {
            return Ok(Self::Epsg(code));
        }
        let (found, _) = listen(|| SpatialRef::from_epsg(code));
        let found = found.map_err(|_| unknown())?;
        let plane = (found.is_geographic() && found.axes_count() == 2 || found.is_projected()) && !found.is_compound();
        if plane {
            Ok(Self::Epsg(code))
        } else {
            Err(CrsError::NotPlane(code))
        }
    }

    /// Longitude and latitude (EPSG:4490) of `x`, `y`.
    ///
    /// # Errors
    /// [`CrsError::Outside`] when it is no number or has no place on the Earth.
    pub fn to_lonlat(self, x: f64, y: f64) -> Result<LonLat, CrsError> {
        let mut place = [(x, y)];
        self.all_to_lonlat(&mut place)?;
        Ok(LonLat::new(place[0].0, place[0].1))
    }

    /// The coordinates x, y of a place.
    ///
    /// # Errors
    /// [`CrsError::Outside`] when the CRS can't express it.
    pub fn from_lonlat(self, place: LonLat) -> Result<(f64, f64), CrsError> {
        let mut coordinates = [(place.lon, place.lat)];
        self.all_from_lonlat(&mut coordinates)?;
        Ok(coordinates[0])
    }

    /// Turns every x, y into longitude and latitude; equal input gives equal output, to the last bit.
    ///
    /// # Errors
    /// At the first that has no place; those before it are already turned.
    pub fn all_to_lonlat(self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        self.plane().to_lonlat(coordinates)
    }

    /// Turns every longitude and latitude into x, y.
    ///
    /// # Errors
    /// At the first that the CRS can't express; those before it are already turned.
    pub fn all_from_lonlat(self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        self.plane().express(coordinates)
    }

    /// Whether coordinates are degrees of longitude and latitude.
    #[must_use]
    pub fn is_geographic(self) -> bool {
        match self {
            Self::Crs84 | Self::Gcj02 | Self::Bd09 | Self::Epsg(4326 | 4490) => true,
            Self::Epsg(code) => listen(|| SpatialRef::from_epsg(code))
                .0
                .is_ok_and(|crs| crs.is_geographic()),
        }
    }

    /// The OGC's URI of it; `None` for GCJ-02 and BD-09, which have none.
    #[must_use]
    pub fn uri(self) -> Option<String> {
        match self {
            Self::Crs84 => Some("http://www.opengis.net/def/crs/OGC/1.3/CRS84".to_owned()),
            Self::Epsg(code) => Some(format!("http://www.opengis.net/def/crs/EPSG/0/{code}")),
            Self::Gcj02 | Self::Bd09 => None,
        }
    }

    pub(super) fn plane(self) -> Plane {
        match self {
            Self::Crs84 | Self::Epsg(4326 | 4490) => Plane::Degrees,
            Self::Gcj02 => Plane::Gcj02,
            Self::Bd09 => Plane::Bd09,
            Self::Epsg(code) => Plane::Proj(format!("EPSG:{code}")),
        }
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crs84 => f.write_str("CRS84"),
            Self::Epsg(code) => write!(f, "EPSG:{code}"),
            Self::Gcj02 => f.write_str("GCJ-02"),
            Self::Bd09 => f.write_str("BD-09"),
        }
    }
}

/// How coordinates become longitude and latitude; wider than [`Crs`], since a file may bring a CRS without a code.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plane {
    /// They are.
    Degrees,
    /// By the shift of GCJ-02.
    Gcj02,
    /// By the shift of BD-09.
    Bd09,
    /// By PROJ, from this code or WKT.
    Proj(String),
}

/// There and back.
struct Ways {
    there: Proj,
    back: Proj,
}

thread_local! {
    // `Proj` is neither Send nor Sync: each thread makes its own.
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
    /// The place at x, y. Beyond its edge a projection may answer with a place on the other side of the Earth (Web
    /// Mercator goes round and round), so only a place that leads back is one.
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
            Self::Gcj02 => Crs::Gcj02.to_string(),
            Self::Bd09 => Crs::Bd09.to_string(),
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

    fn express(&self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
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

/// Finite, and longitude and latitude in range; NaN is in no range.
fn on_earth((lon, lat): (f64, f64)) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none_are_refused() {
        for name in [
            "",
            "EPSG:",
            "EPSG:abc",
            "EPSG:-1",
            "EPSG:4326x",
            "EPSG:99999999999",
            "WGS84",
            "4326",
            "EPSG:1",
            "\0",
        ] {
            assert!(matches!(Crs::parse(name), Err(CrsError::Unknown(_))), "{name}");
        }
        // Geocentric, vertical and three-dimensional systems have no map.
        for code in [4479, 5737, 4480] {
            assert_eq!(Crs::parse(&format!("EPSG:{code}")), Err(CrsError::NotPlane(code)));
        }
    }

    #[test]
    fn every_spelling_of_a_code_is_the_same() {
        for name in [
            "epsg:4545",
            " EPSG:4545 ",
            "urn:ogc:def:crs:EPSG::4545",
            "http://www.opengis.net/def/crs/EPSG/0/4545",
            "https://www.opengis.net/def/crs/EPSG/0/4545",
        ] {
            assert_eq!(Crs::parse(name), Ok(Crs::Epsg(4545)), "{name}");
        }
    }

    #[test]
    fn east_comes_first_whatever_the_authority_says() {
        let place = Crs::Epsg(4545)
            .to_lonlat(500_000.0, 2_378_437.017_6)
            .expect("on the central meridian");
        assert!(
            (place.lon - 108.0).abs() < 1e-9 && (place.lat - 21.5).abs() < 1e-9,
            "{place:?}"
        );
        assert_eq!(Crs::Epsg(4326).to_lonlat(109.1, 21.4), Ok(LonLat::new(109.1, 21.4)));
    }

    #[test]
    fn there_and_back_is_where_it_was() {
        let place = LonLat::new(109.123, 21.456);
        for crs in [
            Crs::Crs84,
            Crs::Epsg(4490),
            Crs::Epsg(4545),
            Crs::Epsg(3857),
            Crs::Gcj02,
            Crs::Bd09,
        ] {
            let (x, y) = crs.from_lonlat(place).expect("expressible");
            let back = crs.to_lonlat(x, y).expect("a place");
            assert!(
                (back.lon - place.lon).abs() < 1e-8 && (back.lat - place.lat).abs() < 1e-8,
                "{crs}: {back:?}"
            );
        }
    }

    #[test]
    fn what_is_no_place_is_an_error() {
        for crs in [
            Crs::Crs84,
            Crs::Epsg(4326),
            Crs::Epsg(4545),
            Crs::Epsg(3857),
            Crs::Gcj02,
            Crs::Bd09,
        ] {
            for (x, y) in [
                (f64::NAN, 21.0),
                (109.0, f64::INFINITY),
                (1e308, 1e308),
                (f64::NEG_INFINITY, 0.0),
            ] {
                assert!(
                    matches!(crs.to_lonlat(x, y), Err(CrsError::Outside { .. })),
                    "{crs} {x} {y}"
                );
            }
        }
        assert!(Crs::Crs84.to_lonlat(21.4, 109.1).is_err(), "a latitude of 109");
        assert!(Crs::Epsg(3857).to_lonlat(20_037_508.0, 0.0).is_ok());
        assert!(
            Crs::Epsg(3857).to_lonlat(50_000_000.0, 0.0).is_err(),
            "more than once round the Earth"
        );
        assert!(Crs::Epsg(3857).from_lonlat(LonLat::new(109.0, 91.0)).is_err());
    }

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
