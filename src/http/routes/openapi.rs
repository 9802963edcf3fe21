//! `GET /openapi.json`: the description of this interface, generated from its handlers.
use crate::http::ask::NoParameters;
use crate::http::forwarded::PublicBase;
use crate::http::openapi;
use axum::Json;
use utoipa::openapi::OpenApi;

/// The description of this interface, with the public address as its server.
#[utoipa::path(get, path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value)))]
pub async fn handle(PublicBase(url): PublicBase, _: NoParameters) -> Json<OpenApi> {
    Json(openapi::served_at(&url))
}
