//! The JSON Schemas of a collection: its queryables (Part 3) and its schema (Part 5).
use super::html;
use super::media_types::SCHEMA_JSON;
use super::request::{CollectionRequest, EarlyResponse, collection};
use crate::http::state::AppState;
use axum::Json;
use axum::extract::Request;
use axum::response::Response;
use riverchief_rows::collections::{CollectionSpec, Column, ColumnKind, GeometryType};
use serde_json::{Map, Value, json};

/// A document about the properties of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Properties {
    /// The queryables (Part 3).
    Queryables,
    /// The schema (Part 5).
    Schema,
}

impl Properties {
    /// The document as JSON or HTML.
    ///
    /// # Errors
    /// There is no such collection, a parameter is unknown, or the client accepts no format.
    pub fn answer(self, state: &AppState, name: &str, request: Request) -> Result<Response, EarlyResponse> {
        let (parts, _) = request.into_parts();
        let id = collection(name)?;
        let request = CollectionRequest::read(&parts, state, &[SCHEMA_JSON, "application/json"])?;
        let (path, document): (_, fn(&str, &CollectionSpec) -> Value) = match self {
            Self::Queryables => ("queryables", queryables),
            Self::Schema => ("schema", schema),
        };
        let url = &request.view.public_url;
        if request.format.html {
            return Ok(request.reply(html::properties(url, request.language, id.spec(), path)));
        }
        let own = url.link(&format!("/collections/{id}/{path}"));
        Ok(request.reply(Json(document(&own, id.spec()))))
    }
}

fn geometry_format(geometry: GeometryType) -> Option<&'static str> {
    Some(match geometry {
        GeometryType::None => return None,
        GeometryType::Point => "geometry-point",
        GeometryType::LineString => "geometry-linestring",
        GeometryType::MultiLineString => "geometry-multilinestring",
        GeometryType::MultiPolygon => "geometry-multipolygon",
        GeometryType::Any => "geometry-any",
    })
}

fn property(column: &Column) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("title".to_owned(), json!(column.title_zh));
    schema.insert("description".to_owned(), json!(column.about));
    let kind = match column.kind {
        ColumnKind::Text | ColumnKind::Date => "string",
        ColumnKind::Integer => "integer",
        ColumnKind::Real => "number",
        ColumnKind::Flag => "boolean",
        ColumnKind::Texts => "array",
    };
    schema.insert("type".to_owned(), json!(kind));
    match column.kind {
        ColumnKind::Date => {
            schema.insert("format".to_owned(), json!("date"));
        }
        ColumnKind::Texts => {
            schema.insert("items".to_owned(), json!({"type": "string"}));
        }
        _ => {}
    }
    if !column.values.is_empty() {
        schema.insert("enum".to_owned(), json!(column.values));
    }
    if let Some(unit) = column.unit {
        schema.insert("x-ogc-unit".to_owned(), json!(unit));
        schema.insert("x-ogc-unitLang".to_owned(), json!("UCUM"));
    }
    schema
}

fn geometry(spec: &CollectionSpec) -> Option<Value> {
    let format = geometry_format(spec.geometry)?;
    Some(json!({
        "title": "几何",
        "description": "where it is",
        "format": format,
        "x-ogc-role": "primary-geometry",
    }))
}

fn document(id: &str, spec: &CollectionSpec, about: &str, properties: &Map<String, Value>) -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": id,
        "type": "object",
        "title": spec.title_en,
        "description": format!("{about} {}", spec.description),
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The queryables: every column, and the geometry.
fn queryables(id: &str, spec: &CollectionSpec) -> Value {
    let mut properties: Map<String, Value> = spec
        .columns()
        .map(|column| (column.name.to_owned(), property(column).into()))
        .collect();
    if let Some(geometry) = geometry(spec) {
        properties.insert("geometry".to_owned(), geometry);
    }
    document(id, spec, "The queryables of a filter.", &properties)
}

/// The schema of a feature of the collection.
fn schema(id: &str, spec: &CollectionSpec) -> Value {
    let mut properties = Map::new();
    for (number, column) in (1_u32..).zip(spec.columns()) {
        let mut schema = property(column);
        let role = match column.name {
            _ if number == 1 => Some("id"),
            "valid_from" => Some("primary-interval-start"),
            "valid_to" => Some("primary-interval-end"),
            _ => None,
        };
        if let Some(role) = role {
            schema.insert("x-ogc-role".to_owned(), json!(role));
        }
        schema.insert("x-ogc-propertySeq".to_owned(), json!(number));
        schema.insert("readOnly".to_owned(), json!(true));
        properties.insert(column.name.to_owned(), schema.into());
    }
    if let Some(geometry) = geometry(spec) {
        properties.insert("geometry".to_owned(), geometry);
    }
    document(id, spec, "The schema of a feature.", &properties)
}
