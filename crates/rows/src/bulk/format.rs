//! The formats of points and of their rows, by name, ending and media type.

/// A format of points and of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointFormat {
    /// CSV (RFC 4180) with a header line, UTF-8.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// An RFC 7946 feature collection.
    GeoJson,
}

impl PointFormat {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Ndjson, Self::GeoJson];

    /// The name on the command line, and the ending of a file name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::GeoJson => "geojson",
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
            Self::GeoJson => "application/geo+json",
        }
    }

    /// The format by the ending of a file name; `None` for any other ending.
    ///
    /// ```
    /// use riverchief_rows::bulk::PointFormat;
    /// assert_eq!(PointFormat::of_name("Points.GeoJSON"), Some(PointFormat::GeoJson));
    /// assert_eq!(PointFormat::of_name("points.xlsx"), None);
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let end = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match end.as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "ndjson" | "jsonl" | "geojsonl" => Some(Self::Ndjson),
            "geojson" | "json" => Some(Self::GeoJson),
            _ => None,
        }
    }
}
