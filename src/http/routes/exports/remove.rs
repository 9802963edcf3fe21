//! `DELETE /v1/exports/{id}`: ends an export and removes what is left of it.
use crate::http::ask::{NoParameters, off_thread};
use crate::http::exports;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;

/// Ends an export, or removes one that is over: afterwards nothing of it is left on the disk, and its address is 404.
#[utoipa::path(delete, path = "/v1/exports/{id}", tag = "exports",
    params(("id" = String, Path, description = "The id that its start was answered with")),
    responses((status = 204, description = "Nothing is left of it.")))]
pub async fn handle(_: NoParameters, State(state): State<AppState>, PathId(id): PathId) -> Result<StatusCode, Problem> {
    let id = exports::id(&id)?;
    let removed = off_thread(move || state.exports.remove(id)).await;
    if removed.map_err(|e| exports::broken(&e))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(exports::unknown())
    }
}
