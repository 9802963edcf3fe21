//! Coordinate reference systems as requests and mappings name them.
//!
//! Coordinates are always x, y = easting, northing = longitude, latitude here; callers with another axis order swap them
//! first. `plane` does the transformations.
pub use super::crs_error::CrsError;
use super::messages::capture;
use super::plane::Plane;
use gdal::spatial_ref::SpatialRef;
use riverchief_geom::LonLat;
use std::fmt;

/// A coordinate reference system that a request or a mapping may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crs {
    /// WGS 84, longitude and latitude in this order: the default of every parameter.
    Crs84,
    /// A geographic or projected CRS of the EPSG register.
    Epsg(u32),
    /// The shifted datum of Chinese web maps (高德, 腾讯), longitude and latitude.
    Gcj02,
    /// Baidu's datum, a further shift of GCJ-02; longitude and latitude.
    Bd09,
}

/// Degrees of area of use: west, south, east, north.
pub type Bounds = [f64; 4];

impl Crs {
    /// Reads a name: `EPSG:4545`, `CRS84`, `gcj02`, `bd09`, or the OGC's URI and URN of one of the first two.
    ///
    /// ```
    /// use riverchief_gdal::crs::Crs;
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
        let (found, _) = capture(|| SpatialRef::from_epsg(code));
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
    /// [`CrsError::Outside`] when a coordinate is not a number or has no place on the Earth.
    pub fn to_lonlat(self, x: f64, y: f64) -> Result<LonLat, CrsError> {
        let mut place = [(x, y)];
        self.all_to_lonlat(&mut place)?;
        Ok(LonLat::new(place[0].0, place[0].1))
    }

    /// Converts longitude and latitude to x, y.
    ///
    /// # Errors
    /// [`CrsError::Outside`] when it is outside the CRS.
    pub fn from_lonlat(self, place: LonLat) -> Result<(f64, f64), CrsError> {
        let mut coordinates = [(place.lon, place.lat)];
        self.all_from_lonlat(&mut coordinates)?;
        Ok(coordinates[0])
    }

    /// Converts every x, y to longitude and latitude; equal input gives exactly equal output.
    ///
    /// # Errors
    /// At the first that has no place; those before it are already converted.
    pub fn all_to_lonlat(self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        self.plane().to_lonlat(coordinates)
    }

    /// Converts every longitude and latitude to x, y.
    ///
    /// # Errors
    /// At the first that is outside the CRS; those before it are already converted.
    pub fn all_from_lonlat(self, coordinates: &mut [(f64, f64)]) -> Result<(), CrsError> {
        self.plane().express(coordinates)
    }

    /// Whether coordinates are longitude and latitude in degrees.
    #[must_use]
    pub fn is_geographic(self) -> bool {
        match self {
            Self::Crs84 | Self::Gcj02 | Self::Bd09 | Self::Epsg(4326 | 4490) => true,
            Self::Epsg(code) => capture(|| SpatialRef::from_epsg(code))
                .0
                .is_ok_and(|crs| crs.is_geographic()),
        }
    }

    /// Whether its authority puts north first, as in latitude before longitude; the APIs of the OGC follow that order.
    ///
    /// ```
    /// use riverchief_gdal::crs::Crs;
    /// assert!(Crs::Epsg(4490).is_north_first() && Crs::Epsg(4545).is_north_first());
    /// assert!(!Crs::Crs84.is_north_first() && !Crs::Epsg(3857).is_north_first());
    /// ```
    #[must_use]
    pub fn is_north_first(self) -> bool {
        let Self::Epsg(code) = self else { return false };
        let (found, _) = capture(|| SpatialRef::from_epsg(code));
        found.is_ok_and(|crs| {
            let key = if crs.is_geographic() { "GEOGCS" } else { "PROJCS" };
            crs.axis_orientation(key, 0)
                .is_ok_and(|axis| axis == gdal_sys::OGRAxisOrientation::OAO_North)
        })
    }

    /// Checks that data with the CRS `name` is in this one; CRS84, EPSG:4326 and EPSG:4490 are treated as the same.
    ///
    /// # Errors
    /// The contradiction, in words for the sender of the data.
    pub fn agrees_with(self, name: &str) -> Result<(), String> {
        let plain = |crs: Self| match crs {
            Self::Epsg(4326 | 4490) => Self::Crs84,
            other => other,
        };
        match Self::parse(name) {
            Ok(named) if plain(named) == plain(self) => Ok(()),
            Ok(named) => Err(format!(
                "the collection declares the CRS {named}, but the request declares {self}; correct the request"
            )),
            Err(error) => Err(format!("the collection declares an unsupported CRS: {error}")),
        }
    }

    /// Its URI at the OGC; `None` for GCJ-02 and BD-09, which have none.
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
}
