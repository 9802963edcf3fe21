//! `GET /v1/inventory`: the graded inventory (名录), also as the printed record.
use crate::http::printed::{PrintAsked, Printable, Printing};
use crate::http::problem::Problem;
use crate::http::query::{InventoryFormat, query};
use crate::http::wire::names::Names;
use crate::http::wire::report::InventoryBody;
use axum::response::Response;
use riverchief_core::resolve::views;
use riverchief_rows::print;

query! {
    /// In which form.
    struct InventoryQuery {
        /// `json`, `xlsx` (a workbook) or `pdf` (with the distribution map); beside it the header `Accept` chooses.
        f: Option<InventoryFormat>,
    }
}

impl Printable for InventoryQuery {
    const FORMS: &'static [Printing] = &[Printing::Json, Printing::Xlsx, Printing::Pdf];
    fn form(&self) -> Option<Printing> {
        self.f.map(|f| f.0)
    }
}

/// Every water by county and grade, with lengths, areas and chiefs (M4).
///
/// As a workbook or PDF it is the 名录和分布示意图 of the plan: totals, the waters of each county, the segments of each level.
#[utoipa::path(get, path = "/v1/inventory", tag = "reports", params(InventoryQuery),
    responses((status = 200, description = "One row per water and county.", content((InventoryBody = "application/json"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (Vec<u8> = "application/pdf")))))]
pub async fn handle(wanted: PrintAsked<InventoryQuery>) -> Result<Response, Problem> {
    if wanted.form != Printing::Json {
        let sheets = |_: &_, index: &_, _: &_| Ok(print::inventory(index, None));
        return wanted.printed("江河湖库名录和分布示意图", "inventory", sheets).await;
    }
    let asked = wanted.asked;
    let rows = asked
        .view
        .work(|view, index| InventoryBody::new(&views::inventory(index), Names(&index.law), view.world_block()));
    Ok(asked.reply(rows.await))
}
