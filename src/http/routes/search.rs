//! `GET /v1/search`: waters, units, posts, segments and boards by name, pinyin, code or id.
use crate::http::lookup::LookupRequest;
use crate::http::query::{Limit, Words, query};
use crate::http::wire::report::SearchResults;
use axum::response::Response;

/// Number of results by default.
const DEFAULT_LIMIT: usize = 20;

query! {
    /// The search.
    struct SearchQuery {
        /// Part of a name, its pinyin or pinyin initials, a code or an id. Several words all have to match.
        q: Words,
        /// Most results in the answer, 1 to 200. 20 by default.
        limit: Option<Limit>,
    }
}

/// Waters, units, posts, segments and boards, best first, each with its path, so that equal names can be told apart.
#[utoipa::path(get, path = "/v1/search", tag = "reports", params(SearchQuery),
    responses((status = 200, description = "Results, best first.", body = SearchResults)))]
pub async fn handle(request: LookupRequest<SearchQuery>) -> Response {
    let words = request.query.q.0.clone();
    let limit = request.query.limit.map_or(DEFAULT_LIMIT, |l| l.0);
    let results = request.view.work(move |view, _| {
        SearchResults::new(
            &view.published.catalog(view.as_of).search(&words, limit),
            view.world_block(),
            &view.public_url,
        )
    });
    request.reply(results.await)
}
