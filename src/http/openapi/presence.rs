//! Absent or null: a parameter or a member that can be absent is never null. A member that can be null is never absent, so
//! its type marks it as required. Only the columns of rows can be either: absent if they were not chosen, null if empty.
use crate::http::wire::answer_rows::AnswerRow;
use utoipa::ToSchema as _;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{Components, RefOr};

/// Removes null from the types of members that can be absent, except in rows.
pub(super) fn describe(components: &mut Components) {
    let rows = AnswerRow::name();
    for (name, schema) in &mut components.schemas {
        if let RefOr::T(schema) = schema
            && *name != rows
        {
            describe_members(schema);
        }
    }
}

fn describe_members(schema: &mut Schema) {
    match schema {
        Schema::Object(object) => {
            for (name, member) in &mut object.properties {
                if !object.required.contains(name) {
                    remove_null(member);
                }
            }
        }
        Schema::AllOf(all) => {
            for part in &mut all.items {
                if let RefOr::T(part) = part {
                    describe_members(part);
                }
            }
        }
        _ => {}
    }
}

/// Removes null from the type of a schema.
pub(super) fn remove_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => remove_null_type(&mut object.schema_type),
        RefOr::T(Schema::Array(array)) => remove_null_type(&mut array.schema_type),
        RefOr::T(Schema::OneOf(choice)) => {
            choice.items.retain(|item| !is_null(item));
            if let [only] = choice.items.as_slice() {
                *schema = only.clone();
            }
        }
        _ => {}
    }
}

fn remove_null_type(schema_type: &mut SchemaType) {
    if let SchemaType::Array(types) = schema_type
        && let [one, Type::Null] | [Type::Null, one] = types.as_slice()
    {
        *schema_type = SchemaType::Type(one.clone());
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}
