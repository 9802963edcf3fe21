//! `GET /v1/page-config`: the settings of the page.
use crate::http::accept;
use crate::http::forwarded::PublicBase;
use crate::http::lookup::NoParameters;
use crate::http::problem::Problem;
use crate::http::state::AppState;
use crate::http::view::PinnedEdition;
use crate::http::wire::page::PageConfig;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Settings of the page: the address of the service, the address of its events, and the base map if there is one.
#[utoipa::path(get, path = "/v1/page-config", tag = "page",
    responses((status = 200, description = "Settings of the page.", body = PageConfig)))]
pub async fn handle(
    _: NoParameters,
    State(state): State<AppState>,
    PublicBase(url): PublicBase,
    PinnedEdition(published): PinnedEdition,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    accept::json(&headers)?;
    let mut response = Json(PageConfig::new(&state, &published, &url)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
