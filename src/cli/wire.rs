//! Answers as JSON, with the wire types of the HTTP API.
use super::Opened;
use crate::http::PublicUrl;
use crate::http::wire::answer::{AnswerBody, Echo};
use crate::http::wire::names::Names;
use crate::http::wire::report::{CoverageBody, InventoryBody};
use crate::http::wire::segment::{SegmentBody, SegmentChiefs, SegmentRowBody};
use crate::http::wire::world::WorldBlock;
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::results::{Coverage, InventoryRow, SegmentRow, SegmentView};
use riverchief_gdal::crs::Crs;
use serde::Serialize;

/// Base of links on the command line: the default address of `riverchief serve`.
const LOCAL: &str = "http://127.0.0.1:8080";

fn world(opened: &Opened) -> WorldBlock {
    WorldBlock::new(&opened.published, opened.as_of, opened.today)
}

fn names(opened: &Opened) -> Names<'_> {
    Names(&opened.index.law)
}

/// The answer of `GET /v1/chiefs/at`.
pub(super) fn answer(
    opened: &Opened,
    answer: &Answer,
    crs: Option<Crs>,
    input: (f64, f64),
    warnings: Vec<String>,
) -> AnswerBody {
    let echo = Echo {
        world: world(opened),
        input_crs: crs.unwrap_or(Crs::Crs84).to_string(),
        crs_defaulted: crs.is_none(),
        input,
        warnings,
        explain: true,
    };
    AnswerBody::new(answer, &opened.index.law, echo)
}

/// A segment and its chiefs in one object.
#[derive(Serialize)]
pub(super) struct SegmentWithChiefs {
    #[serde(flatten)]
    segment: SegmentBody,
    chiefs: SegmentChiefs,
}

/// The answer of `GET /v1/segments/{id}`, with `…/chiefs` in the member `chiefs`.
pub(super) fn segment(opened: &Opened, segment: &SegmentView) -> anyhow::Result<SegmentWithChiefs> {
    let law = &opened.index.law;
    let url: PublicUrl = LOCAL.parse()?;
    Ok(SegmentWithChiefs {
        segment: SegmentBody::new(segment, law, world(opened), &url),
        chiefs: SegmentChiefs::new(segment, law, world(opened)),
    })
}

/// Segments of any water.
#[derive(Serialize)]
pub(super) struct SegmentList {
    world: WorldBlock,
    segments: Vec<SegmentRowBody>,
}

/// The rows of `GET /v1/waters/{code}/segments`, of any water.
pub(super) fn segments(opened: &Opened, rows: &[SegmentRow]) -> SegmentList {
    SegmentList {
        world: world(opened),
        segments: SegmentRowBody::all(rows, names(opened)),
    }
}

/// The answer of `GET /v1/coverage`.
pub(super) fn coverage(opened: &Opened, report: &Coverage) -> CoverageBody {
    CoverageBody::new(report, names(opened), world(opened))
}

/// The answer of `GET /v1/inventory`.
pub(super) fn inventory(opened: &Opened, rows: &[InventoryRow]) -> InventoryBody {
    InventoryBody::new(rows, names(opened), world(opened))
}
