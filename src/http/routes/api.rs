//! `GET /api`: the description of this interface in the older dialect, or as a page.
use crate::http::features::{CollectionRequest, EarlyResponse, html};
use crate::http::openapi;
use crate::http::openapi30::in_3_0;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// Media type of a description in `OpenAPI` 3.0.
pub const OPENAPI_3_0: &str = "application/vnd.oai.openapi+json;version=3.0";

/// The description of this interface as OpenAPI 3.0, which QGIS and OGC API – Features ask for; /openapi.json is the same in 3.1.
#[utoipa::path(get, path = "/api", tag = "operation",
    params(("f" = Option<String>, Query, description = "`json` or `html`; without it `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "OpenAPI 3.0.", body = serde_json::Value,
        content_type = "application/vnd.oai.openapi+json;version=3.0"),
        (status = 304, description = "The client already has this answer.")))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let types = [
        "application/vnd.oai.openapi+json",
        "application/openapi+json",
        "application/json",
    ];
    let mut asked = CollectionRequest::read(&parts, &state, &types)?;
    let document = openapi::as_value(&asked.view.public_url);
    if asked.format.html {
        return Ok(asked.reply(html::operations(&asked.view.public_url, asked.language, &document)));
    }
    asked.format.media_type = OPENAPI_3_0;
    Ok(asked.reply(Json(in_3_0(document))))
}
