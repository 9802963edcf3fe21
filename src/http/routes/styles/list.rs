//! `GET /styles`: which maps there are.
use crate::http::ask::Asked;
use crate::http::query::Nothing;
use crate::http::wire::style::StyleSet;
use axum::response::Response;

/// The styles, with links to each, its legend and its thumbnail.
#[utoipa::path(get, path = "/styles", tag = "styles", params(Nothing),
    responses((status = 200, description = "The styles, in the shape of OGC API – Styles.", body = StyleSet)))]
pub async fn handle(asked: Asked<Nothing>) -> Response {
    asked.reply(StyleSet::new(&asked.view.public_url))
}
