//! `GET /v1/search`: waters, units, posts, segments and boards by name, pinyin, code or id.
use crate::http::ask::Asked;
use crate::http::query::{Limit, Words, query};
use crate::http::wire::report::SearchResults;
use axum::response::Response;

/// How many results when the request doesn't say.
const DEFAULT_LIMIT: usize = 20;

query! {
    /// What to look for.
    struct SearchQuery {
        /// Part of a name, its pinyin or the initials of that, a code or an id; of several words each counts.
        q: Words,
        /// How many results at most, 1 to 200. 20 by default.
        limit: Option<Limit>,
    }
}

/// Waters, units, posts, segments and boards, best first, each with its path, so that equal names can be told apart.
#[utoipa::path(get, path = "/v1/search", tag = "reports", params(SearchQuery),
    responses((status = 200, description = "Results, best first.", body = SearchResults)))]
pub async fn handle(asked: Asked<SearchQuery>) -> Response {
    let words = asked.query.q.0.clone();
    let limit = asked.query.limit.map_or(DEFAULT_LIMIT, |l| l.0);
    let results = asked.view.work(move |view, _| {
        SearchResults::new(
            &view.published.catalog(view.as_of).search(&words, limit),
            view.world_block(),
            &view.public_url,
        )
    });
    asked.reply(results.await)
}
