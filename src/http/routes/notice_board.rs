//! `GET /v1/notice-boards/{id}`: a notice board (公示牌).
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::post::BoardBody;
use axum::response::Response;
use riverchief_core::domain::ids::BoardId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A notice board with its required contents (P1).
#[utoipa::path(get, path = "/v1/notice-boards/{id}", tag = "notice-boards",
    params(("id" = String, Path, description = "Id of the board"), Nothing),
    responses((status = 200, description = "A notice board (公示牌).", body = BoardBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::board(index, &BoardId::new(id))?;
        Some(BoardBody::new(&found, &index.law, view.world_block(), &view.public_url))
    };
    request.answer("notice board", id, find).await
}
