//! `GET /collections/{collectionId}/schema`: the schema of a collection.
use crate::http::features::{EarlyResponse, Properties};
use crate::http::path_id::PathId;
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;

/// The schema of a feature: each property with its type, role, unit and values (Part 5).
#[utoipa::path(get, path = "/collections/{collectionId}/schema", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("f" = Option<String>, Query, description = "`json` or `html`; by default `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of HTML pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world"), ("version" = Option<String>, Query, description = "The version of the world")),
    responses((status = 200, description = "A JSON Schema.", body = serde_json::Value, content_type = "application/schema+json")))]
pub async fn handle(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, EarlyResponse> {
    Properties::Schema.answer(&state, &name, request)
}
