//! The schemas of the features of each collection.
use riverchief_rows::collections::{CollectionSpec, Column, ColumnKind};
use serde_json::Value;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{
    ArrayBuilder, Components, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};

/// The component of a page of any collection.
const ANY_PAGE: &str = "FeaturePage";
const ANY_FEATURE: &str = "Feature";

/// `segments_county` → `SegmentsCounty`.
fn camel(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    id.split('_').map(word).collect()
}

/// Adds the schemas of the page, feature and properties of a collection, and makes the page the answer of the
/// operation. They
/// differ from those of any collection only in the properties.
pub(super) fn describe(spec: &CollectionSpec, operation: &mut Operation, components: &mut Components) {
    let name = camel(spec.id);
    let (page, feature, row) = (format!("{name}Page"), format!("{name}Feature"), format!("{name}Row"));
    let derived = |any: &str, member: &str, schema: RefOr<Schema>, components: &mut Components| -> Option<Schema> {
        let Some(RefOr::T(Schema::Object(known))) = components.schemas.get(any) else {
            return None;
        };
        let mut own = known.clone();
        own.description = Some(format!("{}（{}）.", spec.title_en, spec.title_zh));
        own.properties.insert(member.to_owned(), schema);
        Some(Schema::Object(own))
    };
    let features = ArrayBuilder::new()
        .items(Ref::from_schema_name(&feature))
        .description(Some("The features."))
        .build();
    let found = [
        (
            &page,
            derived(ANY_PAGE, "features", Schema::Array(features).into(), components),
        ),
        (
            &feature,
            derived(
                ANY_FEATURE,
                "properties",
                Ref::from_schema_name(&row).into(),
                components,
            ),
        ),
        (&row, Some(columns(spec))),
    ];
    for (name, schema) in found {
        if let Some(schema) = schema {
            components.schemas.insert(name.clone(), schema.into());
        }
    }
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content
                && content.schema == Some(Ref::from_schema_name(ANY_PAGE).into())
            {
                content.schema = Some(Ref::from_schema_name(&page).into());
            }
        }
    }
}

/// The schema of the properties of a feature. The parameter `properties` can leave some out.
fn columns(spec: &CollectionSpec) -> Schema {
    let about = format!("The properties of a feature of {}.", spec.id);
    let mut row = ObjectBuilder::new().schema_type(Type::Object).description(Some(about));
    for (number, column) in spec.columns().enumerate() {
        row = row.property(column.name, property(column, number == 0));
    }
    row.build().into()
}

fn property(column: &Column, is_id: bool) -> Schema {
    let kind = match column.kind {
        ColumnKind::Text | ColumnKind::Date => Type::String,
        ColumnKind::Integer => Type::Integer,
        ColumnKind::Real => Type::Number,
        ColumnKind::Flag => Type::Boolean,
        ColumnKind::Texts => Type::Array,
    };
    let kind = if is_id {
        SchemaType::Type(kind)
    } else {
        SchemaType::Array(vec![kind, Type::Null])
    };
    let about = format!("{}: {}", column.title_zh, column.about);
    if column.kind == ColumnKind::Texts {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let list = ArrayBuilder::new()
            .schema_type(kind)
            .items(text)
            .description(Some(about));
        return list.build().into();
    }
    let date = (column.kind == ColumnKind::Date).then_some(SchemaFormat::KnownFormat(KnownFormat::Date));
    let absent = (!is_id).then_some(Value::Null);
    let values = (!column.values.is_empty()).then(|| {
        column
            .values
            .iter()
            .map(|v| Value::from(*v))
            .chain(absent)
            .collect::<Vec<_>>()
    });
    let schema = ObjectBuilder::new()
        .schema_type(kind)
        .format(date)
        .description(Some(about));
    schema.enum_values(values).build().into()
}
