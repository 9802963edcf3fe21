//! `GET /v1/downstream`: segments, pieces and WATER zones downstream of a place.
use super::{WalkQuery, from_place};
use crate::http::lookup::LookupRequest;
use crate::http::problem::Problem;
use crate::http::wire::reached::ReachedFromPlace;
use axum::response::Response;
use riverchief_core::resolve::views;

/// Segments, pieces and WATER zones downstream of a place on the water, nearest first, with the seat of each (P2).
#[utoipa::path(get, path = "/v1/downstream", tag = "segments", params(WalkQuery),
    responses((status = 200, description = "Segments, pieces and WATER zones downstream; none if the place is not on a water.", body = ReachedFromPlace)))]
pub async fn handle(request: LookupRequest<WalkQuery>) -> Result<Response, Problem> {
    from_place(request, views::downstream_of).await
}
