//! `GET /collections/{collectionId}/schema`: What a feature holds.
use crate::http::features::{self, CollectionAsked, Instead, SCHEMA_JSON, collection};
use crate::http::path_id::PathId;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;

/// What a feature holds: each property with its type, role, unit and values (Part 5).
#[utoipa::path(get, path = "/collections/{collectionId}/schema", tag = "features",
    params(("collectionId" = String, Path, description = "Name of the collection"),
        ("f" = Option<String>, Query, description = "`json` or `html`; without it `Accept` decides"),
        ("lang" = Option<String>, Query, description = "Language of pages: `zh` or `en`"),
        ("edition" = Option<u32>, Query, description = "The edition of the world")),
    responses((status = 200, description = "A JSON Schema.", body = serde_json::Value, content_type = "application/schema+json")))]
pub async fn handle(
    State(state): State<AppState>,
    PathId(name): PathId,
    request: Request,
) -> Result<Response, Instead> {
    let (parts, _) = request.into_parts();
    let id = collection(&name)?;
    let asked = CollectionAsked::read(&parts, &state, &[SCHEMA_JSON, "application/json"])?;
    if asked.format.html {
        let page = features::html::properties(&asked.view.public_url, asked.tongue, id.spec(), "schema");
        return Ok(asked.reply(page));
    }
    let own = asked.view.public_url.link(&format!("/collections/{id}/schema"));
    Ok(asked.reply(Json(features::schema(&own, id.spec()))))
}
