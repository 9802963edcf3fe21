//! World, CRS and thresholds of a bulk answer: as members of GeoJSON, and as a header for the other formats.
use super::thresholds::ThresholdsBody;
use super::world::WorldBlock;
use axum::http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// World, CRS and thresholds of all rows.
#[derive(Clone, Debug, Serialize)]
pub struct RowsContext {
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// The CRS of the input coordinates.
    pub input_crs: String,
    /// Whether the CRS is the default because none was named.
    pub crs_defaulted: bool,
    /// The thresholds in force.
    pub thresholds: ThresholdsBody,
}

impl RowsContext {
    /// The name of the header.
    pub const HEADER: HeaderName = HeaderName::from_static("riverchief-answer");

    /// The additional members of a feature collection.
    ///
    /// # Panics
    /// Never: a struct of this crate's own types serializes to an object.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            other => unreachable!("not an object: {other:?}"),
        }
    }

    /// The essential part as a dictionary (RFC 9651), e.g.
    /// `edition=1, version="9f86d081884c7d65", epoch=14, as_of="2026-11-25", schematic=?1, input_crs="CRS84", crs_defaulted=?1`;
    /// where the data has faults `records_left_out=3, errors=5` too, for a day after today `notes="N_FUTURE_DATE"`.
    ///
    /// # Panics
    /// Never: it holds numbers, a date, the name of a CRS and the code of a note.
    #[must_use]
    pub fn header(&self) -> HeaderValue {
        let mut text = format!(
            "edition={}, version=\"{}\", epoch={}, as_of=\"{}\", schematic=?{}, input_crs=\"{}\", crs_defaulted=?{}",
            self.world.edition,
            self.world.version,
            self.world.epoch.number,
            self.world.as_of,
            u8::from(self.world.schematic),
            self.input_crs,
            u8::from(self.crs_defaulted),
        );
        if let Some(faults) = &self.world.faults {
            let _ = write!(
                text,
                ", records_left_out={}, errors={}",
                faults.records_left_out, faults.errors
            );
        }
        if !self.world.notes.is_empty() {
            let _ = write!(text, ", notes=\"{}\"", self.world.notes.join(" "));
        }
        HeaderValue::try_from(text).expect("numbers, a date, the name of a CRS and the code of a note")
    }
}
