//! `GET /v1/coverage`: the plan's milestones and the seats behind them.
use crate::http::ask::Asked;
use crate::http::query::Nothing;
use crate::http::wire::names::Names;
use crate::http::wire::report::CoverageBody;
use axum::response::Response;
use riverchief_core::resolve::views;

/// What the plan asks for on a day, and what of it is there (§10).
#[utoipa::path(get, path = "/v1/coverage", tag = "reports", params(Nothing),
    responses((status = 200, description = "Milestones, seats, and what is missing.", body = CoverageBody)))]
pub async fn handle(asked: Asked<Nothing>) -> Response {
    let report = asked
        .view
        .work(|view, index| CoverageBody::new(&views::coverage(index), Names(&index.law), view.world_block()));
    asked.reply(report.await)
}
