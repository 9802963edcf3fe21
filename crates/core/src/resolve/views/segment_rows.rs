//! Segments as rows of a list: each with its post, who holds it, and how long it stands.
use super::chain;
use super::spans::{SegmentFilter, Span, spans};
use super::standing::standing;
use crate::domain::results::SegmentRow;
use crate::domain::time::Validity;
use crate::index::Index;
use crate::snapshot::standing::DerivedKind;

impl Span<'_> {
    /// The validity of the record, or how long a derived segment stands (S38).
    pub fn validity(&self, index: &Index) -> Validity {
        let stands = || standing(index, DerivedKind::Segment, self.id.as_str());
        self.record.map_or_else(stands, |r| r.validity)
    }

    pub fn row(&self, index: &Index) -> SegmentRow {
        let sitting = chain::sitting(index, self);
        SegmentRow {
            id: self.id.clone(),
            registered: self.record.is_some(),
            water: self.water.clone(),
            level: self.level,
            unit: self.unit.clone(),
            branch: self.stretch.map(|s| s.branch),
            bank: self.stretch.map(|s| s.bank),
            from_m: self.stretch.map(|s| s.from_m),
            to_m: self.stretch.map(|s| s.to_m),
            post: sitting.post.map(|p| p.post.id.clone()),
            state: sitting.state,
            holders: sitting.post.map_or_else(Vec::new, |p| p.holders.to_vec()),
        }
    }
}

/// Registered segments, and derived segments where there is no registered one, by water, level, branch and measure.
#[must_use]
pub fn segments(index: &Index, filter: &SegmentFilter) -> Vec<SegmentRow> {
    spans(&index.law, filter).iter().map(|s| s.row(index)).collect()
}
