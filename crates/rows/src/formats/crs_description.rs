//! How a coordinate reference system is named in files. Whoever knows registers fills it in; formats only copy it.

/// Names of a coordinate reference system.
#[derive(Clone, Debug, PartialEq)]
pub struct CrsDescription {
    /// `EPSG:4490`, `OGC:CRS84`.
    pub code: String,
    /// Its code in the EPSG register, if it is there.
    pub epsg: Option<u32>,
    /// What people call it.
    pub title: String,
    /// Well-known text, WKT2:2019.
    pub wkt: String,
    /// PROJJSON.
    pub projjson: String,
    /// Coordinates are degrees of longitude and latitude; metres (or feet) else.
    pub geographic: bool,
}

impl CrsDescription {
    /// Longitude and latitude on WGS 84, by the OGC; the only one of RFC 7946. It needs no definition there.
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

    /// Whether it is the one that RFC 7946 and KML take for granted, or equal to it within 0.1 m.
    #[must_use]
    pub fn is_longitude_latitude(&self) -> bool {
        self.code == "OGC:CRS84" || matches!(self.epsg, Some(4326 | 4490))
    }

    /// The URN of it.
    #[must_use]
    pub fn urn(&self) -> String {
        match self.epsg {
            Some(code) => format!("urn:ogc:def:crs:EPSG::{code}"),
            None => format!("urn:ogc:def:crs:{}", self.code.replace(':', ":1.3:")),
        }
    }

    /// Names of the two coordinates as columns.
    #[must_use]
    pub fn axes(&self) -> [&'static str; 2] {
        if self.geographic { ["lon", "lat"] } else { ["x", "y"] }
    }
}
