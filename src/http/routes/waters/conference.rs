//! `GET /v1/waters/{code}/conference`: the joint conference of a water.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::names::Names;
use crate::http::wire::water::WaterConference;
use axum::response::Response;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Whether a water has a joint conference (联席会议), and who convenes it (§7).
#[utoipa::path(get, path = "/v1/waters/{code}/conference", tag = "waters",
    params(("code" = String, Path, description = "Code of the water"), Nothing),
    responses((status = 200, description = "The joint conference of a water.", body = WaterConference)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::conference(index, &WaterCode::new(id))?;
        Some(WaterConference::new(
            found,
            Names(&index.law).water(&WaterCode::new(id)),
            Names(&index.law),
            view.world_block(),
        ))
    };
    request.answer("water", id, find).await
}
