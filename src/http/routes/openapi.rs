//! `GET /openapi.json`: the description of this interface, generated from its handlers.
use crate::http::openapi;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::State;
use utoipa::openapi::OpenApi;

/// The description, with the public address as its server.
pub async fn handle(State(state): State<AppState>) -> Json<OpenApi> {
    Json(openapi::served_at(&state.public_url))
}
