//! `GET /v1/roster`: the roster of chiefs (名录), by unit or by post, also as a workbook.
use crate::http::ask::View;
use crate::http::printed::{PrintAsked, Printable, Printing};
use crate::http::problem::Problem;
use crate::http::query::{
    CodeText, LevelName, Limit, Offset, PostKindName, RosterFormat, RosterSort, StateName, query,
};
use crate::http::wire::geometry::Link;
use crate::http::wire::names::Names;
use crate::http::wire::roster::{Roster, RosterRowBody};
use axum::response::Response;
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, RosterFilter};
use riverchief_rows::print;

/// How many posts a page has when the request doesn't say.
const DEFAULT_LIMIT: usize = 100;

query! {
    /// Which posts, and which of them on this page.
    struct RosterQuery {
        /// Code of a unit or functional area: its posts and those of the units within it.
        unit: Option<CodeText>,
        /// Posts of this level.
        level: Option<LevelName>,
        /// Posts of this kind; without it the three kinds of chief.
        kind: Option<PostKindName>,
        /// Code of a water: its river and reservoir chiefs.
        water: Option<CodeText>,
        /// Posts that are held, or vacant.
        state: Option<StateName>,
        /// `unit` (the default): unit by unit, each before those within it. `post`: by kind and level.
        sort: Option<RosterSort>,
        /// How many posts at most, 1 to 200. 100 by default.
        limit: Option<Limit>,
        /// How many posts to pass over. 0 by default.
        offset: Option<Offset>,
        /// `json` or `xlsx`: a workbook of all posts that pass, one sheet for each level; beside it the header `Accept` chooses.
        f: Option<RosterFormat>,
    }
}

impl Printable for RosterQuery {
    const FORMS: &'static [Printing] = &[Printing::Json, Printing::Xlsx];
    fn form(&self) -> Option<Printing> {
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

    /// What this request names, but for the page.
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

/// Posts with who holds them on the day, page by page (P1).
///
/// Seats that the plan asks for and that have no post are told by `/v1/coverage`.
#[utoipa::path(get, path = "/v1/roster", tag = "reports", params(RosterQuery),
    responses((status = 200, description = "A page of the roster.", content((Roster = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn handle(wanted: PrintAsked<RosterQuery>) -> Result<Response, Problem> {
    if wanted.form == Printing::Xlsx {
        let query = &wanted.asked.query;
        for (name, given) in [("limit", query.limit.is_some()), ("offset", query.offset.is_some())] {
            if given {
                return Err(Problem::parameter(name, "A workbook has all posts: leave this out."));
            }
        }
        let sheets = |_: &View, index: &Index, query: &RosterQuery| {
            let filter = query.filter();
            known(index, &filter)?;
            Ok(print::roster(index, &filter))
        };
        return wanted.printed("河长名录", "roster", sheets).await;
    }
    let asked = wanted.asked;
    let query = asked.query.clone();
    let work = asked.view.work(move |view, index| page(view, index, &query));
    Ok(asked.reply(work.await?))
}

/// Refuses a filter that names what there is not on the day.
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
