//! `GET /v1/waters/{code}/segments`: the segments of a water.
use crate::http::lookup::LookupRequest;
use crate::http::path_id::PathId;
use crate::http::problem::Problem;
use crate::http::query::{LevelName, query};
use crate::http::view::View;
use crate::http::wire::names::Names;
use crate::http::wire::segment::{SegmentRowBody, Segments};
use axum::response::Response;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};

query! {
    /// Which segments.
    struct SegmentsQuery {
        /// Only segments of this level.
        level: Option<LevelName>,
    }
}

/// Registered segments, and derived ones where no segment is registered.
#[utoipa::path(get, path = "/v1/waters/{code}/segments", tag = "waters",
    params(("code" = String, Path, description = "Code of the water"), SegmentsQuery),
    responses((status = 200, description = "Segments by level, branch and measure.", body = Segments)))]
pub async fn handle(PathId(code): PathId, request: LookupRequest<SegmentsQuery>) -> Result<Response, Problem> {
    let level = request.query.level.map(|l| l.0);
    let find = move |view: &View, index: &Index, code: &str| {
        let water = index.law.waters.get(code)?.code.clone();
        let names = Names(&index.law);
        let rows = views::segments(
            index,
            &SegmentFilter {
                water: Some(water.clone()),
                level,
                unit: None,
            },
        );
        let segments = SegmentRowBody::all(&rows, names);
        Some(Segments {
            world: view.world_block(),
            water: names.water(&water),
            segments,
        })
    };
    request.answer("water", code, find).await
}
