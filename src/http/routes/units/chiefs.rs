//! `GET /v1/units/{code}/chiefs`: the chiefs of a unit.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::ChiefsQuery;
use crate::http::view::View;
use crate::http::wire::compact::CompactUnitChiefs;
use crate::http::wire::unit::UnitChiefs;
use axum::response::Response;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use serde::Serialize;
use utoipa::ToSchema;

/// The full or the compact answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum UnitChiefsAnswer {
    /// `view=full`
    Full(Box<UnitChiefs>),
    /// `view=compact`
    Compact(CompactUnitChiefs),
}

/// General, river and reservoir chiefs of a unit.
#[utoipa::path(get, path = "/v1/units/{code}/chiefs", tag = "units",
    params(("code" = String, Path, description = "Statistical code"), ChiefsQuery),
    responses((status = 200, description = "The chiefs of a unit.", body = UnitChiefsAnswer)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<ChiefsQuery>) -> Result<Response, Problem> {
    let compact = request.query.compact();
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::unit(index, &UnitCode::new(id))?;
        if compact {
            return Some(UnitChiefsAnswer::Compact(CompactUnitChiefs::new(
                &found,
                view.compact_world(),
            )));
        }
        let full = UnitChiefs::new(&found, &index.law, view.world_block());
        Some(UnitChiefsAnswer::Full(Box::new(full)))
    };
    request.answer("unit", id, find).await
}
