//! The rows of bulk answers, for the OpenAPI document; `bulk` in `crates/rows` writes them.
use super::lists;
use super::thresholds::ThresholdsBody;
use super::world::WorldBlock;
use riverchief_core::domain::kinds::Status;
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// What a column of a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Id,
    /// A number, or the text that could not be read as one.
    Sent,
    Status,
    Text,
    Number,
    Several,
    Names,
    NamesEach,
}

const COLUMNS: [(&str, Kind, &str); 39] = [
    ("id", Kind::Id, "The id as sent"),
    ("lon", Kind::Sent, "First coordinate, as sent"),
    ("lat", Kind::Sent, "Second coordinate, as sent"),
    ("status", Kind::Status, "The status of the place, or ERROR"),
    ("city", Kind::Text, "Code of the city"),
    ("county", Kind::Text, "Code of the county"),
    ("township", Kind::Text, "Code of the township"),
    ("village", Kind::Text, "Code of the village"),
    ("water", Kind::Text, "Code of the water"),
    ("segment", Kind::Text, "Id of the segment"),
    ("zone", Kind::Text, "Id of the zone"),
    ("bank", Kind::Text, "left, right or both, seen downstream"),
    (
        "measure_m",
        Kind::Number,
        "Measure in metres from the upstream end of the branch",
    ),
    ("distance_m", Kind::Number, "Distance to the water in metres"),
    ("direct_posts", Kind::Several, "Posts called 直接责任人, by id"),
    ("first_contact_post", Kind::Text, "The post to phone first, by id"),
    ("accountable_post", Kind::Text, "The highest-ranking direct post, by id"),
    ("alternatives", Kind::Several, "Other possible answers, nearest first"),
    ("rule", Kind::Text, "The rule that decided the status"),
    ("error", Kind::Text, "Why there is no answer"),
    ("confidence", Kind::Text, "The confidence of the answer"),
    ("branch", Kind::Number, "Branch of the water; 0 is the main course"),
    ("water_name", Kind::Text, "Name of the water"),
    ("city_name", Kind::Text, "Name of the city"),
    ("county_name", Kind::Text, "Name of the county"),
    ("township_name", Kind::Text, "Name of the township"),
    ("village_name", Kind::Text, "Name of the village"),
    ("managed_by", Kind::Text, "Code of the functional area"),
    ("direct_names", Kind::Several, "Names of the direct posts"),
    ("first_contact_name", Kind::Text, "Name of the post to phone first"),
    ("first_contact_phone", Kind::Text, "Its telephone number"),
    (
        "accountable_name",
        Kind::Text,
        "Name of the highest-ranking direct post",
    ),
    ("nearest_segment", Kind::Text, "Segment of the nearest water"),
    ("neighbour", Kind::Text, "Code of the neighbour outside the city"),
    ("direct_holders", Kind::NamesEach, "Holders of each of the direct posts"),
    ("direct_phones", Kind::Several, "Telephone numbers of the direct posts"),
    (
        "first_contact_holder",
        Kind::Names,
        "Holders of the post to phone first",
    ),
    (
        "accountable_holder",
        Kind::Names,
        "Holders of the highest-ranking direct post",
    ),
    ("accountable_phone", Kind::Text, "Its telephone number"),
];

/// The answer to one record of a bulk request: a line of NDJSON, or the properties of a `GeoJSON` feature.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRow;

impl PartialSchema for AnswerRow {
    fn schema() -> RefOr<Schema> {
        let about = "The answer to one record of a bulk request: a line of NDJSON, or the properties of a GeoJSON \
                     feature. It has every column, or those that the parameter `columns` names, in its order.";
        let mut row = ObjectBuilder::new().schema_type(Type::Object).description(Some(about));
        for (name, kind, words) in COLUMNS {
            row = row.property(name, column(kind, words));
        }
        row.build().into()
    }
}

impl ToSchema for AnswerRow {}

fn column(kind: Kind, about: &str) -> Schema {
    let types = |types: &[Type]| SchemaType::Array(types.to_vec());
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let plain = |types: SchemaType| ObjectBuilder::new().schema_type(types).description(Some(about));
    let list = |items: ObjectBuilder| ArrayBuilder::new().items(items).description(Some(about)).build();
    match kind {
        Kind::Id => plain(SchemaType::AnyValue).build().into(),
        Kind::Sent => plain(types(&[Type::Number, Type::String, Type::Null])).build().into(),
        Kind::Text => plain(types(&[Type::String, Type::Null])).build().into(),
        Kind::Number => plain(types(&[Type::Number, Type::Null])).build().into(),
        Kind::Status => {
            let values = Status::ALL.iter().map(|status| status.as_str()).chain(["ERROR"]);
            plain(SchemaType::Type(Type::String))
                .enum_values(Some(values))
                .build()
                .into()
        }
        Kind::Several => list(ObjectBuilder::new().schema_type(types(&[Type::String, Type::Null]))).into(),
        Kind::Names => list(text()).into(),
        Kind::NamesEach => {
            let names = ArrayBuilder::new().items(text());
            ArrayBuilder::new().items(names).description(Some(about)).build().into()
        }
    }
}

/// Rows as a `GeoJSON` feature collection.
#[derive(Clone, Debug, ToSchema)]
#[allow(dead_code, reason = "it describes what `export::rows` writes")]
pub struct AnswerCollection {
    /// Always `FeatureCollection`.
    #[schema(value_type = lists::FeatureCollectionType)]
    r#type: String,
    /// A feature for every record, in order.
    features: Vec<AnswerFeature>,
    /// The world that the answer is based on.
    world: WorldBlock,
    /// The CRS of the input coordinates.
    input_crs: String,
    /// Whether the CRS is the default because none was named.
    crs_defaulted: bool,
    /// The thresholds in force.
    thresholds: ThresholdsBody,
}

/// A row as a feature.
#[derive(Clone, Debug, ToSchema)]
#[allow(dead_code, reason = "it describes what `export::rows` writes")]
pub struct AnswerFeature {
    /// Always `Feature`.
    #[schema(value_type = lists::FeatureType)]
    r#type: String,
    /// The place in longitude and latitude; null if there is no answer.
    #[schema(required)]
    geometry: Option<PlacePoint>,
    /// The row.
    #[schema(value_type = AnswerRow)]
    properties: Value,
    /// The id that was sent; absent if none was sent, or if it is neither a string nor a number.
    #[schema(value_type = Option<Value>)]
    id: Option<Value>,
}

/// A place as `GeoJSON`.
#[derive(Clone, Debug, ToSchema)]
#[allow(dead_code, reason = "it describes what `export::rows` writes")]
pub struct PlacePoint {
    /// Always `Point`.
    #[schema(value_type = lists::PointType)]
    r#type: String,
    /// Longitude and latitude, or easting and northing in a projected CRS.
    #[schema(min_items = 2)]
    coordinates: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::COLUMNS;

    #[test]
    fn every_column_is_described_in_its_place() {
        assert_eq!(COLUMNS.map(|(name, _, _)| name), riverchief_rows::bulk::COLUMNS);
    }
}
