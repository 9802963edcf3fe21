//! Checks `GeoJSON` before GDAL reads it: it is complete, and every record is a feature. GDAL skips records that are not.
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// The limit of nesting, since GDAL's parser is recursive. A multipolygon in a feature in a collection has 8 levels;
/// properties may add some.
const DEEPEST: usize = 64;
/// Some programs write it before text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Ends of records of a sequence (RFC 8142).
const RECORD_SEPARATOR: u8 = 0x1e;
/// Other types that a record of a sequence may have.
const GEOMETRIES: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// Checks one text.
///
/// # Errors
/// A description of the problem, for people.
pub(super) fn check_text(bytes: &[u8]) -> Result<(), String> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    check_depth(bytes)?;
    let whole: Collection = serde_json::from_slice(bytes).map_err(|error| not_json(&error))?;
    for (number, kind) in whole.features.iter().flatten().enumerate() {
        let known = kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("Feature"));
        if !known {
            return Err(format!("feature {} {}", number + 1, no_record(kind.as_deref())));
        }
    }
    Ok(())
}

/// Checks a sequence: records on lines, or each after a record separator.
///
/// # Errors
/// A description of the problem, for people.
pub(super) fn check_sequence(bytes: &[u8]) -> Result<(), String> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let separator = if bytes.first() == Some(&RECORD_SEPARATOR) {
        RECORD_SEPARATOR
    } else {
        b'\n'
    };
    let records = bytes.split(|byte| *byte == separator).map(<[u8]>::trim_ascii);
    for (number, record) in records.filter(|record| !record.is_empty()).enumerate() {
        let wrong = |what: String| format!("record {}: {what}", number + 1);
        check_depth(record).map_err(wrong)?;
        let Member(kind) = serde_json::from_slice(record).map_err(|error| wrong(not_json(&error)))?;
        let known = kind.as_deref().is_some_and(|kind| {
            let is = |name: &&str| kind.eq_ignore_ascii_case(name);
            ["Feature"].iter().chain(&GEOMETRIES).any(is)
        });
        if !known {
            return Err(format!("record {} {}", number + 1, no_record(kind.as_deref())));
        }
    }
    Ok(())
}

fn not_json(error: &serde_json::Error) -> String {
    format!("invalid JSON: {error}")
}

fn no_record(kind: Option<&str>) -> String {
    match kind {
        Some(kind) => format!("is not a Feature: its `type` is “{kind}”"),
        None => "is not a Feature: it has no `type`".to_owned(),
    }
}

fn check_depth(bytes: &[u8]) -> Result<(), String> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("JSON nested deeper than {DEEPEST}"));
        }
    }
    if in_text || depth != 0 {
        return Err("the JSON is cut short".to_owned());
    }
    Ok(())
}

/// The types of the members of `features`, where there are any.
struct Collection {
    features: Option<Vec<Option<String>>>,
}

/// The `type` of an object.
struct Member(Option<String>);

/// What is read of an object.
enum Wanted {
    Features,
    Kind,
}

struct Object(Wanted);

#[derive(Default)]
struct Read {
    kind: Option<String>,
    features: Option<Vec<Option<String>>>,
}

impl<'de> Visitor<'de> for Object {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let mut read = Read::default();
        while let Some(key) = map.next_key::<String>()? {
            match (&self.0, key.as_str()) {
                (Wanted::Kind, "type") if read.kind.is_some() => return Err(A::Error::duplicate_field("type")),
                (Wanted::Kind, "type") => read.kind = Some(map.next_value()?),
                (Wanted::Features, "features") if read.features.is_some() => {
                    return Err(A::Error::duplicate_field("features"));
                }
                (Wanted::Features, "features") => {
                    let members: Vec<Member> = map.next_value()?;
                    read.features = Some(members.into_iter().map(|Member(kind)| kind).collect());
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(read)
    }
}

impl<'de> Deserialize<'de> for Collection {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let features = from.deserialize_map(Object(Wanted::Features))?.features;
        Ok(Self { features })
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(from.deserialize_map(Object(Wanted::Kind))?.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEATURE: &str = r#"{"type":"Feature","properties":{"type":7},"geometry":null}"#;

    #[test]
    fn each_member_of_a_collection_is_a_feature() {
        let of = |features: &str| {
            check_text(format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#).as_bytes())
        };
        assert_eq!(of(""), Ok(()));
        assert_eq!(of(&format!("{FEATURE},{FEATURE}")), Ok(()));
        assert_eq!(check_text(FEATURE.as_bytes()), Ok(()), "a lonely feature");
        assert_eq!(
            check_text(br#"{"type":"Point","coordinates":[1,2]}"#),
            Ok(()),
            "a geometry"
        );
        for (broken, says) in [
            (
                r#"{"type":"Feat}re"}"#,
                "feature 2 is not a Feature: its `type` is “Feat}re”",
            ),
            (r#"{"properties":{}}"#, "feature 2 is not a Feature: it has no `type`"),
            ("5", "expected a JSON object"),
            ("null", "expected a JSON object"),
            ("[\"Feature\"]", "expected a JSON object"),
            (r#"{"type":"Feature","type":"Feature"}"#, "duplicate"),
            ("{]", "invalid JSON"),
            ("", "invalid JSON"),
        ] {
            let said = of(&format!("{FEATURE},{broken}")).expect_err(broken);
            assert!(said.contains(says), "{broken}: {said}");
        }
        let twice = format!(r#"{{"features":[{FEATURE}],"features":[]}}"#);
        assert!(check_text(twice.as_bytes()).is_err_and(|said| said.contains("duplicate")));
    }

    #[test]
    fn each_record_of_a_sequence_is_one() {
        let good = format!("\n{FEATURE}\r\n\n{{\"type\":\"Point\",\"coordinates\":[1,2]}}\n");
        assert_eq!(check_sequence(good.as_bytes()), Ok(()));
        assert_eq!(
            check_sequence(format!("\u{1e}{FEATURE}\n\u{1e}{FEATURE}").as_bytes()),
            Ok(())
        );
        for (broken, says) in [
            (
                r#"{"type":"Feat}re"}"#,
                "record 2 is not a Feature: its `type` is “Feat}re”",
            ),
            (
                r#"{"type":"FeatureCollection","features":[]}"#,
                "record 2 is not a Feature",
            ),
            ("7", "record 2: "),
            ("{\"type\":\"Feature\"", "record 2: the JSON is cut short"),
        ] {
            for separator in ["\n", "\u{1e}"] {
                let text = format!("{separator}{FEATURE}{separator}{broken}{separator}{FEATURE}");
                let text = text.trim_start_matches('\n');
                let said = check_sequence(text.as_bytes()).expect_err(broken);
                assert!(said.contains(says), "{broken}: {said}");
            }
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused_before_it_is_parsed() {
        let deep = "[".repeat(200_000);
        assert_eq!(
            check_text(deep.as_bytes()),
            Err("JSON nested deeper than 64".to_owned())
        );
    }
}
