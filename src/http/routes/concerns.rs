//! `GET /v1/concerns`: what may be named as `concern`.
use crate::http::ask::Asked;
use crate::http::query::Nothing;
use crate::http::wire::report::ConcernList;
use axum::response::Response;
use riverchief_core::resolve::views;

/// The concerns that the world names, with other words for each; `concern` of `/v1/chiefs/at` takes any of them (F7).
#[utoipa::path(get, path = "/v1/concerns", tag = "reports", params(Nothing),
    responses((status = 200, description = "Concerns in the order of the world.", body = ConcernList)))]
pub async fn handle(asked: Asked<Nothing>) -> Response {
    let list = asked
        .view
        .work(|view, index| ConcernList::new(views::concerns(index), view.world_block()));
    asked.reply(list.await)
}
