//! `GET /v1/concerns`: the accepted values of `concern`.
use crate::http::lookup::LookupRequest;
use crate::http::query::Nothing;
use crate::http::wire::report::ConcernList;
use axum::response::Response;
use riverchief_core::resolve::views;

/// The concerns of the world, with synonyms; `concern` of `/v1/chiefs/at` accepts any of them (F7).
#[utoipa::path(get, path = "/v1/concerns", tag = "reports", params(Nothing),
    responses((status = 200, description = "Concerns in the order of the world.", body = ConcernList)))]
pub async fn handle(request: LookupRequest<Nothing>) -> Response {
    let list = request
        .view
        .work(|view, index| ConcernList::new(views::concerns(index), view.world_block()));
    request.reply(list.await)
}
