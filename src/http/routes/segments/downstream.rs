//! `GET /v1/segments/{id}/downstream`: what lies downstream of a segment, a piece or a WATER zone.
use super::ReachQuery;
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::wire::names::Names;
use crate::http::wire::reached::{ReachedBody, ReachedSegments};
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Segments, pieces and WATER zones downstream, nearest first, with the seat of each (P2).
#[utoipa::path(get, path = "/v1/segments/{id}/downstream", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment, a piece or a WATER zone"), ReachQuery),
    responses((status = 200, description = "What lies downstream.", body = ReachedSegments)))]
pub async fn handle(PathId(id): PathId, asked: Asked<ReachQuery>) -> Result<Response, Problem> {
    let (distance_km, level) = (asked.query.distance_km(), asked.query.level());
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::downstream(index, id, distance_km * 1000.0, level)?;
        Some(ReachedSegments {
            world: view.world_block(),
            segment: id.to_owned(),
            distance_km,
            segments: ReachedBody::all(&found, Names(&index.law)),
        })
    };
    asked.answer("segment", id, find).await
}
