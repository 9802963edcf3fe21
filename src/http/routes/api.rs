//! `GET /api`: this API as an OpenAPI 3.0 document or an HTML page.
use crate::http::features::{CollectionRequest, EarlyResponse, html};
use crate::http::openapi::ApiDocument;
use crate::http::openapi30::in_3_0;
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::{Extension, Json};

/// Media type of an `OpenAPI` 3.0 document.
pub const OPENAPI_3_0: &str = "application/vnd.oai.openapi+json;version=3.0";

/// This API as an OpenAPI 3.0 document, as QGIS and OGC API – Features require; /openapi.json is the same in OpenAPI 3.1.
#[utoipa::path(get, path = "/api", tag = "operation",
    params(("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "OpenAPI 3.0.", body = serde_json::Value,
        content_type = "application/vnd.oai.openapi+json;version=3.0"),
        (status = 304, description = "The client already holds this answer.")))]
pub async fn handle(
    State(state): State<AppState>,
    Extension(document): Extension<ApiDocument>,
    request: Request,
) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let types = [
        "application/vnd.oai.openapi+json",
        "application/openapi+json",
        "application/json",
    ];
    let mut request = CollectionRequest::read(&parts, &state, &types)?;
    let document = document.as_value(&request.view.public_url);
    if request.format.html {
        return Ok(request.reply(html::operations(&request.view.public_url, request.language, &document)));
    }
    request.format.media_type = OPENAPI_3_0;
    Ok(request.reply(Json(in_3_0(document))))
}
