//! `GET /v1/segments/{id}/downstream`: segments, pieces and WATER zones downstream of one of them.
use super::ReachQuery;
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::view::View;
use crate::http::wire::names::Names;
use crate::http::wire::reached::{ReachedBody, ReachedSegments};
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Segments, pieces and WATER zones downstream, nearest first, with the seat of each (P2).
#[utoipa::path(get, path = "/v1/segments/{id}/downstream", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment, a piece or a WATER zone"), ReachQuery),
    responses((status = 200, description = "Segments, pieces and WATER zones downstream.", body = ReachedSegments)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<ReachQuery>) -> Result<Response, Problem> {
    let (distance_km, level) = (request.query.distance_km(), request.query.level());
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::downstream(index, id, distance_km * 1000.0, level)?;
        Some(ReachedSegments {
            world: view.world_block(),
            segment: id.to_owned(),
            distance_km,
            segments: ReachedBody::all(&found, Names(&index.law)),
        })
    };
    request.answer("segment", id, find).await
}
