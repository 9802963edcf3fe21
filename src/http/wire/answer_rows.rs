//! Rows of bulk answers, for the description of the interface; `export::rows` writes them.
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
    /// A number; what couldn't be read as one is text.
    Sent,
    Status,
    Text,
    Number,
    Several,
    Names,
    NamesEach,
}

const COLUMNS: [(&str, Kind, &str); 39] = [
    ("id", Kind::Id, "The id that was sent, as it was written"),
    ("lon", Kind::Sent, "First coordinate, as it was sent"),
    ("lat", Kind::Sent, "Second coordinate, as it was sent"),
    ("status", Kind::Status, "What the place is, or ERROR"),
    ("city", Kind::Text, "Code of the city"),
    ("county", Kind::Text, "Code of the county"),
    ("township", Kind::Text, "Code of the township"),
    ("village", Kind::Text, "Code of the village"),
    ("water", Kind::Text, "Code of the water"),
    ("segment", Kind::Text, "Id of the segment"),
    ("zone", Kind::Text, "Id of the zone"),
    ("bank", Kind::Text, "left, right or both, seen downstream"),
    ("measure_m", Kind::Number, "Metres from the upstream end of the branch"),
    ("distance_m", Kind::Number, "Metres to the water"),
    ("direct_posts", Kind::Several, "Posts called 直接责任人, by id"),
    ("first_contact_post", Kind::Text, "Whom to phone, by id of the post"),
    ("accountable_post", Kind::Text, "The highest direct post, by id"),
    ("alternatives", Kind::Several, "What else it could be, nearest first"),
    ("rule", Kind::Text, "The rule that decided the status"),
    ("error", Kind::Text, "Why there is no answer"),
    ("confidence", Kind::Text, "How sure the answer is"),
    ("branch", Kind::Number, "Branch of the water; 0 is the main course"),
    ("water_name", Kind::Text, "Name of the water"),
    ("city_name", Kind::Text, "Name of the city"),
    ("county_name", Kind::Text, "Name of the county"),
    ("township_name", Kind::Text, "Name of the township"),
    ("village_name", Kind::Text, "Name of the village"),
    ("managed_by", Kind::Text, "Code of the functional area"),
    ("direct_names", Kind::Several, "Names of the direct posts"),
    ("first_contact_name", Kind::Text, "Name of the post to phone"),
    ("first_contact_phone", Kind::Text, "Its telephone"),
    ("accountable_name", Kind::Text, "Name of the highest direct post"),
    ("nearest_segment", Kind::Text, "Segment of the nearest water"),
    ("neighbour", Kind::Text, "Code of the neighbour outside the city"),
    ("direct_holders", Kind::NamesEach, "Who holds each of the direct posts"),
    ("direct_phones", Kind::Several, "Telephones of the direct posts"),
    ("first_contact_holder", Kind::Names, "Who holds the post to phone"),
    ("accountable_holder", Kind::Names, "Who holds the highest direct post"),
    ("accountable_phone", Kind::Text, "Its telephone"),
];

/// The answer to one record of many: a line of NDJSON, the properties of a feature of `GeoJSON`.
#[derive(Clone, Copy, Debug)]
pub struct AnswerRow;

impl PartialSchema for AnswerRow {
    fn schema() -> RefOr<Schema> {
        let about = "The answer to one record of many: a line of NDJSON, the properties of a feature of GeoJSON.";
        let mut row = ObjectBuilder::new().schema_type(Type::Object).description(Some(about));
        for (name, kind, words) in COLUMNS {
            row = row.property(name, column(kind, words)).required(name);
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

/// Rows as a collection of `GeoJSON`.
#[derive(Clone, Debug, ToSchema)]
#[allow(dead_code, reason = "it describes what `export::rows` writes")]
pub struct AnswerCollection {
    /// Always `FeatureCollection`.
    #[schema(value_type = lists::FeatureCollectionType)]
    r#type: String,
    /// A feature for every record, in order.
    features: Vec<AnswerFeature>,
    /// Which world answered.
    world: WorldBlock,
    /// CRS the coordinates were read in.
    input_crs: String,
    /// Whether that CRS was assumed.
    crs_defaulted: bool,
    /// Thresholds that were in force.
    thresholds: ThresholdsBody,
}

/// A row as a feature.
#[derive(Clone, Debug, ToSchema)]
#[allow(dead_code, reason = "it describes what `export::rows` writes")]
pub struct AnswerFeature {
    /// Always `Feature`.
    #[schema(value_type = lists::FeatureType)]
    r#type: String,
    /// The place that was decided, in longitude and latitude; null where there is no answer.
    #[schema(required)]
    geometry: Option<PlacePoint>,
    /// The row.
    #[schema(value_type = AnswerRow)]
    properties: Value,
    /// The id that was sent, where it is a string or a number; absent without one.
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
    /// Longitude, latitude; east, north in a projected CRS.
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
