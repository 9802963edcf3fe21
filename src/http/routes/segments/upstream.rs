//! `GET /v1/segments/{id}/upstream`: the segments upstream of one.
use crate::domain::ids::SegmentId;
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::{DistanceKm, query};
use crate::http::wire::names::Names;
use crate::http::wire::segment::{ReachedBody, ReachedSegments};
use crate::index::Index;
use crate::resolve::views;
use axum::response::Response;

/// How far is looked when the request doesn't say, kilometres.
const DEFAULT_DISTANCE_KM: f64 = 10.0;

query! {
    /// How far upstream.
    struct UpstreamQuery {
        /// How far along the network, kilometres, 0 to 1000. 10 by default; 0 gives the direct neighbours.
        distance_km: Option<DistanceKm>,
    }
}

/// The segments of the same level upstream, nearest first (P2).
#[utoipa::path(get, path = "/v1/segments/{id}/upstream", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment"), UpstreamQuery),
    responses((status = 200, description = "Segments upstream.", body = ReachedSegments)))]
pub async fn handle(PathId(id): PathId, asked: Asked<UpstreamQuery>) -> Result<Response, Problem> {
    let distance_km = asked.query.distance_km.map_or(DEFAULT_DISTANCE_KM, |d| d.0);
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::upstream(index, &SegmentId::new(id), distance_km * 1000.0)?;
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
