//! `GET /v1/inventory`: the graded inventory (名录), also as a workbook or PDF.
use crate::http::answer_format::AnswerFormat;
use crate::http::documents::{DocumentQuery, DocumentRequest};
use crate::http::problem::Problem;
use crate::http::query::{InventoryFormat, query};
use crate::http::wire::names::Names;
use crate::http::wire::report::InventoryBody;
use axum::response::Response;
use riverchief_core::resolve::views;
use riverchief_rows::print;

query! {
    /// The format of the inventory.
    struct InventoryQuery {
        /// `json`, `xlsx` (a workbook) or `pdf` (with the distribution map). By default the header `Accept` decides.
        f: Option<InventoryFormat>,
    }
}

impl DocumentQuery for InventoryQuery {
    const FORMATS: &'static [AnswerFormat] = &[AnswerFormat::Json, AnswerFormat::Xlsx, AnswerFormat::Pdf];
    fn format(&self) -> Option<AnswerFormat> {
        self.f.map(|f| f.0)
    }
}

/// Every water by county and grade, with lengths, areas and chiefs (M4).
///
/// The workbook and the PDF are the 名录和分布示意图 of the plan: totals, the waters of each county, the segments of each
/// level.
#[utoipa::path(get, path = "/v1/inventory", tag = "reports", params(InventoryQuery),
    responses((status = 200, description = "One row per water and county.", content((InventoryBody = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
pub async fn handle(wanted: DocumentRequest<InventoryQuery>) -> Result<Response, Problem> {
    if wanted.format != AnswerFormat::Json {
        let sheets = |_: &_, index: &_, _: &_| Ok(print::inventory(index, None));
        return wanted.document("江河湖库名录和分布示意图", "inventory", sheets).await;
    }
    let request = wanted.request;
    let rows = request
        .view
        .work(|view, index| InventoryBody::new(&views::inventory(index), Names(&index.law), view.world_block()));
    Ok(request.reply(rows.await))
}
