//! `GET /conformance`: the classes of OGC's standards that this service conforms to.
use crate::http::features::{CLASSES, CollectionRequest, EarlyResponse, html};
use crate::http::state::AppState;
use crate::http::wire::features::Conformance;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// The conformance classes that are true of this service, and no others.
#[utoipa::path(get, path = "/conformance", tag = "features",
    params(("f" = Option<String>, Query, description = "`json` or `html`; without it `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "URIs of conformance classes.", body = Conformance)))]
pub async fn handle(State(state): State<AppState>, request: Request) -> Result<Response, EarlyResponse> {
    let (parts, _) = request.into_parts();
    let asked = CollectionRequest::read(&parts, &state, &["application/json"])?;
    if asked.format.html {
        return Ok(asked.reply(html::conformance(&asked.view.public_url, asked.language, CLASSES)));
    }
    Ok(asked.reply(Json(Conformance { conforms_to: CLASSES })))
}
