//! The names and definitions of a coordinate reference system, as formats write them.

/// Names and definitions of a coordinate reference system.
#[derive(Clone, Debug, PartialEq)]
pub struct CrsDescription {
    /// `EPSG:4490`, `OGC:CRS84`.
    pub code: String,
    /// Its EPSG code, if it has one.
    pub epsg: Option<u32>,
    /// Its common name.
    pub title: String,
    /// Well-known text, WKT2:2019.
    pub wkt: String,
    /// PROJJSON.
    pub projjson: String,
    /// Coordinates are degrees of longitude and latitude; otherwise they are metres or feet.
    pub geographic: bool,
}

impl CrsDescription {
    /// OGC:CRS84, longitude and latitude on WGS 84: the only CRS of RFC 7946, which needs no definition there.
    #[must_use]
    pub fn crs84() -> Self {
        Self {
            code: "OGC:CRS84".to_owned(),
            epsg: None,
            title: "WGS 84 longitude-latitude".to_owned(),
            wkt: String::new(),
            projjson: String::new(),
            geographic: true,
        }
    }

    /// Whether it is the CRS of RFC 7946 and KML, or equal to it within 0.1 m.
    #[must_use]
    pub fn is_longitude_latitude(&self) -> bool {
        self.code == "OGC:CRS84" || matches!(self.epsg, Some(4326 | 4490))
    }

    /// Its URN.
    #[must_use]
    pub fn urn(&self) -> String {
        match self.epsg {
            Some(code) => format!("urn:ogc:def:crs:EPSG::{code}"),
            None => format!("urn:ogc:def:crs:{}", self.code.replace(':', ":1.3:")),
        }
    }

    /// Column names of the two coordinates.
    #[must_use]
    pub fn axes(&self) -> [&'static str; 2] {
        if self.geographic { ["lon", "lat"] } else { ["x", "y"] }
    }
}
