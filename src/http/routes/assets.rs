//! `/assets/{file}`: the files of the web page; `/licences.txt`: the licences of the packages in it.
use crate::http::base_map::BaseMap;
use crate::http::page::{self, protect};
use crate::http::state::AppState;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Routes that are not documented, because their names change with every build.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/assets/{file}", get(asset))
        .route("/licences.txt", get(licences))
}

async fn asset(State(state): State<AppState>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    answer(&state, &format!("assets/{file}"), &headers)
}

async fn licences(State(state): State<AppState>, headers: HeaderMap) -> Response {
    answer(&state, "licences.txt", &headers)
}

fn answer(state: &AppState, path: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = page::asset(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = asset.answer(headers);
    // A worker runs under the policy of its own file.
    protect(
        response.headers_mut(),
        state.base_map.as_ref().and_then(BaseMap::foreign_origin),
    );
    response
}
