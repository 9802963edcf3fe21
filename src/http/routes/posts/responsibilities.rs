//! `GET /v1/posts/{id}/responsibilities`: what a post is responsible for.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::post::Responsibilities;
use axum::response::Response;
use riverchief_core::domain::ids::PostId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Segments, zones and units that a post is responsible for.
#[utoipa::path(get, path = "/v1/posts/{id}/responsibilities", tag = "posts",
    params(("id" = String, Path, description = "Id of the post"), Nothing),
    responses((status = 200, description = "What a post is responsible for.", body = Responsibilities)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::post(index, &PostId::new(id))?;
        Some(Responsibilities::new(&found, &index.law, view.world_block()))
    };
    request.answer("post", id, find).await
}
