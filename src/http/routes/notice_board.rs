//! `GET /v1/notice-boards/{id}`: A notice board (公示牌).
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::post::BoardBody;
use axum::response::Response;
use riverchief_core::domain::ids::BoardId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A notice board with what must stand on it (P1).
#[utoipa::path(get, path = "/v1/notice-boards/{id}", tag = "notice-boards",
    params(("id" = String, Path, description = "Id of the board"), Nothing),
    responses((status = 200, description = "A notice board (公示牌).", body = BoardBody)))]
pub async fn handle(PathId(id): PathId, asked: Asked<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::board(index, &BoardId::new(id))?;
        Some(BoardBody::new(&found, &index.law, view.world_block(), &view.public_url))
    };
    asked.answer("notice board", id, find).await
}
