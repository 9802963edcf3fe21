//! `GET /styles`: the list of styles.
use crate::http::lookup::LookupRequest;
use crate::http::query::Nothing;
use crate::http::wire::style::StyleSet;
use axum::response::Response;

/// The styles, with links to their stylesheets, legends and thumbnails.
#[utoipa::path(get, path = "/styles", tag = "styles", params(Nothing),
    responses((status = 200, description = "The styles, as OGC API – Styles defines them.", body = StyleSet)))]
pub async fn handle(request: LookupRequest<Nothing>) -> Response {
    request.reply(StyleSet::new(&request.view.public_url))
}
