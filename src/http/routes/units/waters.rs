//! `GET /v1/units/{code}/waters`: The waters of a unit.
use crate::http::ask::{Asked, View};
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::wire::unit::UnitWaters;
use axum::response::Response;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// Waters with a share in a unit, with lengths and segments.
#[utoipa::path(get, path = "/v1/units/{code}/waters", tag = "units",
    params(("code" = String, Path, description = "Statistical code"), Nothing),
    responses((status = 200, description = "The waters of a unit.", body = UnitWaters)))]
pub async fn handle(PathId(id): PathId, asked: Asked<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::unit(index, &UnitCode::new(id))?;
        Some(UnitWaters::new(&found, view.world_block()))
    };
    asked.answer("unit", id, find).await
}
