//! `GET /conformance`: the OGC conformance classes that this service implements.
use crate::http::features::{CLASSES, CollectionRequest, EarlyResponse, html};
use crate::http::state::AppState;
use crate::http::wire::features::Conformance;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// The conformance classes that this service implements.
#[utoipa::path(get, path = "/conformance", tag = "features",
    params(("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "URIs of conformance classes.", body = Conformance)))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let request = CollectionRequest::read(&parts, &state, &["application/json"])?;
    if request.format.html {
        return Ok(request.reply(html::conformance(&request.view.public_url, request.language, CLASSES)));
    }
    Ok(request.reply(Json(Conformance { conforms_to: CLASSES })))
}
