//! The formats of sources, by the endings of their names, and how much of one is read.

/// The most bytes that are read whole into memory (GeoJSON, KML, CSV), or that the values of a `GeoParquet` file may take.
pub(super) const MOST_TEXT: u64 = 2 << 30;
/// More features than this in one layer are refused: all villages of China are 620,000.
pub(super) const MOST_FEATURES: u64 = 5_000_000;

/// The formats, by the ending of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceFormat {
    GeoPackage,
    Shapefile,
    FileGdb,
    GeoJson,
    Kml,
    Csv,
    FlatGeobuf,
    GeoJsonSeq,
    GeoParquet,
}

impl SourceFormat {
    /// The drivers of GDAL that may read it.
    pub(super) fn drivers(self) -> &'static [&'static str] {
        match self {
            Self::GeoPackage => &["GPKG"],
            Self::Shapefile => &["ESRI Shapefile"],
            Self::FileGdb => &["OpenFileGDB"],
            Self::GeoJson => &["GeoJSON"],
            Self::Kml => &["LIBKML", "KML"],
            Self::Csv => &["CSV"],
            Self::FlatGeobuf => &["FlatGeobuf"],
            Self::GeoJsonSeq => &["GeoJSONSeq"],
            Self::GeoParquet => &[],
        }
    }
    /// That of a file name in small letters.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.rsplit_once('.')?.1 {
            "gpkg" => Self::GeoPackage,
            "shp" | "dbf" => Self::Shapefile,
            "gdb" => Self::FileGdb,
            "geojson" | "json" => Self::GeoJson,
            "kml" | "kmz" => Self::Kml,
            "csv" => Self::Csv,
            "fgb" => Self::FlatGeobuf,
            "geojsonl" | "geojsons" | "geojsonseq" | "ndjson" | "jsonl" => Self::GeoJsonSeq,
            "parquet" | "geoparquet" => Self::GeoParquet,
            _ => return None,
        })
    }
}
