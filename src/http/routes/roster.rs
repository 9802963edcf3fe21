//! `GET /v1/roster`: the roster of chiefs (名录), by unit or by post, also as a workbook.
use crate::http::answer_format::AnswerFormat;
use crate::http::documents::{DocumentQuery, DocumentRequest};
use crate::http::problem::Problem;
use crate::http::query::{
    CodeText, LevelName, Limit, Offset, PostKindName, RosterFormat, RosterSort, StateName, query,
};
use crate::http::view::View;
use crate::http::wire::geometry::Link;
use crate::http::wire::names::Names;
use crate::http::wire::roster::{Roster, RosterRowBody};
use axum::response::Response;
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, RosterFilter};
use riverchief_rows::print;

/// Number of posts in a page by default.
const DEFAULT_LIMIT: usize = 100;

query! {
    /// Filters and the page of the roster.
    struct RosterQuery {
        /// Code of a unit or functional area: its posts and those of the units within it.
        unit: Option<CodeText>,
        /// Posts of this level.
        level: Option<LevelName>,
        /// Posts of this kind. The three kinds of chief by default.
        kind: Option<PostKindName>,
        /// Code of a water: its river and reservoir chiefs.
        water: Option<CodeText>,
        /// Posts in this state.
        state: Option<StateName>,
        /// `unit` (the default): by unit, each before the units within it. `post`: by kind and level.
        sort: Option<RosterSort>,
        /// Most posts in the answer, 1 to 200. 100 by default.
        limit: Option<Limit>,
        /// Number of posts to skip. 0 by default.
        offset: Option<Offset>,
        /// `json` or `xlsx` (a workbook of all posts that pass the filters, one sheet for each level). By default the
        /// header `Accept` decides.
        f: Option<RosterFormat>,
    }
}

impl DocumentQuery for RosterQuery {
    const FORMATS: &'static [AnswerFormat] = &[AnswerFormat::Json, AnswerFormat::Xlsx];
    fn format(&self) -> Option<AnswerFormat> {
        self.f.map(|f| f.0)
    }
}

impl RosterQuery {
    fn filter(&self) -> RosterFilter {
        RosterFilter {
            unit: self.unit.as_ref().map(|u| UnitCode::new(&u.0)),
            level: self.level.map(|l| l.0),
            kind: self.kind.map(|k| k.0),
            water: self.water.as_ref().map(|w| WaterCode::new(&w.0)),
            state: self.state.map(|s| s.0),
            order: self.sort.map(|s| s.0).unwrap_or_default(),
        }
    }

    /// The parameters of this request, except those of the page.
    fn named(&self) -> Vec<(&'static str, &str)> {
        [
            ("unit", self.unit.as_ref().map(|u| u.0.as_str())),
            ("level", self.level.map(|l| l.0.as_str())),
            ("kind", self.kind.map(PostKindName::as_str)),
            ("water", self.water.as_ref().map(|w| w.0.as_str())),
            ("state", self.state.map(StateName::as_str)),
            ("sort", self.sort.map(RosterSort::as_str)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// Posts with their holders on the day, in pages (P1).
///
/// `/v1/coverage` lists seats that the plan requires and that have no post.
#[utoipa::path(get, path = "/v1/roster", tag = "reports", params(RosterQuery),
    responses((status = 200, description = "A page of the roster.", content((Roster = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn handle(wanted: DocumentRequest<RosterQuery>) -> Result<Response, Problem> {
    if wanted.format == AnswerFormat::Xlsx {
        let query = &wanted.request.query;
        for (name, given) in [("limit", query.limit.is_some()), ("offset", query.offset.is_some())] {
            if given {
                return Err(Problem::parameter(
                    name,
                    "A workbook has all posts; leave out this parameter.",
                ));
            }
        }
        let sheets = |_: &View, index: &Index, query: &RosterQuery| {
            let filter = query.filter();
            known(index, &filter)?;
            Ok(print::roster(index, &filter))
        };
        return wanted.document("河长名录", "roster", sheets).await;
    }
    let request = wanted.request;
    let query = request.query.clone();
    let work = request.view.work(move |view, index| page(view, index, &query));
    Ok(request.reply(work.await?))
}

/// Refuses a filter by a unit or water that does not exist on the day.
fn known(index: &Index, filter: &RosterFilter) -> Result<(), Problem> {
    let law = &index.law;
    if let Some(unit) = &filter.unit
        && !law.units.contains_key(unit)
        && !law.functional_areas.iter().any(|a| a.code == *unit)
    {
        return Err(Problem::parameter(
            "unit",
            format!("There is no unit “{unit}” on this date."),
        ));
    }
    if let Some(water) = filter.water.as_ref().filter(|w| !law.waters.contains_key(*w)) {
        return Err(Problem::parameter(
            "water",
            format!("There is no water “{water}” on this date."),
        ));
    }
    Ok(())
}

fn page(view: &View, index: &Index, query: &RosterQuery) -> Result<Roster, Problem> {
    let law = &index.law;
    let filter = query.filter();
    known(index, &filter)?;
    let (offset, limit) = (
        query.offset.map_or(0, |o| o.0),
        query.limit.map_or(DEFAULT_LIMIT, |l| l.0),
    );
    let (total, rows) = views::roster(index, &filter, offset, limit);
    let to = |rel, offset: usize| {
        let named = query
            .named()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}&"));
        let named: String = named.collect();
        Link {
            rel,
            href: view.public_url.link(&format!(
                "/v1/roster?{named}limit={limit}&offset={offset}&as_of={}&version={}",
                view.as_of, view.published.version
            )),
        }
    };
    let mut links = vec![to("self", offset)];
    links.extend((offset + limit < total).then(|| to("next", offset + limit)));
    links.extend((offset > 0).then(|| to("prev", offset.saturating_sub(limit))));
    Ok(Roster {
        world: view.world_block(),
        total,
        offset,
        rows: rows.iter().map(|row| RosterRowBody::new(row, Names(law))).collect(),
        links,
    })
}
