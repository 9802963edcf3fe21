//! `GET /catalog`: layers, fonts and styles, in the format of martin.
use crate::http::lookup::LookupRequest;
use crate::http::query::Nothing;
use crate::http::wire::catalog::Catalog;
use axum::response::Response;

/// Every layer by its name. `TileJSON` is at `/{layers}`.
#[utoipa::path(get, path = "/catalog", tag = "tiles", params(Nothing),
    responses((status = 200, description = "Layers by name.", body = Catalog)))]
pub async fn handle(request: LookupRequest<Nothing>) -> Response {
    request.reply(Catalog::new(&request.view.public_url))
}
