//! The file formats of collections, by name, ending and media type. It knows no writer.
use std::fmt;

/// A file format for collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// An RFC 7946 feature collection.
    GeoJson,
    /// RFC 8142: GeoJSON texts, each after a record separator.
    GeoJsonSeq,
    /// RFC 4180 with a header line, UTF-8.
    Csv,
    /// KML 2.2.
    Kml,
    /// FlatGeobuf 3 with its packed index.
    FlatGeobuf,
    /// GeoParquet 1.1 with a covering box.
    GeoParquet,
    /// GeoPackage 1.2 with R-trees.
    GeoPackage,
    /// ESRI Shapefiles in a zip file.
    Shapefile,
    /// An Excel workbook.
    Xlsx,
}

struct Names {
    name: &'static str,
    title: &'static str,
    ending: &'static str,
    media_type: &'static str,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 9] = [
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::Csv,
        Self::Kml,
        Self::FlatGeobuf,
        Self::GeoParquet,
        Self::GeoPackage,
        Self::Shapefile,
        Self::Xlsx,
    ];

    const fn names(self) -> Names {
        let (name, title, ending, media_type) = match self {
            Self::GeoJson => ("geojson", "GeoJSON", "geojson", "application/geo+json"),
            Self::GeoJsonSeq => ("geojsonseq", "GeoJSON-Seq", "geojsons", "application/geo+json-seq"),
            Self::Csv => ("csv", "CSV", "csv", "text/csv"),
            Self::Kml => ("kml", "KML", "kml", "application/vnd.google-earth.kml+xml"),
            Self::FlatGeobuf => ("fgb", "FlatGeobuf", "fgb", "application/flatgeobuf"),
            Self::GeoParquet => ("parquet", "GeoParquet", "parquet", "application/vnd.apache.parquet"),
            Self::GeoPackage => ("gpkg", "GeoPackage", "gpkg", "application/geopackage+sqlite3"),
            Self::Shapefile => ("shp", "Shapefile", "shp.zip", "application/zip"),
            Self::Xlsx => (
                "xlsx",
                "XLSX",
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
        };
        Names {
            name,
            title,
            ending,
            media_type,
        }
    }

    /// The name in options and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.names().name
    }

    /// The common name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.names().title
    }

    /// The ending of its files, without the dot.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        self.names().ending
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        self.names().media_type
    }

    /// Whether a file may hold several collections.
    #[must_use]
    pub const fn holds_many(self) -> bool {
        matches!(self, Self::GeoPackage | Self::Shapefile | Self::Xlsx | Self::Kml)
    }

    /// Whether it is written from start to end; otherwise it needs a temporary file.
    #[must_use]
    pub const fn is_stream(self) -> bool {
        !matches!(self, Self::FlatGeobuf | Self::GeoPackage | Self::Shapefile | Self::Xlsx)
    }

    /// Whether programs read parts of a file over HTTP by the index at its start or end.
    #[must_use]
    pub const fn is_read_in_parts(self) -> bool {
        matches!(self, Self::FlatGeobuf | Self::GeoParquet)
    }

    /// Whether a file names the CRS of its coordinates.
    #[must_use]
    pub const fn names_crs(self) -> bool {
        matches!(
            self,
            Self::FlatGeobuf | Self::GeoParquet | Self::GeoPackage | Self::Shapefile
        )
    }

    /// The format by its name in options.
    ///
    /// ```
    /// use riverchief_rows::formats::FileFormat;
    /// assert_eq!(FileFormat::named("FlatGeobuf"), Some(FileFormat::FlatGeobuf));
    /// assert_eq!(FileFormat::named("geojsonl"), Some(FileFormat::GeoJsonSeq));
    /// assert_eq!(FileFormat::named("dwg"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "json" => return Some(Self::GeoJson),
            "geojsonl" | "geojson-seq" | "geojsons" | "jsonl" | "ndjson" => return Some(Self::GeoJsonSeq),
            "shapefile" | "shz" | "shp.zip" => return Some(Self::Shapefile),
            _ => {}
        }
        Self::ALL
            .into_iter()
            .find(|f| f.as_str() == name || f.title().to_ascii_lowercase() == name)
    }

    /// The format by the ending of a file name.
    #[must_use]
    pub fn of_name(file: &str) -> Option<Self> {
        let file = file.to_ascii_lowercase();
        let ends = |f: &Self| file.ends_with(&format!(".{}", f.ending()));
        let found = Self::ALL.into_iter().find(ends);
        found.or_else(|| Self::named(file.rsplit_once('.')?.1))
    }
}

impl fmt::Display for FileFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}
