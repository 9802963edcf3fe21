//! `GET /catalog`: what can be drawn, in the shape that martin's clients read.
use crate::http::ask::Asked;
use crate::http::query::Nothing;
use crate::http::wire::catalog::Catalog;
use axum::response::Response;

/// Every layer by its name. `TileJSON` is at `/{layers}`.
#[utoipa::path(get, path = "/catalog", tag = "tiles", params(Nothing),
    responses((status = 200, description = "Layers by name.", body = Catalog)))]
pub async fn handle(asked: Asked<Nothing>) -> Response {
    asked.reply(Catalog::new(&asked.view.public_url))
}
