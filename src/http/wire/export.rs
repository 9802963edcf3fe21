//! Exports on the wire: what is asked for, and what is told of one.
use super::geometry::Link;
use super::lists;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use crate::jobs::{Counted, Failure, JobRecord, Progress, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// An export as it is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExportRequest)]
pub struct ExportAsked {
    /// The collections, each once.
    #[schema(min_items = 1)]
    pub collections: Vec<CollectionWanted>,
    /// Only features that meet this box: four numbers, in the order of axes of `bbox-crs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Vec<f64>>,
    /// CRS of `bbox`, by URI; CRS84 without it.
    #[serde(rename = "bbox-crs", skip_serializing_if = "Option::is_none")]
    pub bbox_crs: Option<String>,
    /// Only features of this administrative unit or functional area, by its code; not what only touches its border.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// CRS of geometries in filters, by URI; CRS84 without it.
    #[serde(rename = "filter-crs", skip_serializing_if = "Option::is_none")]
    pub filter_crs: Option<String>,
    /// The day whose law is written; today without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub datetime: Option<String>,
    /// The edition of the world; the current one without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub edition: Option<u32>,
    /// CRS of the files, by URI; without it what suits the format. Coordinates are longitude or east first, whatever it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Decimals of degrees, or metres for a projected CRS: vertices go onto that grid, shared ones to one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// `geojson`, `geojsonseq`, `csv`, `kml`, `fgb`, `parquet`, `gpkg`, `shp` or `xlsx`; without it, that of the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::FileFormat>)]
    pub format: Option<String>,
    /// Texts in CSV as they are; without it, an apostrophe stands before one that a spreadsheet would run as a formula.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<bool>,
    /// `zip` (each collection a file, and `manifest.json`) or `gpkg` (one GeoPackage, each collection a layer); `zip` without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::ExportPackage>)]
    pub package: Option<String>,
}

/// A collection in an export.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExportCollection)]
pub struct CollectionWanted {
    /// Its name.
    #[schema(value_type = lists::CollectionName)]
    pub collection: String,
    /// Only features that pass this: a text is CQL2 text, an object CQL2 JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub filter: Option<Value>,
    /// Only these properties; all without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Vec<String>>,
}

/// What is known of an export.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportBody {
    /// What names it; who knows this may see, take and remove it.
    pub id: String,
    /// `queued`, `running`, `succeeded`, `failed`, `interrupted` (the service stopped before it was done) or `expired`.
    #[schema(value_type = lists::ExportState)]
    pub state: &'static str,
    /// The world that it is of: edition and day were pinned when it was asked for.
    #[schema(value_type = WorldBlock)]
    pub world: Value,
    /// What was asked for.
    #[schema(value_type = ExportAsked)]
    pub request: Value,
    /// `zip` or `gpkg`.
    #[schema(value_type = lists::ExportPackage)]
    pub package: &'static str,
    /// The format, by name.
    #[schema(value_type = lists::FileFormat)]
    pub format: String,
    /// CRS of the file, by URI.
    pub crs: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub created: String,
    /// When it was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub started: Option<String>,
    /// When it was done, or came to nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ended: Option<String>,
    /// When the file goes; of an export without a file, when it is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub expires: Option<String>,
    /// Exports that wait before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<usize>,
    /// How far it has come.
    pub progress: ProgressBody,
    /// What came of each collection, in the order asked for.
    pub collections: Vec<CountedBody>,
    /// What isn't in the file as it is in the world: names that were shortened, vertices that were moved.
    pub remarks: Vec<String>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileBody>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureBody>,
    /// This document and, once there is one, the file (`enclosure`).
    pub links: Vec<Link>,
}

/// How far an export has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportProgress)]
pub struct ProgressBody {
    /// Collections written.
    pub collections: usize,
    /// Collections to write.
    pub of_collections: usize,
    /// Features written.
    pub features: usize,
    /// Features to write; absent until they are chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_features: Option<usize>,
    /// Bytes of the file so far.
    pub bytes: u64,
}

/// What came of a collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportedCollection)]
pub struct CountedBody {
    /// Its name.
    pub collection: String,
    /// Features written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<usize>,
    /// Its files in the zip.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// The file of an export.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportFile)]
pub struct FileBody {
    /// The name to keep it under.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size.
    pub bytes: u64,
}

/// Why an export has no file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportFailure)]
pub struct FailureBody {
    /// `export-bytes`, `all-bytes`, `disk-full`, `filter-too-slow`, `interrupted`, `file-lost` or `internal`.
    #[schema(value_type = lists::ExportFailureReason)]
    pub reason: &'static str,
    /// In words, with what to do.
    pub detail: String,
}

impl ExportBody {
    /// What is known of an export, with links below `url`; `before` exports wait before it.
    #[must_use]
    pub fn new(record: JobRecord, progress: Progress, before: usize, url: &PublicUrl) -> Self {
        let id = record.id.to_string();
        let mut links = vec![Link::to(url, "self", &["v1", "exports", &id])];
        if record.state == State::Succeeded {
            links.push(Link::to(url, "enclosure", &["v1", "exports", &id, "file"]));
        }
        let counted = |c: Counted| CountedBody {
            collection: c.collection,
            features: c.features,
            files: c.files,
        };
        let failure = |f: Failure| FailureBody {
            reason: f.reason.as_str(),
            detail: f.detail,
        };
        Self {
            id,
            state: record.state.as_str(),
            world: record.world,
            request: record.asked,
            package: record.package.as_str(),
            format: record.format,
            crs: record.crs,
            created: record.created.to_string(),
            started: record.started.map(|at| at.to_string()),
            ended: record.ended.map(|at| at.to_string()),
            expires: record.expires.map(|at| at.to_string()),
            waiting: (record.state == State::Queued).then_some(before),
            progress: ProgressBody {
                collections: progress.collections,
                of_collections: record.collections.len(),
                features: progress.features,
                of_features: progress.of_features,
                bytes: progress.bytes,
            },
            collections: record.collections.into_iter().map(counted).collect(),
            remarks: record.remarks,
            file: record.file.map(|file| FileBody {
                name: file.name,
                media_type: record.package.media_type(),
                bytes: file.bytes,
            }),
            failure: record.failure.map(failure),
            links,
        }
    }
}
