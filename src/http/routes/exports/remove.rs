//! `DELETE /v1/exports/{id}`: cancels or removes an export.
use crate::http::blocking::off_thread;
use crate::http::exports;
use crate::http::lookup::NoParameters;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;

/// Cancels an export, or removes one that has ended. Afterwards nothing of it is left on the disk, and its address answers 404.
#[utoipa::path(delete, path = "/v1/exports/{id}", tag = "exports",
    params(("id" = String, Path, description = "The id of the export")),
    responses((status = 204, description = "The export has been removed.")))]
pub async fn handle(_: NoParameters, State(state): State<AppState>, PathId(id): PathId) -> Result<StatusCode, Problem> {
    let id = exports::id(&id)?;
    let removed = off_thread(move || state.exports.remove(id)).await;
    if removed.map_err(|e| exports::broken(&e))? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(exports::unknown())
    }
}
