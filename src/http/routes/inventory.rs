//! `GET /v1/inventory`: the graded inventory (名录).
use crate::http::ask::Asked;
use crate::http::query::Nothing;
use crate::http::wire::names::Names;
use crate::http::wire::report::InventoryBody;
use crate::resolve::views;
use axum::response::Response;

/// Every water by county and grade, with lengths, areas and chiefs (M4).
#[utoipa::path(get, path = "/v1/inventory", tag = "reports", params(Nothing),
    responses((status = 200, description = "One row per water and county.", body = InventoryBody)))]
pub async fn handle(asked: Asked<Nothing>) -> Response {
    let rows = asked
        .view
        .work(|view, index| InventoryBody::new(&views::inventory(index), Names(&index.law), view.world_block()));
    asked.reply(rows.await)
}
