//! Segments by unit, level and state on the wire.
use super::geometry::Link;
use super::names::Names;
use super::segment::SegmentRowBody;
use super::world::WorldBlock;
use riverchief_core::domain::results::SegmentRow;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of segments.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SegmentList {
    /// Which world answered.
    pub world: WorldBlock,
    /// Segments that pass the filters.
    pub total: usize,
    /// Place of the first one here, from 0.
    pub offset: usize,
    /// The segments of this page.
    pub rows: Vec<SegmentListRow>,
    /// This page, and the next and previous ones where there are any.
    pub links: Vec<Link>,
}

/// A segment with the place of its unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SegmentListRow {
    /// The segment.
    #[serde(flatten)]
    pub segment: SegmentRowBody,
    /// Names from the city down to the unit.
    pub path: Vec<String>,
}

impl SegmentListRow {
    /// Rows with their names, in order.
    #[must_use]
    pub fn all(rows: Vec<(SegmentRow, Vec<String>)>, names: Names<'_>) -> Vec<Self> {
        let (rows, paths): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let segments = SegmentRowBody::all(&rows, names).into_iter();
        segments
            .zip(paths)
            .map(|(segment, path)| Self { segment, path })
            .collect()
    }
}
