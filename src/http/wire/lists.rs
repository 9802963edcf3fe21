//! Closed lists for the OpenAPI document: the values that a member can have. The members themselves are texts; a test
//! compares answers with the document, so that each value is on its list.
use crate::export::Area;
use crate::http::styles::STYLES;
use crate::jobs::Package;
use riverchief_core::domain::kinds;
use riverchief_rows::collections::CollectionId;
use riverchief_rows::formats;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! lists {
    ($($(#[doc = $about:literal])* $name:ident: $values:expr;)*) => {$(
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let values: Vec<&'static str> = $values;
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($about),*).trim()))
                    .enum_values(Some(values))
                    .build()
                    .into()
            }
        }
        impl ToSchema for $name {}
    )*};
}

lists! {
    /// A level of units.
    Level: kinds::Level::ALL.iter().map(|v| v.as_str()).collect();
    /// A kind of water.
    WaterKind: kinds::WaterKind::ALL.iter().map(|v| v.as_str()).collect();
    /// A side of a centreline, seen downstream.
    Bank: kinds::Bank::ALL.iter().map(|v| v.as_str()).collect();
    /// A kind of post.
    PostKind: kinds::PostKind::ALL.iter().map(|v| v.as_str()).collect();
    /// What a place is.
    Status: kinds::Status::ALL.iter().map(|v| v.as_str()).collect();
    /// The confidence of an answer.
    Confidence: kinds::Confidence::ALL.iter().map(|v| v.as_str()).collect();
    /// The state of a seat.
    SeatState: kinds::SeatState::ALL.iter().map(|v| v.as_str()).collect();
    /// Whether a post is filled.
    HeldState: vec![kinds::SeatState::Filled.as_str(), kinds::SeatState::Vacant.as_str()];
    /// The source of a statement.
    Basis: kinds::Basis::ALL.iter().map(|v| v.as_str()).collect();
    /// How a feature matched a place.
    MatchKind: kinds::MatchKind::ALL.iter().map(|v| v.as_str()).collect();
    /// The state of a milestone.
    MilestoneState: vec!["MET", "PENDING", "OVERDUE", "NOT_RECORDED"];
    /// What is missing.
    MissingKind: vec!["gap", "vacant", "office", "document", "not_sent", "grade"];
    /// Which rule chose the convener.
    ConferenceRule: vec!["J3_FLOOD_COMMANDER", "J2_LONGEST_REACH", "OVERRIDE"];
    /// The kind of a search result.
    HitKind: vec!["water", "unit", "post", "segment", "board"];
    /// The kind of a feature upstream or downstream.
    ReachedKind: vec!["segment", "piece", "water_zone"];
    /// The last change of course on the way to a feature.
    Via: vec!["branch", "other_branch", "confluence"];
    /// One of the eight compass directions.
    Wind: vec!["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
    /// The kind of shape.
    ShapeKind: vec!["line", "polygon"];
    /// The datum of a base map.
    Datum: vec!["cgcs2000", "wgs84"];
    /// The state of an export.
    ExportState: vec!["queued", "running", "succeeded", "failed", "interrupted", "expired"];
    /// Why an export has no file.
    ExportFailureReason: vec!["export-bytes", "all-bytes", "disk-full", "filter-too-slow", "interrupted", "file-lost", "internal"];
    /// The package of an export.
    ExportPackage: Package::ALL.map(Package::as_str).to_vec();
    /// The kind of area that selects features of a collection.
    ExportArea: Area::ALL.map(Area::as_str).to_vec();
    /// A file format.
    FileFormat: formats::FileFormat::ALL.map(formats::FileFormat::as_str).to_vec();
    /// The name of a collection.
    CollectionName: CollectionId::all().map(|c| c.spec().id).collect();
    /// The name of a style.
    StyleName: STYLES.to_vec();
    /// The subject of metadata.
    StyleScope: vec!["style"];
    /// The geometry that a layer of a style draws.
    DrawnGeometry: vec!["points", "lines", "polygons", "any"];
    /// The content of tiles.
    TileData: vec!["vector"];
    /// The order of tile rows.
    TileScheme: vec!["xyz"];
    /// The corner at which rows and columns of tiles begin.
    TileCorner: vec!["topLeft"];
    /// What a collection holds.
    ItemType: vec!["feature"];
    /// The method of a link, if it is not GET.
    LinkMethod: vec!["POST"];
    /// The type of a line in `GeoJSON`.
    LineType: vec!["LineString"];
    /// The type of polygons in `GeoJSON`.
    SurfaceType: vec!["MultiPolygon"];
    /// The type of a point in `GeoJSON`.
    PointType: vec!["Point"];
    /// The type of a feature in `GeoJSON`.
    FeatureType: vec!["Feature"];
    /// The type of a collection in `GeoJSON`.
    FeatureCollectionType: vec!["FeatureCollection"];
    /// The type of a geometry in `GeoJSON`.
    GeometryType: vec!["Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"];
}
