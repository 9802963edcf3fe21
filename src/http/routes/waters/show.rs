//! `GET /v1/waters/{code}`: a water.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::ChiefsQuery;
use crate::http::view::View;
use crate::http::wire::compact::CompactWaterChiefs;
use crate::http::wire::water::WaterBody;
use axum::response::Response;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use serde::Serialize;
use utoipa::ToSchema;

/// The full or the compact answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum WaterAnswer {
    /// `view=full`
    Full(Box<WaterBody>),
    /// `view=compact`
    Compact(CompactWaterChiefs),
}

/// A river, reservoir, lake or canal with its chiefs.
#[utoipa::path(get, path = "/v1/waters/{code}", tag = "waters",
    params(("code" = String, Path, description = "Code of the water, e.g. NLJ"), ChiefsQuery),
    responses((status = 200, description = "A water.", body = WaterAnswer)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<ChiefsQuery>) -> Result<Response, Problem> {
    let compact = request.query.compact();
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::water(index, &WaterCode::new(id))?;
        if compact {
            return Some(WaterAnswer::Compact(CompactWaterChiefs::new(
                &found,
                view.compact_world(),
            )));
        }
        let full = WaterBody::new(&found, &index.law, view.world_block(), &view.public_url);
        Some(WaterAnswer::Full(Box::new(full)))
    };
    request.answer("water", id, find).await
}
