//! `GET /v1/segments`: segments by unit, level, water and state of their seat.
use crate::http::lookup::LookupRequest;
use crate::http::problem::Problem;
use crate::http::query::{CodeText, HeldName, LevelName, Limit, Offset, SegmentText, query};
use crate::http::view::View;
use crate::http::wire::geometry::{Link, escaped};
use crate::http::wire::names::Names;
use crate::http::wire::segment_list::{SegmentList, SegmentListRow};
use axum::response::Response;
use riverchief_core::domain::ids::{SegmentId, UnitCode, WaterCode};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentListFilter};

/// Number of segments in a page by default.
const DEFAULT_LIMIT: usize = 100;

query! {
    /// Filters and the page of the list.
    struct SegmentListQuery {
        /// Code of a unit or functional area: its segments and those of the units within it.
        unit: Option<CodeText>,
        /// Segments of this level.
        level: Option<LevelName>,
        /// Code of a water.
        water: Option<CodeText>,
        /// Id of a segment: the segments along it, on its branch and bank or in its piece. With `level=village`, the
        /// villages along
        /// a township's stretch, by measure.
        along: Option<SegmentText>,
        /// Segments whose own seat is in this state; `UNFILLED` is any state but `FILLED`.
        state: Option<HeldName>,
        /// Most segments in the answer, 1 to 200. 100 by default.
        limit: Option<Limit>,
        /// Number of segments to skip. 0 by default.
        offset: Option<Offset>,
    }
}

impl SegmentListQuery {
    fn filter(&self) -> SegmentListFilter {
        SegmentListFilter {
            unit: self.unit.as_ref().map(|u| UnitCode::new(&u.0)),
            level: self.level.map(|l| l.0),
            water: self.water.as_ref().map(|w| WaterCode::new(&w.0)),
            along: self.along.as_ref().map(|s| SegmentId::new(&s.0)),
            held: self.state.map(|s| s.0),
        }
    }

    /// The parameters of this request, except those of the page.
    fn named(&self) -> String {
        [
            ("unit", self.unit.as_ref().map(|u| u.0.as_str())),
            ("level", self.level.map(|l| l.0.as_str())),
            ("water", self.water.as_ref().map(|w| w.0.as_str())),
            ("state", self.state.map(HeldName::as_str)),
            ("along", self.along.as_ref().map(|s| s.0.as_str())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}&", escaped(value?))))
        .collect()
    }
}

/// Registered segments, and derived ones where no segment is registered, in pages.
///
/// They are in the order of water, level, branch and measure. Reservoir zones are not segments; `/v1/coverage` has
/// their seats.
#[utoipa::path(get, path = "/v1/segments", tag = "segments", params(SegmentListQuery),
    responses((status = 200, description = "A page of segments.", body = SegmentList)))]
pub async fn handle(request: LookupRequest<SegmentListQuery>) -> Result<Response, Problem> {
    let query = request.query.clone();
    let work = request.view.work(move |view, index| page(view, index, &query));
    Ok(request.reply(work.await?))
}

fn page(view: &View, index: &Index, query: &SegmentListQuery) -> Result<SegmentList, Problem> {
    let law = &index.law;
    let filter = query.filter();
    if let Some(unit) = &filter.unit
        && !law.units.contains_key(unit)
        && !law.functional_areas.iter().any(|a| a.code == *unit)
    {
        let detail = format!("There is no unit “{unit}” on this date.");
        return Err(Problem::parameter("unit", detail));
    }
    if let Some(water) = filter.water.as_ref().filter(|w| !law.waters.contains_key(*w)) {
        let detail = format!("There is no water “{water}” on this date.");
        return Err(Problem::parameter("water", detail));
    }
    if let Some(along) = filter.along.as_ref().filter(|id| views::segment(index, id).is_none()) {
        let detail = format!("There is no segment “{along}” on this date.");
        return Err(Problem::parameter("along", detail));
    }
    let offset = query.offset.map_or(0, |o| o.0);
    let limit = query.limit.map_or(DEFAULT_LIMIT, |l| l.0);
    let (total, rows) = views::segment_list(index, &filter, offset, limit);
    let named = query.named();
    let to = |rel, offset: usize| Link {
        rel,
        href: view.public_url.link(&format!(
            "/v1/segments?{named}limit={limit}&offset={offset}&as_of={}&version={}",
            view.as_of, view.published.version
        )),
    };
    let mut links = vec![to("self", offset)];
    links.extend((offset + limit < total).then(|| to("next", offset + limit)));
    links.extend((offset > 0).then(|| to("prev", offset.saturating_sub(limit))));
    Ok(SegmentList {
        world: view.world_block(),
        total,
        offset,
        rows: SegmentListRow::all(rows, Names(law)),
        links,
    })
}
