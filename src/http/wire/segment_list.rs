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
    /// The world that the answer is based on.
    pub world: WorldBlock,
    /// Number of segments that pass the filters.
    pub total: usize,
    /// Index of the first row, from 0.
    pub offset: usize,
    /// The segments of this page.
    pub rows: Vec<SegmentListRow>,
    /// Links to this page and, if they exist, to the next and previous pages.
    pub links: Vec<Link>,
}

/// A segment with the path of its unit.
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
