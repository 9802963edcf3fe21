//! A page of items as GeoJSON, with its links.
use super::formats::files;
use super::items_request::{FilterText, ItemsRequest};
use super::media_types::GEOJSON;
use crate::http::wire::features::Link;
use crate::http::wire::geometry::escaped;
use riverchief_rows::collections::geojson::open_feature;
use riverchief_rows::collections::{Row, Table};
use riverchief_rows::query::{RowRef, SelectedPage};
use std::io::{self, Write};
use std::sync::Arc;

/// Longest query of a link. A filter from the body that makes it longer has to be sent again.
const LONGEST_LINK: usize = 6_000;

/// The links and parameters of a page of items.
#[derive(Clone, Debug)]
pub struct Page {
    path: String,
    /// Parameters for every page. They name the edition and the day, so that all pages show the same state of the
    /// world.
    pinned: Vec<(String, String)>,
    /// The filter from the body.
    body: Option<String>,
}

/// A query string.
fn query(pairs: &[(String, String)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

impl Page {
    pub(super) fn new(request: &ItemsRequest, body: Option<&FilterText>) -> Self {
        let pins = ["after", "edition", "version", "datetime"];
        let mut pinned = request.sent.clone();
        let datetime = pinned
            .iter()
            .find(|(name, _)| name == "datetime")
            .map(|(_, v)| v.clone());
        pinned.retain(|(name, _)| !pins.contains(&name.as_str()));
        let published = &request.view.published;
        pinned.push(("edition".to_owned(), published.edition.to_string()));
        pinned.push(("version".to_owned(), published.version.to_string()));
        match datetime {
            Some(text) => pinned.push(("datetime".to_owned(), text)),
            // A collection that does not change with time takes no day.
            None if request.collection.spec().timeless => {}
            None => pinned.push(("datetime".to_owned(), request.view.as_of.to_string())),
        }
        Self {
            path: format!("/collections/{}/items", request.collection.spec().id),
            pinned,
            body: body.map(|filter| filter.text.clone()),
        }
    }

    /// The address of a page with these parameters.
    fn href(&self, request: &ItemsRequest, pairs: &[(String, String)]) -> String {
        let query = query(pairs);
        let mark = if query.is_empty() { "" } else { "?" };
        request.view.public_url.link(&format!("{}{mark}{query}", self.path))
    }

    /// The links of a page, `next` last.
    pub(super) fn links(&self, request: &ItemsRequest, tables: &[Arc<Table>], selected: &SelectedPage) -> Vec<Link> {
        let spec = request.collection.spec();
        let other = |f: &str| {
            let mut pairs = request.sent.clone();
            pairs.retain(|(name, _)| name != "f");
            pairs.push(("f".to_owned(), f.to_owned()));
            self.href(request, &pairs)
        };
        let own = self.href(request, &request.sent);
        let url = &request.view.public_url;
        let mut links = vec![
            Link::new("self", own, request.format.media_type, "This page"),
            Link::new("alternate", other("json"), GEOJSON, "This page as GeoJSON"),
            Link::new("alternate", other("html"), "text/html", "This page as HTML"),
            Link::new(
                "collection",
                url.link(&format!("/collections/{}", spec.id)),
                "application/json",
                spec.title_en,
            ),
        ];
        let shown = request.format.media_type;
        links.retain(|link| link.rel != "alternate" || link.r#type != Some(shown));
        links.extend(files(spec).map(|format| {
            let mut pairs = request.sent.clone();
            pairs.retain(|(name, _)| !["f", "limit", "after", "lang"].contains(&name.as_str()));
            pairs.push(("f".to_owned(), format.as_str().to_owned()));
            let title = format!("All selected items as {format}");
            Link::new("alternate", self.href(request, &pairs), format.media_type(), title)
        }));
        if selected.more
            && let Some(last) = selected.rows.last()
        {
            links.push(self.next(request, tables, *last));
        }
        links
    }

    fn next(&self, request: &ItemsRequest, tables: &[Arc<Table>], last: RowRef) -> Link {
        let mut pairs = self.pinned.clone();
        let id = &row(tables, last).id;
        pairs.push(("after".to_owned(), format!("{}.{id}", last.table)));
        let mut method = None;
        if let Some(body) = &self.body {
            let mut whole = pairs.clone();
            whole.retain(|(name, _)| name != "filter-lang");
            whole.push(("filter".to_owned(), body.clone()));
            whole.push(("filter-lang".to_owned(), "cql2-json".to_owned()));
            let fits = query(&whole).len() <= LONGEST_LINK && !pairs.iter().any(|(name, _)| name == "filter");
            if fits {
                pairs = whole;
            } else {
                method = Some("POST");
            }
        }
        Link {
            method,
            ..Link::new(
                "next",
                self.href(request, &pairs),
                request.format.media_type,
                "The next page",
            )
        }
    }

    /// Writes the page as a feature collection.
    pub(super) fn write(
        &self,
        request: &ItemsRequest,
        tables: &[Arc<Table>],
        selected: &SelectedPage,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (matched, returned) = (selected.matched, selected.rows.len());
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"numberMatched\":{matched},\"numberReturned\":{returned},\"links\":"
        )?;
        serde_json::to_writer(&mut *out, &self.links(request, tables, selected))?;
        out.write_all(b",\"features\":[")?;
        for (n, picked) in selected.rows.iter().enumerate() {
            out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
            let row = row(tables, *picked);
            let expressed = row.geometry.as_ref().map(|g| request.axes.express(g));
            let expressed = expressed.transpose().map_err(io::Error::other)?.flatten();
            let geometry = expressed.as_ref().or(row.geometry.as_ref());
            open_feature(out, request.collection.spec(), row, &request.columns, geometry)?;
            out.write_all(b"}")?;
        }
        out.write_all(b"\n]}\n")
    }
}

/// The row that was selected.
pub(super) fn row(tables: &[Arc<Table>], picked: RowRef) -> &Row {
    &tables[picked.table].rows()[picked.row]
}
