//! Points as one JSON object per line: `{"lon":…, "lat":…, "id":…}`, a GeoJSON feature, or a GeoJSON point.
use super::point::{PointRecord, RowError, point, shortened};
use super::record::{LONGEST_RECORD, RecordRead, read_line};
use super::texts::Texts;
use crate::bulk::rows::row::Id;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Adds the next line that is not blank to `records`; false at the end of the stream.
pub(super) fn read_into(input: &mut impl BufRead, records: &mut Texts) -> bool {
    loop {
        match read_line(input, records.bytes()) {
            Ok(RecordRead::End) => return false,
            // A record separator (RFC 8142) may precede each text.
            Ok(RecordRead::Record) if (records.open_text().iter()).all(|b| b.is_ascii_whitespace() || *b == 0x1e) => {
                records.drop_text();
                continue;
            }
            Ok(RecordRead::Record) => records.end_text(),
            Ok(RecordRead::TooLong) => {
                let message = format!("longer than {LONGEST_RECORD} bytes; write one object per line");
                records.push_error(RowError::new(records.next_number(), message));
            }
            Err(e) => {
                let message = format!("the input ends early: {e}");
                records.push_error(RowError::last(records.next_number(), message));
            }
        }
        return true;
    }
}

/// The members of an object as JSON text. Of two with the same name the later one counts.
type Members<'a> = BTreeMap<String, &'a RawValue>;

/// A point from the text of one JSON object.
pub(super) fn parse(record: u64, text: &[u8]) -> PointRecord<'_> {
    let text = std::str::from_utf8(text)
        .map_err(|_| RowError::new(record, "not JSON: not UTF-8, or not in the named encoding"))?;
    let object: Members<'_> = serde_json::from_str(text).map_err(|error| {
        let json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        RowError::new(
            record,
            if json {
                "not a JSON object".to_owned()
            } else {
                format!("not JSON: {error}")
            },
        )
    })?;
    let kind = object.get("type").and_then(|raw| string(raw));
    let nested = object.get("properties").and_then(|raw| members(raw)?.remove("id"));
    let id = object.get("id").copied().and_then(Id::of_json);
    let id = id.or_else(|| nested.and_then(Id::of_json));
    let wrong = |message: String| {
        Box::new(RowError {
            id: id.clone().map(Id::into_owned),
            ..RowError::new(record, message)
        })
    };
    let geometry = match kind {
        Some(kind) if kind == "Feature" => {
            let geometry = object.get("geometry").and_then(|raw| members(raw));
            let none = || wrong("the feature has no geometry; a Point is needed".to_owned());
            Some(geometry.ok_or_else(none)?)
        }
        Some(_) if object.contains_key("coordinates") => Some(object.clone()),
        _ => None,
    };
    let Some(geometry) = geometry else {
        return match (object.get("lon"), object.get("lat")) {
            (Some(x), Some(y)) => point(record, id, number_text(x), number_text(y)),
            _ => Err(wrong("no lon and lat, and no GeoJSON point".to_owned())),
        };
    };
    let kind = geometry.get("type").and_then(|raw| string(raw));
    let kind = kind.map_or_else(|| "unknown".to_owned(), |kind| shortened(&kind));
    if kind != "Point" {
        return Err(wrong(format!("the geometry is a {kind}; a Point is needed")));
    }
    let coordinates = geometry
        .get("coordinates")
        .map(|raw| serde_json::from_str::<Vec<&RawValue>>(raw.get()));
    match coordinates.and_then(Result::ok).as_deref() {
        Some([x, y] | [x, y, _] | [x, y, _, _]) => point(record, id, number_text(x), number_text(y)),
        _ => Err(wrong("a Point needs coordinates [lon, lat]".to_owned())),
    }
}

fn members(raw: &RawValue) -> Option<Members<'_>> {
    serde_json::from_str(raw.get()).ok()
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// The text of a number or a string; any other value is not read as a number.
fn number_text(raw: &RawValue) -> Cow<'_, str> {
    let text = raw.get();
    if text.starts_with('"') {
        return string(raw).map_or(Cow::Borrowed(text), Cow::Owned);
    }
    Cow::Borrowed(text)
}
