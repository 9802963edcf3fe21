//! `GET /openapi.json`: this API as an OpenAPI 3.1 document.
use crate::http::forwarded::PublicBase;
use crate::http::lookup::NoParameters;
use crate::http::openapi::ApiDocument;
use axum::{Extension, Json};
use utoipa::openapi::OpenApi;

/// This API as an OpenAPI document, with the public address as its server.
#[utoipa::path(get, path = "/openapi.json", tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1.", body = serde_json::Value)))]
pub async fn handle(
    PublicBase(url): PublicBase,
    _: NoParameters,
    Extension(document): Extension<ApiDocument>,
) -> Json<OpenApi> {
    Json(document.served_at(&url))
}
