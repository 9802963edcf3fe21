//! `GET /v1/segments/{id}/notice-board`: the contents of the notice board (公示牌) of a segment.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::board::SegmentBoardBody;
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// All contents of the notice board of a segment (P1), whether or not a board stands there. What the data lacks is null.
#[utoipa::path(get, path = "/v1/segments/{id}/notice-board", tag = "notice-boards",
    params(("id" = String, Path, description = "Id of a segment"), Nothing),
    responses((status = 200, description = "The contents of the notice board.", body = SegmentBoardBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::segment_board(index, &SegmentId::new(id))?;
        Some(SegmentBoardBody::new(
            &found,
            &index.law,
            view.world_block(),
            &view.public_url,
        ))
    };
    request.answer("segment", id, find).await
}
