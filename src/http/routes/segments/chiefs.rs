//! `GET /v1/segments/{id}/chiefs`: the chiefs of a segment.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::segment::SegmentChiefs;
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// The chain of chiefs at a segment’s middle.
#[utoipa::path(get, path = "/v1/segments/{id}/chiefs", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment"), Nothing),
    responses((status = 200, description = "The chiefs of a segment.", body = SegmentChiefs)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::segment(index, &SegmentId::new(id))?;
        Some(SegmentChiefs::new(&found, &index.law, view.world_block()))
    };
    request.answer("segment", id, find).await
}
