//! `GET /v1/segments/{id}/notice-board`: everything for the notice board (公示牌) of a segment.
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::board::SegmentBoardBody;
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Everything that the notice board of a segment prints (P1), whether or not one stands there; what the data lacks is null.
#[utoipa::path(get, path = "/v1/segments/{id}/notice-board", tag = "notice-boards",
    params(("id" = String, Path, description = "Id of a segment"), Nothing),
    responses((status = 200, description = "What to print.", body = SegmentBoardBody)))]
pub async fn handle(PathId(id): PathId, asked: Asked<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::segment_board(index, &SegmentId::new(id))?;
        Some(SegmentBoardBody::new(
            &found,
            &index.law,
            view.world_block(),
            &view.public_url,
        ))
    };
    asked.answer("segment", id, find).await
}
