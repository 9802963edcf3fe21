//! `GET /v1/coverage`: the plan's milestones and the seats behind them.
use crate::http::lookup::LookupRequest;
use crate::http::query::Nothing;
use crate::http::wire::names::Names;
use crate::http::wire::report::CoverageBody;
use axum::response::Response;
use riverchief_core::resolve::views;

/// The requirements of the plan on a day, and which of them are met (§10).
#[utoipa::path(get, path = "/v1/coverage", tag = "reports", params(Nothing),
    responses((status = 200, description = "Milestones, seats, and what is missing.", body = CoverageBody)))]
pub async fn handle(request: LookupRequest<Nothing>) -> Response {
    let report = request
        .view
        .work(|view, index| CoverageBody::new(&views::coverage(index), Names(&index.law), view.world_block()));
    request.reply(report.await)
}
