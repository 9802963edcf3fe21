//! `GET /v1/segments/{id}/opposite-bank`: the segments on the other bank.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::Nothing;
use crate::http::view::View;
use crate::http::wire::names::Names;
use crate::http::wire::segment::{OppositeBank, OppositeBody};
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;

/// The segments of the same level on the other bank (P2).
#[utoipa::path(get, path = "/v1/segments/{id}/opposite-bank", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment"), Nothing),
    responses((status = 200, description = "Segments on the other bank.", body = OppositeBank)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<Nothing>) -> Result<Response, Problem> {
    let find = |view: &View, index: &Index, id: &str| {
        let found = views::opposite_bank(index, &SegmentId::new(id))?;
        Some(OppositeBank {
            world: view.world_block(),
            segment: id.to_owned(),
            opposite: OppositeBody::all(&found, Names(&index.law)),
        })
    };
    request.answer("segment", id, find).await
}
