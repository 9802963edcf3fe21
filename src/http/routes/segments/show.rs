//! `GET /v1/segments/{id}`: a registered or derived segment.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::segment::SegmentBody;
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A segment with its place, neighbours and links.
#[utoipa::path(get, path = "/v1/segments/{id}", tag = "segments",
    params(("id" = String, Path, description = "Id of a registered segment, or a derived one such as NLJ.0.county.450521.B.1"), Nothing),
    responses((status = 200, description = "A registered or derived segment.", body = SegmentBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::segment(index, &SegmentId::new(id))?;
        Some(SegmentBody::new(
            &found,
            &index.law,
            view.world_block(),
            &view.public_url,
        ))
    };
    request.answer("segment", id, find).await
}
