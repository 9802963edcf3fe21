//! `GET /fonts`: which fonts there are.
use crate::http::ask::NoParameters;
use crate::http::state::AppState;
use crate::http::wire::style::FontSet;
use axum::Json;
use axum::extract::State;

/// The fonts, their ranges and their licence.
#[utoipa::path(get, path = "/fonts", tag = "styles", responses((status = 200, description = "Fonts by name.", body = FontSet)))]
pub async fn handle(State(state): State<AppState>, _: NoParameters) -> Json<FontSet> {
    Json(FontSet::new(&state.public_url))
}
