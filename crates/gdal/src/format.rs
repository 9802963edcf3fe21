//! The formats of sources by their file extensions, and how much of a source is read.

/// The size limit of a file that is read whole into memory (GeoJSON, KML, CSV), and of the values of a `GeoParquet` file.
pub(super) const MOST_TEXT: u64 = 2 << 30;
/// The limit of features in one layer; China has 620,000 villages.
pub(super) const MOST_FEATURES: u64 = 5_000_000;

/// A format, given by the file extension.
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
    Workbook,
}

impl SourceFormat {
    /// The GDAL drivers that may read it.
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
            Self::GeoParquet | Self::Workbook => &[],
        }
    }

    /// Whether it is read whole into memory, as UTF-8.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::GeoJson | Self::GeoJsonSeq | Self::Kml | Self::Csv)
    }

    /// The format of a file, by its name in small letters.
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
            "xlsx" | "xlsm" => Self::Workbook,
            "parquet" | "geoparquet" => Self::GeoParquet,
            _ => return None,
        })
    }
}
