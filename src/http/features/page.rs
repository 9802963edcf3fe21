//! A page of items and a single item, as GeoJSON, with their links.
use super::request::{FilterText, ItemRequest, ItemsRequest};
use super::{GEOJSON, html};
use crate::http::problem::{Kind, Problem};
use crate::http::wire::features::Link;
use crate::http::wire::geometry::escaped;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use riverchief_rows::collections::geojson::open_feature;
use riverchief_rows::collections::{CollectionSpec, GeometryType, Row, Table};
use riverchief_rows::formats::FileFormat;
use riverchief_rows::query::{RowRef, SelectedPage};
use std::io::{self, Write};
use std::sync::Arc;

/// Longest address of a link; a filter that came as a body and is longer has to be sent again.
const LONGEST_LINK: usize = 6_000;

/// What a page says beside its items.
#[derive(Clone, Debug)]
pub struct Page {
    path: String,
    /// Parameters that hold for every page: edition and day are named, so that all are of one state of the world.
    pinned: Vec<(String, String)>,
    /// The filter that came as a body.
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
    pub(super) fn new(asked: &ItemsRequest, body: Option<&FilterText>) -> Self {
        let pins = ["after", "edition", "version", "datetime"];
        let mut pinned = asked.sent.clone();
        let datetime = pinned
            .iter()
            .find(|(name, _)| name == "datetime")
            .map(|(_, v)| v.clone());
        pinned.retain(|(name, _)| !pins.contains(&name.as_str()));
        let published = &asked.view.published;
        pinned.push(("edition".to_owned(), published.edition.to_string()));
        pinned.push(("version".to_owned(), published.version.to_string()));
        match datetime {
            Some(text) => pinned.push(("datetime".to_owned(), text)),
            // What is the same at any time has no day to be asked for.
            None if asked.collection.spec().timeless => {}
            None => pinned.push(("datetime".to_owned(), asked.view.as_of.to_string())),
        }
        Self {
            path: format!("/collections/{}/items", asked.collection.spec().id),
            pinned,
            body: body.map(|filter| filter.text.clone()),
        }
    }

    /// The address of a page of these parameters.
    fn href(&self, asked: &ItemsRequest, pairs: &[(String, String)]) -> String {
        let query = query(pairs);
        let mark = if query.is_empty() { "" } else { "?" };
        asked.view.public_url.link(&format!("{}{mark}{query}", self.path))
    }

    /// The links of a page, `next` last.
    pub(super) fn links(&self, asked: &ItemsRequest, tables: &[Arc<Table>], selected: &SelectedPage) -> Vec<Link> {
        let spec = asked.collection.spec();
        let other = |f: &str| {
            let mut pairs = asked.sent.clone();
            pairs.retain(|(name, _)| name != "f");
            pairs.push(("f".to_owned(), f.to_owned()));
            self.href(asked, &pairs)
        };
        let own = self.href(asked, &asked.sent);
        let url = &asked.view.public_url;
        let mut links = vec![
            Link::new("self", own, asked.format.media_type, "This page"),
            Link::new("alternate", other("json"), GEOJSON, "This page as GeoJSON"),
            Link::new("alternate", other("html"), "text/html", "This page as HTML"),
            Link::new(
                "collection",
                url.link(&format!("/collections/{}", spec.id)),
                "application/json",
                spec.title_en,
            ),
        ];
        links.extend(files(spec).map(|format| {
            let mut pairs = asked.sent.clone();
            pairs.retain(|(name, _)| !["f", "limit", "after", "lang"].contains(&name.as_str()));
            pairs.push(("f".to_owned(), format.as_str().to_owned()));
            let title = format!("All that is asked for as {format}");
            Link::new("alternate", self.href(asked, &pairs), format.media_type(), title)
        }));
        let shown = asked.format.media_type;
        let own_page =
            |link: &Link| link.rel == "alternate" && link.r#type == Some(shown) && !link.title.starts_with("All");
        links.retain(|link| !own_page(link));
        if selected.more
            && let Some(last) = selected.rows.last()
        {
            links.push(self.next(asked, tables, *last));
        }
        links
    }

