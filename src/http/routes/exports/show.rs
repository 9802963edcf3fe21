//! `GET /v1/exports/{id}`: the state of an export.
use crate::http::blocking::off_thread;
use crate::http::exports;
use crate::http::forwarded::PublicBase;
use crate::http::lookup::NoParameters;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::state::AppState;
use crate::http::wire::export::ExportBody;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

/// The state and progress of an export, and the address of its file.
#[utoipa::path(get, path = "/v1/exports/{id}", tag = "exports",
    params(("id" = String, Path, description = "The id of the export")),
    responses((status = 200, description = "The export.", body = ExportBody)))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    PublicBase(url): PublicBase,
    PathId(id): PathId,
) -> Result<Response, Problem> {
    let id = exports::id(&id)?;
    let found = off_thread(move || state.exports.find(id)).await;
    let (record, progress, before) = found.ok_or_else(exports::unknown)?;
    let mut response = Json(ExportBody::new(record, progress, before, &url)).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}
