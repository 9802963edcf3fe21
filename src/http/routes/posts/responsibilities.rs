//! `GET /v1/posts/{id}/responsibilities`: What a post answers for.
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::post::Responsibilities;
use axum::response::Response;
use riverchief_core::domain::ids::PostId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Segments, zones and units that a post answers for.
#[utoipa::path(get, path = "/v1/posts/{id}/responsibilities", tag = "posts",
    params(("id" = String, Path, description = "Id of the post"), Nothing),
    responses((status = 200, description = "What a post answers for.", body = Responsibilities)))]
pub async fn handle(PathId(id): PathId, asked: Asked<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::post(index, &PostId::new(id))?;
        Some(Responsibilities::new(&found, &index.law, view.world_block()))
    };
    asked.answer("post", id, find).await
}
