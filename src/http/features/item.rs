//! A single item, as GeoJSON or as a page, with its links.
use super::html;
use super::media_types::GEOJSON;
use super::request::ItemRequest;
use crate::http::blocking::off_thread;
use crate::http::problem::{Kind, Problem};
use crate::http::wire::features::Link;
use crate::http::wire::geometry::escaped;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use riverchief_rows::collections::geojson::open_feature;
use std::io::Write as _;

/// One item with its links.
///
/// # Errors
/// There is no item with this id.
pub async fn item(request: ItemRequest, id: String) -> Result<Response, Problem> {
    let reply = request.clone();
    let body = off_thread(move || -> Result<Response, Problem> {
        let published = &request.view.published;
        let table = published.table(&published.epoch(request.view.as_of), request.collection);
        let spec = request.collection.spec();
        let found = table.find(&id).ok_or_else(|| Problem::no_such("item", &id))?;
        let row = &table.rows()[found];
        let url = &request.view.public_url;
        let own = format!("/collections/{}/items/{}", spec.id, escaped(&id));
        let collection = url.link(&format!("/collections/{}", spec.id));
        let links = [
            Link::new("self", url.link(&own), request.format.media_type, "This item"),
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
        if request.format.html {
            return Ok(html::item(&request, row, &links).into_response());
        }
        let internal = |e: String| {
            Problem::new(
                Kind::Internal,
                "The item cannot be written because of an internal error.",
            )
            .logged(e)
        };
        let expressed = row.geometry.as_ref().map(|g| request.axes.express(g)).transpose();
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
        if let Ok(crs) = HeaderValue::try_from(request.axes.header()) {
            response.headers_mut().insert("content-crs", crs);
        }
        Ok(response)
    });
    Ok(reply.reply(body.await?))
}
