//! Segments by unit, level and state of their seat; used to find stretches without a chief.
use super::spans::{SegmentFilter, Span, span, spans};
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Level, SeatState};
use crate::domain::results::SegmentRow;
use crate::index::Index;

/// Whether the seat of a segment's own level is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// In exactly this state.
    Is(SeatState),
    /// In any state other than FILLED.
    No,
}

/// Filter for segments; `None` is “any”.
#[derive(Clone, Debug, Default)]
pub struct SegmentListFilter {
    /// In this unit or functional area or in the units within it.
    pub unit: Option<UnitCode>,
    /// Of this level.
    pub level: Option<Level>,
    /// Of this water.
    pub water: Option<WaterCode>,
    /// Along this segment: on its branch or in its piece, and on its bank.
    pub along: Option<SegmentId>,
    /// With such a seat.
    pub held: Option<Held>,
}

/// How many segments pass the filter, and `limit` of them from the `offset`-th on, each with the names from the city down to
/// its unit; by water, level, branch and measure.
#[must_use]
pub fn segment_list(
    index: &Index,
    filter: &SegmentListFilter,
    offset: usize,
    limit: usize,
) -> (usize, Vec<(SegmentRow, Vec<String>)>) {
    let law = &index.law;
    let along = filter.along.as_ref().map(|id| span(law, id));
    let of_water = SegmentFilter {
        water: filter.water.clone(),
        level: filter.level,
        unit: None,
    };
    let rows: Vec<SegmentRow> = spans(law, &of_water)
        .iter()
        .filter(|span| filter.unit.as_ref().is_none_or(|unit| span.within(law, unit)))
        .filter(|span| match &along {
            None => true,
            Some(along) => along.as_ref().is_some_and(|along| span.is_along(along, law)),
        })
        .map(|span| span.row(index))
        .filter(|row| match filter.held {
            None => true,
            Some(Held::Is(state)) => row.state == state,
            Some(Held::No) => row.state != SeatState::Filled,
        })
        .collect();
    let page = rows.iter().skip(offset).take(limit);
    let page = page.map(|row| (row.clone(), Span::of_row(row).path(law))).collect();
    (rows.len(), page)
}
