//! Exports on the wire: the request, and the state of an export.
use super::geometry::Link;
use super::lists;
use super::world::WorldBlock;
use crate::http::public_url::PublicUrl;
use crate::jobs::{Counted, Failure, JobRecord, Progress, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A request for an export.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExportRequest)]
pub struct ExportRequest {
    /// The collections, each once.
    #[schema(min_items = 1)]
    pub collections: Vec<ExportCollection>,
    /// Only features that intersect this box: four numbers, in the axis order of `bbox-crs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<Vec<f64>>,
    /// CRS of `bbox`, as a URI. CRS84 by default.
    #[serde(rename = "bbox-crs", skip_serializing_if = "Option::is_none")]
    pub bbox_crs: Option<String>,
    /// Only features in this administrative unit or functional area, by its code. Features that only touch its border
    /// are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// CRS of geometries in filters, as a URI. CRS84 by default.
    #[serde(rename = "filter-crs", skip_serializing_if = "Option::is_none")]
    pub filter_crs: Option<String>,
    /// The day of the law. Today by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub datetime: Option<String>,
    /// The edition of the world. The current one by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1)]
    pub edition: Option<u32>,
    /// CRS of the files, as a URI. By default it depends on the format. The first coordinate is always longitude or
    /// easting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Number of decimals for degrees, or a grid size in metres for a projected CRS. Vertices are rounded to this
    /// grid; shared vertices stay shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// `geojson`, `geojsonseq`, `csv`, `kml`, `fgb`, `parquet`, `gpkg`, `shp` or `xlsx`. May be left out if the
    /// package is `gpkg`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::FileFormat>)]
    pub format: Option<String>,
    /// Whether texts in CSV are written unchanged. By default an apostrophe is put before a text that a spreadsheet
    /// would run as a formula.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<bool>,
    /// `zip` (a file for each collection, and `manifest.json`) or `gpkg` (one GeoPackage with a layer for each
    /// collection). `zip` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::ExportPackage>)]
    pub package: Option<String>,
}

/// A collection in an export.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExportCollection)]
pub struct ExportCollection {
    /// Its name.
    #[schema(value_type = lists::CollectionName)]
    pub collection: String,
    /// Only features that pass this filter: CQL2 text as a string, or CQL2 JSON as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub filter: Option<Value>,
    /// Only these properties. All by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Vec<String>>,
}

/// An export.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Export)]
pub struct ExportBody {
    /// The id of the export. Anyone who knows it can view, download and remove the export.
    pub id: String,
    /// `queued`, `running`, `succeeded`, `failed`, `interrupted` (the service stopped before it was done) or `expired`.
    #[schema(value_type = lists::ExportState)]
    pub state: &'static str,
    /// The world of the export. Edition and day were fixed when the export was requested.
    #[schema(value_type = WorldBlock)]
    pub world: Value,
    /// The request.
    #[schema(value_type = ExportRequest)]
    pub request: Value,
    /// `zip` or `gpkg`.
    #[schema(value_type = lists::ExportPackage)]
    pub package: &'static str,
    /// The name of the format.
    #[schema(value_type = lists::FileFormat)]
    pub format: String,
    /// CRS of the file, as a URI.
    pub crs: String,
    /// The time of the request.
    #[schema(format = DateTime)]
    pub created: String,
    /// The time of its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub started: Option<String>,
    /// The time of its end, successful or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub ended: Option<String>,
    /// The time at which the file expires, or at which an export without a file is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub expires: Option<String>,
    /// Number of exports ahead of it in the queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<usize>,
    /// The progress.
    pub progress: ProgressBody,
    /// The result for each collection, in the order of the request.
    pub collections: Vec<CountedBody>,
    /// Differences between the file and the world: shortened names, moved vertices.
    pub remarks: Vec<String>,
    /// The file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<FileBody>,
    /// Why there is no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureBody>,
    /// Links to this document and, once it exists, to the file (`enclosure`).
    pub links: Vec<Link>,
}

/// The progress of an export.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportProgress)]
pub struct ProgressBody {
    /// Collections written.
    pub collections: usize,
    /// Collections to write.
    pub of_collections: usize,
    /// Features written.
    pub features: usize,
    /// Features to write; absent until they have been selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_features: Option<usize>,
    /// Current size of the file in bytes.
    pub bytes: u64,
}

/// The result for a collection.
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
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Why an export has no file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExportFailure)]
pub struct FailureBody {
    /// `export-bytes`, `all-bytes`, `disk-full`, `filter-too-slow`, `interrupted`, `file-lost` or `internal`.
    #[schema(value_type = lists::ExportFailureReason)]
    pub reason: &'static str,
    /// An explanation, with what to do.
    pub detail: String,
}

impl ExportBody {
    /// An export with links below `url`; `before` is the number of exports ahead of it in the queue.
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
