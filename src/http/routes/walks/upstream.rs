//! `GET /v1/upstream`: what lies upstream of a place, with those who answer for it.
use super::{WalkQuery, from_place};
use crate::http::ask::Asked;
use crate::http::problem::Problem;
use crate::http::wire::reached::ReachedFromPlace;
use axum::response::Response;
use riverchief_core::resolve::views;

/// What lies upstream of a place on the water, nearest first, with the seat of each (P2).
#[utoipa::path(get, path = "/v1/upstream", tag = "segments", params(WalkQuery),
    responses((status = 200, description = "What lies upstream; a place on no water has nothing.", body = ReachedFromPlace)))]
pub async fn handle(asked: Asked<WalkQuery>) -> Result<Response, Problem> {
    from_place(asked, views::upstream_of).await
}
