//! `GET /v1/notice-boards/{id}`: a notice board (公示牌).
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::ChiefsQuery;
use crate::http::view::View;
use crate::http::wire::compact::CompactBoardChiefs;
use crate::http::wire::post::BoardBody;
use axum::response::Response;
use riverchief_core::domain::ids::BoardId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use serde::Serialize;
use utoipa::ToSchema;

/// The full or the compact answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NoticeBoardAnswer {
    /// `view=full`
    Full(Box<BoardBody>),
    /// `view=compact`
    Compact(CompactBoardChiefs),
}

/// A notice board with its required contents (P1).
#[utoipa::path(get, path = "/v1/notice-boards/{id}", tag = "notice-boards",
    params(("id" = String, Path, description = "Id of the board"), ChiefsQuery),
    responses((status = 200, description = "A notice board (公示牌).", body = NoticeBoardAnswer)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<ChiefsQuery>) -> Result<Response, Problem> {
    let compact = request.query.compact();
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::board(index, &BoardId::new(id))?;
        if compact {
            return Some(NoticeBoardAnswer::Compact(CompactBoardChiefs::new(
                &found,
                view.compact_world(),
            )));
        }
        let full = BoardBody::new(&found, &index.law, view.world_block(), &view.public_url);
        Some(NoticeBoardAnswer::Full(Box::new(full)))
    };
    request.answer("notice board", id, find).await
}
