//! The items of each collection at their own path, with every property as a parameter.
//!
//! In addition to `/collections/{collectionId}/items`, which generated clients use for any collection, the document has
//! `/collections/counties/items` and so on. OGC API – Features describes queryable parameters per collection, and GDAL
//! and
//! QGIS look at the literal path to find out which filters the server supports.
use super::rows;
use crate::http::features::{DEFAULT_LIMIT, MOST_ITEMS};
use riverchief_rows::collections::{COLLECTIONS, CollectionSpec, Column, ColumnKind};
use riverchief_rows::formats::FileFormat;
use std::collections::BTreeMap;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, ParameterStyle, PathItem};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required, Schema};

/// The path of the items of any collection.
const TEMPLATE: &str = "/collections/{collectionId}/items";

/// Copies the parameters of GET to POST, before anything else changes them.
pub(super) fn share(document: &mut OpenApi) {
    let Some(template) = document.paths.paths.get_mut(TEMPLATE) else {
        return;
    };
    if let (Some(get), Some(post)) = (&template.get, &mut template.post) {
        let query =
            |parameter: &&RefOr<Parameter>| matches!(parameter, RefOr::T(p) if p.parameter_in == ParameterIn::Query);
        let shared = get.parameters.iter().flatten().filter(query).cloned();
        post.parameters.get_or_insert_default().extend(shared);
    }
    for operation in [template.get.as_mut(), template.post.as_mut()].into_iter().flatten() {
        let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else {
            continue;
        };
        for format in FileFormat::ALL {
            let text = ObjectBuilder::new().schema_type(Type::String).build();
            // `closed::describe_files` sets the schema of binary formats.
            let file = ContentBuilder::new().schema(Some(text)).build();
            let name = format.media_type().to_owned();
            response.content.entry(name).or_insert(file.into());
        }
    }
}

/// Adds the paths of the collections, and their common parameters to the components.
pub(super) fn describe(document: &mut OpenApi) {
    let Some(mut template) = document.paths.paths.remove(TEMPLATE) else {
        return;
    };
    let components = document.components.get_or_insert_default();
    let own = |operation: &mut Operation, shared: &mut BTreeMap<String, RefOr<Parameter>>| {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(found) = parameter
                && found.parameter_in == ParameterIn::Query
            {
                let reference = Ref::new(format!("#/components/parameters/{}", found.name));
                let mut found = found.clone();
                bounded(&mut found);
                shared.entry(found.name.clone()).or_insert(RefOr::T(found));
                *parameter = RefOr::Ref(reference);
            }
        }
    };
    for operation in [template.get.as_mut(), template.post.as_mut()].into_iter().flatten() {
        own(operation, &mut components.parameters);
    }
    for spec in COLLECTIONS {
        let mut item = literal(&template, spec, &mut components.parameters);
        for operation in [item.get.as_mut(), item.post.as_mut()].into_iter().flatten() {
            rows::describe(spec, operation, components);
        }
        let path = TEMPLATE.replace("{collectionId}", spec.id);
        document.paths.paths.insert(path, item);
    }
    document.paths.paths.insert(TEMPLATE.to_owned(), template);
}

/// Adds limits to parameters: QGIS reads its page size from them, and GDAL whether it can send a filter.
fn bounded(parameter: &mut Parameter) {
    let Some(RefOr::T(Schema::Object(schema))) = &mut parameter.schema else {
        return;
    };
    match parameter.name.as_str() {
        "limit" => {
            schema.maximum = Some(MOST_ITEMS.into());
            schema.default = Some(DEFAULT_LIMIT.into());
        }
        "filter-lang" => {
            let languages = ["cql2-text", "cql2-json", "cql-text", "cql-json"];
            schema.enum_values = Some(languages.map(Into::into).to_vec());
            schema.default = Some(languages[0].into());
        }
        _ => {}
    }
}

fn literal(template: &PathItem, spec: &CollectionSpec, shared: &mut BTreeMap<String, RefOr<Parameter>>) -> PathItem {
    let mut item = template.clone();
    for (method, operation) in [("get", item.get.as_mut()), ("post", item.post.as_mut())] {
        let Some(operation) = operation else { continue };
        operation.operation_id = Some(format!("{method}_collections_{}_items", spec.id));
        operation.summary = Some(match method {
            "get" => format!(
                "{}（{}）: features, with every property as a parameter.",
                spec.title_en, spec.title_zh
            ),
            _ => format!(
                "{}（{}）: features that pass a filter in the body.",
                spec.title_en, spec.title_zh
            ),
        });
        operation.description = Some(format!("As {TEMPLATE}. {}.", spec.description.trim_end_matches('.')));
        let parameters = operation.parameters.get_or_insert_default();
        parameters.retain(|p| !matches!(p, RefOr::T(p) if p.parameter_in == ParameterIn::Path));
        for column in spec.columns() {
            let name = component(spec, column, shared);
            parameters.push(RefOr::Ref(Ref::new(format!("#/components/parameters/{name}"))));
        }
    }
    item
}

/// The name of the component that describes a property as a parameter. Most columns mean the same in every collection.
fn component(spec: &CollectionSpec, column: &Column, shared: &mut BTreeMap<String, RefOr<Parameter>>) -> String {
    let wanted = property(column);
    let mut name = format!("property.{}", column.name);
    if shared
        .get(&name)
        .is_some_and(|known| *known != RefOr::T(wanted.clone()))
    {
        name = format!("{}.{}", spec.id, column.name);
    }
    shared.insert(name.clone(), RefOr::T(wanted));
    name
}

/// A property as a parameter with one value of the property's type, as OGC API – Features describes queryables.
fn property(column: &Column) -> Parameter {
    let kind = match column.kind {
        // The parameter takes one of several values.
        ColumnKind::Text | ColumnKind::Date | ColumnKind::Texts => Type::String,
        ColumnKind::Integer => Type::Integer,
        ColumnKind::Real => Type::Number,
        ColumnKind::Flag => Type::Boolean,
    };
    let date = matches!(column.kind, ColumnKind::Date);
    let schema = ObjectBuilder::new()
        .schema_type(kind)
        .format(date.then_some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .enum_values((!column.values.is_empty()).then(|| column.values.iter().copied()));
    let about = match column.kind {
        ColumnKind::Texts => "only features that have this among their",
        _ => "only features with this",
    };
    ParameterBuilder::new()
        .name(column.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(format!(
            "{}: {about} `{}` ({})",
            column.title_zh, column.name, column.about
        )))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .schema(Some(schema.build()))
        .build()
}
