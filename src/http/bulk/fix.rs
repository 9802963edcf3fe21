//! One place of a bulk request, as it came.
use serde_json::Value;

/// A place, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The sender's own id; empty where there is none.
    pub id: String,
    /// First coordinate as it was written.
    pub lon: String,
    /// Second coordinate as it was written.
    pub lat: String,
    /// Both as numbers, or what is wrong with the row.
    pub xy: Result<(f64, f64), String>,
}

impl Fix {
    /// A row that couldn't be read at all.
    #[must_use]
    pub fn unreadable(error: impl Into<String>) -> Self {
        Self {
            id: String::new(),
            lon: String::new(),
            lat: String::new(),
            xy: Err(error.into()),
        }
    }

    /// A place from the text of two cells.
    #[must_use]
    pub fn from_text(id: &str, lon: &str, lat: &str) -> Self {
        let number = |name: &str, text: &str| match text.trim().parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ if text.trim().is_empty() => Err(format!("{name} is empty")),
            _ => Err(format!("{name} is not a finite number")),
        };
        let xy = number("lon", lon).and_then(|x| Ok((x, number("lat", lat)?)));
        Self {
            id: id.to_owned(),
            lon: lon.trim().to_owned(),
            lat: lat.trim().to_owned(),
            xy,
        }
    }

    /// A place from a JSON object: `{"lon", "lat", "id"?}` or a `GeoJSON` Feature with a Point.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Self {
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) if std::str::from_utf8(bytes).is_err() => {
                return Self::unreadable(format!("not UTF-8 ({error})"));
            }
            Err(error) => return Self::unreadable(format!("not JSON ({error})")),
        };
        match value.get("type").and_then(Value::as_str) {
            Some("Feature") => Self::from_feature(&value),
            Some("Point") => Self::from_point("", &value),
            _ if value.is_object() => Self::from_text(
                &scalar(value.get("id")),
                &scalar(value.get("lon")),
                &scalar(value.get("lat")),
            ),
            _ => Self::unreadable("neither an object with lon and lat nor a GeoJSON Feature"),
        }
    }

    fn from_feature(feature: &Value) -> Self {
        let own = feature
            .get("id")
            .or_else(|| feature.get("properties").and_then(|p| p.get("id")));
        let id = scalar(own);
        match feature.get("geometry") {
            None | Some(Value::Null) => Self {
                id,
                ..Self::unreadable("the feature has no geometry")
            },
            Some(geometry) => Self::from_point(&id, geometry),
        }
    }

    fn from_point(id: &str, geometry: &Value) -> Self {
        let kind = geometry.get("type").and_then(Value::as_str);
        if kind != Some("Point") {
            return Self {
                id: id.to_owned(),
                ..Self::unreadable("the geometry is not a Point")
            };
        }
        match geometry.get("coordinates").and_then(Value::as_array).map(Vec::as_slice) {
            Some([x, y, ..]) if x.is_number() && y.is_number() => Self::from_text(id, &x.to_string(), &y.to_string()),
            _ => Self {
                id: id.to_owned(),
                ..Self::unreadable("the Point has no two coordinates")
            },
        }
    }
}

/// A string or number as text; anything else is as good as absent.
fn scalar(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Fix;

    #[test]
    fn a_fix_is_read_from_either_shape_of_json() {
        let plain = Fix::from_json(br#"{"id": 7, "lon": 109.5, "lat": "21.5"}"#);
        assert_eq!((plain.id.as_str(), plain.xy), ("7", Ok((109.5, 21.5))));
        let feature = Fix::from_json(
            br#"{"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[1,2,3]}}"#,
        );
        assert_eq!((feature.id.as_str(), feature.xy), ("a", Ok((1.0, 2.0))));
    }

    #[test]
    fn what_is_no_place_says_why() {
        for (json, word) in [
            ("{", "not JSON"),
            ("[1,2]", "neither"),
            (r#"{"lon":1}"#, "lat is empty"),
            (r#"{"lon":"NaN","lat":1}"#, "finite"),
            (r#"{"type":"Feature","geometry":null}"#, "no geometry"),
            (r#"{"type":"Feature","geometry":{"type":"LineString"}}"#, "not a Point"),
            (r#"{"type":"Point","coordinates":["1",2]}"#, "two coordinates"),
        ] {
            let error = Fix::from_json(json.as_bytes()).xy.expect_err(json);
            assert!(error.contains(word), "{json}: {error}");
        }
        assert!(
            Fix::from_json(b"{\"id\":\"\xff\"}")
                .xy
                .expect_err("bytes")
                .contains("UTF-8")
        );
    }
}
