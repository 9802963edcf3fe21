//! `GET /v1/segments/{id}/chiefs`: the chiefs of a segment.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::ChiefsQuery;
use crate::http::view::View;
use crate::http::wire::compact::CompactSegmentChiefs;
use crate::http::wire::segment::SegmentChiefs;
use axum::response::Response;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use serde::Serialize;
use utoipa::ToSchema;

/// The full or the compact answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum SegmentChiefsAnswer {
    /// `view=full`
    Full(Box<SegmentChiefs>),
    /// `view=compact`
    Compact(CompactSegmentChiefs),
}

/// The chain of chiefs at a segment’s middle.
#[utoipa::path(get, path = "/v1/segments/{id}/chiefs", tag = "segments",
    params(("id" = String, Path, description = "Id of a segment"), ChiefsQuery),
    responses((status = 200, description = "The chiefs of a segment.", body = SegmentChiefsAnswer)))]
pub async fn handle(PathId(id): PathId, request: LookupRequest<ChiefsQuery>) -> Result<Response, Problem> {
    let compact = request.query.compact();
    let find = move |view: &View, index: &Index, id: &str| {
        let found = views::segment(index, &SegmentId::new(id))?;
        if compact {
            return Some(SegmentChiefsAnswer::Compact(CompactSegmentChiefs::new(
                &found,
                view.compact_world(),
            )));
        }
        let full = SegmentChiefs::new(&found, &index.law, view.world_block());
        Some(SegmentChiefsAnswer::Full(Box::new(full)))
    };
    request.answer("segment", id, find).await
}
