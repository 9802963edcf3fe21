//! A `GeoJSON` FeatureCollection, read feature by feature; also a single Feature.
use super::fix::Fix;
use super::intake::Broken;
use super::scanner::{Kept, Scanner};
use crate::gdal_io::crs::Crs;
use serde_json::Value;
use std::io::BufRead;

/// Longest feature in bytes that is looked at; what is longer is answered as an error in its place.
const LONGEST_FEATURE: usize = 1 << 20;
/// What the members beside `features` may take together: a single Feature is kept whole, names and such are not.
const LONGEST_MEMBERS: usize = 1 << 20;

/// Reads every feature; `sink` says whether to go on. `crs` is the request's.
///
/// # Errors
/// What is not a FeatureCollection or a Feature, a `crs` member that contradicts the request, input that breaks off.
pub fn read(input: impl BufRead, crs: Crs, mut sink: impl FnMut(Fix) -> Result<bool, Broken>) -> Result<(), Broken> {
    let mut scanner = Scanner::new(input);
    scanner.skip_mark()?;
    scanner.require(b'{')?;
    let (mut single, mut found_features) = (b"{".to_vec(), false);
    let mut buffer = Vec::new();
    if !scanner.take(b'}')? {
        loop {
            let key = key(&mut scanner, &mut buffer)?;
            scanner.require(b':')?;
            if key == "features" && scanner.token()? == Some(b'[') {
                found_features = true;
                if !features(&mut scanner, &mut buffer, &mut sink)? {
                    return Ok(());
                }
            } else {
                let room = LONGEST_MEMBERS.saturating_sub(single.len());
                if scanner.value(&mut buffer, room)? == Kept::Cut {
                    return Err(Broken::Malformed(format!("the member {key:?} is longer than 1 MiB")));
                }
                if key == "crs" {
                    check_crs(&buffer, crs)?;
                }
                if single.len() > 1 {
                    single.push(b',');
                }
                single.extend_from_slice(Value::from(key).to_string().as_bytes());
                single.push(b':');
                single.extend_from_slice(&buffer);
            }
            if !scanner.take(b',')? {
                break;
            }
        }
        scanner.require(b'}')?;
    }
    if scanner.token()?.is_some() {
        return Err(Broken::Malformed("something follows the GeoJSON object".to_owned()));
    }
    if found_features {
        return Ok(());
    }
    single.push(b'}');
    let value: Value = serde_json::from_slice(&single).map_err(|e| Broken::Malformed(format!("not JSON: {e}")))?;
    match value.get("type").and_then(Value::as_str) {
        Some("Feature" | "Point") => sink(Fix::from_json(&single)).map(|_| ()),
        _ => Err(Broken::Malformed(
            "neither a FeatureCollection nor a Feature".to_owned(),
        )),
    }
}

fn key<R: BufRead>(scanner: &mut Scanner<R>, buffer: &mut Vec<u8>) -> Result<String, Broken> {
    let broken = || Broken::Malformed("not JSON: a member has no name".to_owned());
    if scanner.token()? != Some(b'"') {
        return Err(broken());
    }
    scanner.value(buffer, 256)?;
    serde_json::from_slice(buffer).map_err(|_| broken())
}

/// Reads the array of features; whether to go on after it.
fn features<R: BufRead>(
    scanner: &mut Scanner<R>,
    buffer: &mut Vec<u8>,
    sink: &mut impl FnMut(Fix) -> Result<bool, Broken>,
) -> Result<bool, Broken> {
    scanner.require(b'[')?;
    if scanner.take(b']')? {
        return Ok(true);
    }
    loop {
        let fix = match scanner.value(buffer, LONGEST_FEATURE)? {
            Kept::Whole => Fix::from_json(buffer),
            Kept::Cut => Fix::unreadable("the feature is longer than 1 MiB"),
        };
        if !sink(fix)? {
            return Ok(false);
        }
        if !scanner.take(b',')? {
            break;
        }
    }
    scanner.require(b']')?;
    Ok(true)
}

/// The obsolete `crs` member, which GDAL still writes: it must not contradict the request.
fn check_crs(member: &[u8], request: Crs) -> Result<(), Broken> {
    let Ok(value) = serde_json::from_slice::<Value>(member) else {
        return Err(Broken::Malformed("the member \"crs\" is not JSON".to_owned()));
    };
    let Some(name) = value.pointer("/properties/name").and_then(Value::as_str) else {
        return Ok(());
    };
    let same = |c: Crs| {
        if matches!(c, Crs::Epsg(4326 | 4490)) {
            Crs::Crs84
        } else {
            c
        }
    };
    match Crs::parse(name) {
        Ok(named) if same(named) == same(request) => Ok(()),
        Ok(named) => Err(Broken::Malformed(format!(
            "the collection is in {named} and the request says {request}; name the CRS with the parameter crs"
        ))),
        Err(error) => Err(Broken::Malformed(format!("the member \"crs\": {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &[u8]) -> Result<Vec<String>, Broken> {
        let mut seen = Vec::new();
        // A tiny buffer, so that every value crosses its end.
        let input = std::io::BufReader::with_capacity(3, text);
        read(input, Crs::Crs84, |fix| {
            seen.push(
                fix.xy
                    .map_or_else(|e| format!("! {e}"), |(x, y)| format!("{} {x} {y}", fix.id)),
            );
            Ok(true)
        })?;
        Ok(seen)
    }

    #[test]
    fn features_are_read_one_by_one_and_a_bad_one_stays_in_its_place() {
        let text = br#" {"type":"FeatureCollection","name":"a}]\"b","features":[
            {"type":"Feature","id":1,"geometry":{"type":"Point","coordinates":[109.5,21.5]},"properties":{"t":"]}"}} ,
            {"type":"Feature" "id"}, 7,
            {"type":"Feature","id":"c","geometry":{"type":"Point","coordinates":[1,2]},"properties":null}]}"#;
        let seen = ids(text).expect("a collection");
        assert_eq!(seen.len(), 4);
        assert_eq!((seen[0].as_str(), seen[3].as_str()), ("1 109.5 21.5", "c 1 2"));
        assert!(
            seen[1].starts_with("! not JSON") && seen[2].starts_with("! neither"),
            "{seen:?}"
        );
    }

    #[test]
    fn a_single_feature_and_an_empty_collection_are_read() {
        let single = br#"{"geometry":{"type":"Point","coordinates":[1,2]},"type":"Feature","properties":{"id":"x"}}"#;
        assert_eq!(ids(single), Ok(vec!["x 1 2".to_owned()]));
        assert_eq!(ids(br#"{"type":"FeatureCollection","features":[]}"#), Ok(vec![]));
    }

    #[test]
    fn what_is_no_collection_is_refused() {
        let deep = format!("{{\"a\":{}", "[".repeat(3_000_000));
        for text in [
            "",
            "[]",
            "{}",
            "{\"features\":[",
            "{\"features\":[]",
            "{\"features\":[]}x",
            "{\"a\"}",
            "{a:1}",
            &deep,
        ] {
            assert!(
                matches!(ids(text.as_bytes()), Err(Broken::Malformed(_))),
                "{}",
                &text[..text.len().min(30)]
            );
        }
        let other = br#"{"crs":{"type":"name","properties":{"name":"EPSG:4547"}},"features":[]}"#;
        assert!(matches!(ids(other), Err(Broken::Malformed(m)) if m.contains("EPSG:4547")));
    }
}
