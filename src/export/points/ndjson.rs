//! Points as one JSON object a line: `{"lon":…, "lat":…, "id":…}`, a GeoJSON feature, or a GeoJSON point.
use super::record::{Taken, line};
use super::{LONGEST_RECORD, Point, RowError, point, shortened};
use serde_json::Value;
use std::io::BufRead;

pub(super) struct NdjsonPoints<R> {
    input: R,
    record: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> NdjsonPoints<R> {
    pub fn new(input: R) -> Self {
        Self {
            input,
            record: 0,
            buffer: Vec::new(),
        }
    }

    pub fn next(&mut self) -> Option<Result<Point, RowError>> {
        loop {
            match line(&mut self.input, &mut self.buffer) {
                Ok(Taken::End) => return None,
                // A record separator (RFC 8142) may stand before each text.
                Ok(Taken::Record) if self.buffer.iter().all(|b| b.is_ascii_whitespace() || *b == 0x1e) => {}
                Ok(Taken::Record) => {
                    self.record += 1;
                    let text = self.buffer.strip_prefix(b"\x1e").unwrap_or(&self.buffer);
                    return Some(parse(self.record, text));
                }
                Ok(Taken::TooLong) => {
                    self.record += 1;
                    let message = format!("longer than {LONGEST_RECORD} bytes; one object a line is asked for");
                    return Some(Err(RowError::new(self.record, message)));
                }
                Err(e) => {
                    self.record += 1;
                    return Some(Err(RowError::last(self.record, format!("the input breaks off: {e}"))));
                }
            }
        }
    }
}

/// A point from the text of one JSON object.
pub(super) fn parse(record: u64, text: &[u8]) -> Result<Point, RowError> {
    let value: Value = serde_json::from_slice(text).map_err(|e| RowError::new(record, format!("not JSON: {e}")))?;
    let Some(object) = value.as_object() else {
        return Err(RowError::new(record, "not a JSON object"));
    };
    let kind = object.get("type").and_then(Value::as_str);
    let nested = object.get("properties").and_then(|p| p.get("id"));
    let id = object.get("id").or(nested).and_then(id_text);
    let wrong = |message: String| RowError {
        id: id.clone(),
        ..RowError::new(record, message)
    };
    let geometry = match kind {
        Some("Feature") => match object.get("geometry") {
            Some(geometry @ Value::Object(_)) => Some(geometry),
            _ => return Err(wrong("the feature has no geometry; a Point is needed".to_owned())),
        },
        Some(_) if object.contains_key("coordinates") => Some(&value),
        _ => None,
    };
    let Some(geometry) = geometry else {
        return match (object.get("lon"), object.get("lat")) {
            (Some(x), Some(y)) => point(record, id, &number_text(x), &number_text(y)),
            _ => Err(wrong("no lon and lat, and no GeoJSON point".to_owned())),
        };
    };
    let kind = geometry
        .get("type")
        .and_then(Value::as_str)
        .map_or_else(|| "unknown".to_owned(), shortened);
    if kind != "Point" {
        return Err(wrong(format!("the geometry is a {kind}; a Point is needed")));
    }
    match geometry.get("coordinates").and_then(Value::as_array).map(Vec::as_slice) {
        Some([x, y] | [x, y, _] | [x, y, _, _]) => point(record, id, &number_text(x), &number_text(y)),
        _ => Err(wrong("a Point needs coordinates [lon, lat]".to_owned())),
    }
}

fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A number as it was written, or a string; anything else reads as no number.
fn number_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
