//! `GET /v1/waters/{code}`: a water.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::water::WaterBody;
use axum::response::Response;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A river, reservoir, lake or canal with its chiefs.
#[utoipa::path(get, path = "/v1/waters/{code}", tag = "waters",
    params(("code" = String, Path, description = "Code of the water, e.g. NLJ"), Nothing),
    responses((status = 200, description = "A water.", body = WaterBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::water(index, &WaterCode::new(id))?;
        Some(WaterBody::new(&found, &index.law, view.world_block(), &view.public_url))
    };
    request.answer("water", id, find).await
}