    fn next(&self, asked: &ItemsRequest, tables: &[Arc<Table>], last: RowRef) -> Link {
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
                self.href(asked, &pairs),
                asked.format.media_type,
                "The next page",
            )
        }
    }

    /// Writes the page as a feature collection.
    pub(super) fn write(
        &self,
        asked: &ItemsRequest,
        tables: &[Arc<Table>],
        selected: &SelectedPage,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let (matched, returned) = (selected.matched, selected.rows.len());
        write!(
            out,
            "{{\"type\":\"FeatureCollection\",\"numberMatched\":{matched},\"numberReturned\":{returned},\"links\":"
        )?;
        serde_json::to_writer(&mut *out, &self.links(asked, tables, selected))?;
        out.write_all(b",\"features\":[")?;
        for (n, picked) in selected.rows.iter().enumerate() {
            out.write_all(if n == 0 { b"\n" } else { b",\n" })?;
            let row = row(tables, *picked);
            let expressed = row.geometry.as_ref().map(|g| asked.axes.express(g));
            let expressed = expressed.transpose().map_err(io::Error::other)?.flatten();
            let geometry = expressed.as_ref().or(row.geometry.as_ref());
            open_feature(out, asked.collection.spec(), row, &asked.columns, geometry)?;
            out.write_all(b"}")?;
        }
        out.write_all(b"\n]}\n")
    }
}

/// The files that a collection can be had as.
pub fn files(spec: &CollectionSpec) -> impl Iterator<Item = FileFormat> + use<> {
    let bare = spec.geometry == GeometryType::None;
    FileFormat::ALL
        .into_iter()
        .filter(move |format| !(bare && *format == FileFormat::FlatGeobuf))
}

pub(super) fn row(tables: &[Arc<Table>], picked: RowRef) -> &Row {
    &tables[picked.table].rows()[picked.row]
}

/// One item with its links.
///
/// # Errors
/// There is none of this id.
pub async fn item(asked: ItemRequest, id: String) -> Result<Response, Problem> {
    let reply = asked.clone();
    let body = crate::http::ask::off_thread(move || -> Result<Response, Problem> {
        let published = &asked.view.published;
        let table = published.table(&published.epoch(asked.view.as_of), asked.collection);
        let spec = asked.collection.spec();
        let found = table.find(&id).ok_or_else(|| Problem::no_such("item", &id))?;
        let row = &table.rows()[found];
        let url = &asked.view.public_url;
        let own = format!("/collections/{}/items/{}", spec.id, escaped(&id));
        let collection = url.link(&format!("/collections/{}", spec.id));
        let links = [
            Link::new("self", url.link(&own), asked.format.media_type, "This item"),
            Link::new(
                "alternate",
                url.link(&format!("{own}?f=json")),
                GEOJSON,
                "This item as GeoJSON",
            ),
            Link::new(
                "alternate",
                url.link(&format!("{own}?f=html")),
                "text/html",
                "This item as HTML",
            ),
            Link::new("collection", collection, "application/json", spec.title_en),
        ];
        if asked.format.html {
            return Ok(html::item(&asked, row, &links).into_response());
        }
        let internal = |e: String| Problem::new(Kind::Internal, "The item can't be written.").logged(e);
        let expressed = row.geometry.as_ref().map(|g| asked.axes.express(g)).transpose();
        let expressed = expressed.map_err(internal)?.flatten();
        let columns: Vec<usize> = (0..row.cells.len()).collect();
        let mut out = vec![];
        let geometry = expressed.as_ref().or(row.geometry.as_ref());
        open_feature(&mut out, spec, row, &columns, geometry)
            .and_then(|()| out.write_all(b",\"links\":"))
            .and_then(|()| Ok(serde_json::to_writer(&mut out, &links)?))
            .and_then(|()| out.write_all(b"}\n"))
            .map_err(|e| internal(e.to_string()))?;
        let mut response = out.into_response();
        if let Ok(crs) = HeaderValue::try_from(asked.axes.header()) {
            response.headers_mut().insert("content-crs", crs);
        }
        Ok(response)
    });
    Ok(reply.reply(body.await?))
}
