//! The OpenAPI 3.1 document converted to `OpenAPI` 3.0, which QGIS and OGC API – Features 1 require. It knows the two
//! versions
//! of OpenAPI, and no routes.
use serde_json::{Map, Value, json};

/// Converts an OpenAPI 3.1 document to 3.0.
#[must_use]
pub fn in_3_0(mut document: Value) -> Value {
    if let Some(document) = document.as_object_mut() {
        document.insert("openapi".to_owned(), json!("3.0.3"));
        // OpenAPI 3.0 has neither of them.
        document.remove("jsonSchemaDialect");
        document.remove("webhooks");
        if let Some(licence) = document.get_mut("info").and_then(|info| info.get_mut("license")) {
            licence.as_object_mut().map(|licence| licence.remove("identifier"));
        }
        if let Some(paths) = document.get_mut("paths") {
            schemas_below(paths);
        }
        if let Some(components) = document.get_mut("components") {
            if let Some(all) = components.get_mut("schemas").and_then(Value::as_object_mut) {
                all.values_mut().for_each(schema);
            }
            for part in ["parameters", "responses", "requestBodies", "headers"] {
                if let Some(part) = components.get_mut(part) {
                    schemas_below(part);
                }
            }
        }
    }
    document
}

/// Converts every member called `schema` outside of schemas.
fn schemas_below(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                if name == "schema" {
                    schema(inner);
                } else {
                    schemas_below(inner);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(schemas_below),
        _ => {}
    }
}

fn schema(value: &mut Value) {
    // The schema `true` accepts any value.
    if let Value::Bool(_) = value {
        *value = json!({});
    }
    let Some(map) = value.as_object_mut() else { return };
    inner_schemas(map);
    null_type(map);
    null_choice(map);
    if let Some(Value::Array(examples)) = map.remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        map.insert("example".to_owned(), first);
    }
    if let Some(only) = map.remove("const") {
        map.insert("enum".to_owned(), json!([only]));
    }
    for (bound, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number) = map.remove(bound) {
            map.insert(limit.to_owned(), number);
            map.insert(bound.to_owned(), json!(true));
        }
    }
    // In 3.1 each item of a tuple has its own schema; in 3.0 there is one for all items.
    if let Some(Value::Array(mut places)) = map.remove("prefixItems") {
        places.dedup();
        let items = if places.len() == 1 {
            places.remove(0)
        } else {
            json!({"anyOf": places})
        };
        map.insert("items".to_owned(), items);
    }
    map.remove("propertyNames");
    map.remove("$schema");
    if map.get("type") == Some(&json!("array")) && !map.contains_key("items") {
        map.insert("items".to_owned(), json!({}));
    }
    // In 3.0 everything beside a reference is ignored.
    if map.contains_key("$ref") && map.len() > 1 {
        let reference = map.remove("$ref").unwrap_or_default();
        map.insert("allOf".to_owned(), json!([{"$ref": reference}]));
    }
}

fn inner_schemas(map: &mut Map<String, Value>) {
    for name in ["items", "additionalProperties", "not"] {
        if let Some(inner) = map.get_mut(name)
            && inner.is_object()
        {
            schema(inner);
        }
    }
    for name in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        if let Some(Value::Array(list)) = map.get_mut(name) {
            list.iter_mut().for_each(schema);
        }
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.values_mut().for_each(schema);
    }
}

/// `type: [string, null]` becomes a nullable string.
fn null_type(map: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = map.get("type") else {
        return;
    };
    let mut others: Vec<Value> = types.iter().filter(|t| **t != json!("null")).cloned().collect();
    let nullable = others.len() < types.len();
    if others.len() == 1 {
        map.insert("type".to_owned(), others.remove(0));
    } else {
        map.remove("type");
        let choices: Vec<Value> = others.into_iter().map(|t| json!({"type": t})).collect();
        map.insert("anyOf".to_owned(), choices.into());
    }
    if nullable {
        map.insert("nullable".to_owned(), json!(true));
        if let Some(Value::Array(values)) = map.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
}

/// `oneOf: [null, X]` becomes a nullable X. The null has already become `{type: null}`.
fn null_choice(map: &mut Map<String, Value>) {
    for name in ["oneOf", "anyOf"] {
        let Some(Value::Array(list)) = map.get_mut(name) else {
            continue;
        };
        let before = list.len();
        list.retain(|choice| choice.get("type") != Some(&json!("null")));
        if list.len() == before {
            continue;
        }
        if let [only] = list.as_slice() {
            let only = only.clone();
            map.remove(name);
            map.insert("allOf".to_owned(), json!([only]));
        }
        map.insert("nullable".to_owned(), json!(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_in_3_1_is_said_as_3_0_has_it() {
        let of = |mut value: Value| {
            schema(&mut value);
            value
        };
        assert_eq!(
            of(json!({"type": ["string", "null"]})),
            json!({"type": "string", "nullable": true})
        );
        assert_eq!(
            of(json!({"oneOf": [{"type": "null"}, {"$ref": "#/x"}]})),
            json!({"allOf": [{"$ref": "#/x"}], "nullable": true})
        );
        assert_eq!(
            of(json!({"const": 3, "examples": [3, 4]})),
            json!({"enum": [3], "example": 3})
        );
        assert_eq!(
            of(json!({"exclusiveMinimum": 0, "type": "number"})),
            json!({"minimum": 0, "exclusiveMinimum": true, "type": "number"})
        );
        assert_eq!(
            of(json!({"$ref": "#/x", "description": "y"})),
            json!({"description": "y", "allOf": [{"$ref": "#/x"}]})
        );
        assert_eq!(of(json!({"type": "array"})), json!({"type": "array", "items": {}}));
        assert_eq!(
            of(json!({"properties": {"examples": {"type": ["integer", "null"]}}})),
            json!({"properties": {"examples": {"type": "integer", "nullable": true}}})
        );
    }
}
