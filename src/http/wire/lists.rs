//! Closed lists, for the description of the interface: which values a member can have. Members themselves are texts; that
//! each is on its list is held by a test that compares answers with the description.
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
    /// How sure an answer is.
    Confidence: kinds::Confidence::ALL.iter().map(|v| v.as_str()).collect();
    /// The state of a seat.
    SeatState: kinds::SeatState::ALL.iter().map(|v| v.as_str()).collect();
    /// Whether a post is held.
    HeldState: vec![kinds::SeatState::Filled.as_str(), kinds::SeatState::Vacant.as_str()];
    /// Where a statement comes from.
    Basis: kinds::Basis::ALL.iter().map(|v| v.as_str()).collect();
    /// How a feature matched a place.
    MatchKind: kinds::MatchKind::ALL.iter().map(|v| v.as_str()).collect();
    /// The state of a milestone.
    MilestoneState: vec!["MET", "PENDING", "OVERDUE", "NOT_RECORDED"];
    /// What is missing.
    MissingKind: vec!["gap", "vacant", "office", "document", "not_sent", "grade"];
    /// Which rule chose the convener.
    ConferenceRule: vec!["J3_FLOOD_COMMANDER", "J2_LONGEST_REACH", "OVERRIDE"];
    /// What a search found.
    HitKind: vec!["water", "unit", "post", "segment", "board"];
    /// What a walk meets.
    ReachedKind: vec!["segment", "piece", "water_zone"];
    /// The last change on the way of a walk.
    Via: vec!["branch", "other_branch", "confluence"];
    /// One of eight winds.
    Wind: vec!["北", "东北", "东", "东南", "南", "西南", "西", "西北"];
    /// What was cut.
    ShapeKind: vec!["line", "polygon"];
    /// What coordinates of a base map are in.
    Datum: vec!["cgcs2000", "wgs84"];
    /// The state of an export.
    ExportState: vec!["queued", "running", "succeeded", "failed", "interrupted", "expired"];
    /// Why an export has no file.
    ExportFailureReason: vec!["export-bytes", "all-bytes", "disk-full", "filter-too-slow", "interrupted", "file-lost", "internal"];
    /// What several collections come as.
    ExportPackage: Package::ALL.map(Package::as_str).to_vec();
    /// What can choose among the features of a collection.
    ExportArea: Area::ALL.map(Area::as_str).to_vec();
    /// A format of files.
    FileFormat: formats::FileFormat::ALL.map(formats::FileFormat::as_str).to_vec();
    /// The name of a collection.
    CollectionName: CollectionId::all().map(|c| c.spec().id).collect();
    /// The name of a style.
    StyleName: STYLES.to_vec();
    /// What metadata are about.
    StyleScope: vec!["style"];
    /// What a layer of a style draws.
    DrawnGeometry: vec!["points", "lines", "polygons", "any"];
    /// What tiles hold.
    TileData: vec!["vector"];
    /// From where rows of tiles count.
    TileScheme: vec!["xyz"];
    /// Where rows and columns of tiles begin.
    TileCorner: vec!["topLeft"];
    /// What a collection holds.
    ItemType: vec!["feature"];
    /// A method, where it isn't GET.
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
