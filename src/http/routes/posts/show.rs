//! `GET /v1/posts/{id}`: a post.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::post::PostBody;
use axum::response::Response;
use riverchief_core::domain::ids::PostId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A post (seat) with its holders and all its tenures.
#[utoipa::path(get, path = "/v1/posts/{id}", tag = "posts",
    params(("id" = String, Path, description = "Id of the post"), Nothing),
    responses((status = 200, description = "A post.", body = PostBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::post(index, &PostId::new(id))?;
        Some(PostBody::new(&found, &index.law, view.world_block(), &view.public_url))
    };
    request.answer("post", id, find).await
}
