//! OGC API – Features in process: pages, parameters, filters, schemas, both descriptions; and the clients that people use.
mod clients;
mod collections;
mod corpus;
mod described;
mod files;
mod items;
mod parameters;
mod parts;
mod tilesets;

use super::app::{App, DAY};
use serde_json::Value;

/// Ids of the features of a page.
fn ids(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().expect("features");
    features
        .iter()
        .map(|f| f["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// The features of a collection on the day that passes a filter, by id.
#[track_caller]
fn filtered(app: &App, collection: &str, filter: &str) -> Vec<String> {
    let filter = escaped(filter);
    ids(&app.ok(&format!(
        "/collections/{collection}/items?datetime={DAY}&limit=1000&filter={filter}"
    )))
}

/// Percent-escapes everything but letters and digits.
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The link of a relation.
fn link<'a>(body: &'a Value, rel: &str) -> Option<&'a str> {
    let links = body["links"].as_array().expect("links");
    links.iter().find(|l| l["rel"] == rel).and_then(|l| l["href"].as_str())
}
