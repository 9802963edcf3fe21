//! Answers as JSON, the same as HTTP gives them.
use super::Opened;
use crate::domain::answer::Answer;
use crate::domain::views::{Coverage, InventoryRow, SegmentRow, SegmentView};
use crate::export::Row;
use crate::export::rows::{COLUMNS, cells};
use crate::gdal_io::crs::Crs;
use serde_json::{Value, json};

pub(super) fn answer(opened: &Opened, answer: &Answer, crs: Crs, (x, y): (f64, f64), warnings: Vec<String>) -> Value {
    let row = Row {
        id: None,
        lon: &x.to_string(),
        lat: &y.to_string(),
        outcome: Ok((answer, &opened.index.law)),
    };
    let cells: serde_json::Map<String, Value> = COLUMNS
        .iter()
        .zip(cells(row))
        .map(|(c, v)| ((*c).to_owned(), json!(v)))
        .collect();
    json!({"input_crs": crs.to_string(), "warnings": warnings, "row": cells})
}

pub(super) fn segment(_opened: &Opened, segment: &SegmentView) -> Value {
    json!({"id": segment.id.as_str()})
}

pub(super) fn segments(_opened: &Opened, rows: &[SegmentRow]) -> Value {
    json!({"segments": rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>()})
}

pub(super) fn coverage(_opened: &Opened, report: &Coverage) -> Value {
    json!({"missing": report.missing.len()})
}

pub(super) fn inventory(_opened: &Opened, rows: &[InventoryRow]) -> Value {
    json!({"rows": rows.len()})
}
