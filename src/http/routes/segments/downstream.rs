//! `GET /v1/segments/{id}/downstream`: the segments downstream of one.
use super::ReachQuery;
use crate::domain::ids::SegmentId;
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::wire::names::Names;
use crate::http::wire::segment::{ReachedBody, ReachedSegments};
use crate::index::Index;
use crate::resolve::views;
use axum::response::Response;

/// The segments of the same level downstream, nearest first (P2).
#[utoipa::path(get, path = "/v1/segments/{id}/downstream", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment"), ReachQuery),
    responses((status = 200, description = "Segments downstream.", body = ReachedSegments)))]
pub async fn handle(PathId(id): PathId, asked: Asked<ReachQuery>) -> Result<Response, Problem> {
    let distance_km = asked.query.distance_km();
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::downstream(index, &SegmentId::new(id), distance_km * 1000.0)?;
        let segments = ReachedBody::all(&found, Names(&index.law));
        Some(ReachedSegments {
            world: view.world_block(),
            segment: id.to_owned(),
            distance_km,
            segments,
        })
    };
    asked.answer("segment", id, find).await
}
