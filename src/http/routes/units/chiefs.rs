//! `GET /v1/units/{code}/chiefs`: the chiefs of a unit.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::unit::UnitChiefs;
use axum::response::Response;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// General, river and reservoir chiefs of a unit.
#[utoipa::path(get, path = "/v1/units/{code}/chiefs", tag = "units",
    params(("code" = String, Path, description = "Statistical code"), Nothing),
    responses((status = 200, description = "The chiefs of a unit.", body = UnitChiefs)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::unit(index, &UnitCode::new(id))?;
        Some(UnitChiefs::new(&found, &index.law, view.world_block()))
    };
    request.answer("unit", id, find).await
}
