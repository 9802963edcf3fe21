//! `GET /v1/units/{code}`: an administrative unit or a functional area.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::unit::UnitBody;
use axum::response::Response;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// A unit with its place in the hierarchy.
#[utoipa::path(get, path = "/v1/units/{code}", tag = "units",
    params(("code" = String, Path, description = "Statistical code: 6, 9 or 12 digits"), Nothing),
    responses((status = 200, description = "An administrative unit or a functional area.", body = UnitBody)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::unit(index, &UnitCode::new(id))?;
        Some(UnitBody::new(&found, &index.law, view.world_block(), &view.public_url))
    };
    request.answer("unit", id, find).await
}
