//! The chain of chiefs at the middle of a segment: the resolver's own seats, asked for the segments there.
use super::spans::{SegmentFilter, Span, spans};
use crate::domain::kinds::{Bank, Level};
use crate::index::Index;
use crate::resolve::seats::{Chain, of_segments};
use crate::resolve::stretch::{Held, units_of};
use crate::snapshot::Law;
use crate::snapshot::segments::Stretch;

/// Who answers at the middle of a segment.
pub(super) fn at_middle(index: &Index, span: &Span) -> Chain {
    let law = &index.law;
    let filter = SegmentFilter {
        water: Some(span.water.clone()),
        ..SegmentFilter::default()
    };
    at_middle_among(index, span, &spans(law, &filter))
}

/// [`at_middle`], given the segments in force of the water.
pub(super) fn at_middle_among(index: &Index, span: &Span, list: &[Span]) -> Chain {
    let law = &index.law;
    let held: Vec<Held> = Level::ALL
        .iter()
        .rev()
        .filter_map(|level| {
            let own = (span.level == *level).then_some(span);
            own.or_else(|| list.iter().find(|s| s.level == *level && over_middle(law, s, span)))
        })
        .map(|s| held(law, s))
        .collect();
    let units = units_of(index, &held, &span.place(law));
    of_segments(index, span.water, &held, &units)
}

fn held(law: &Law, span: &Span) -> Held {
    Held {
        level: span.level,
        segment: span.id.clone(),
        unit: span.unit.clone(),
        registered: law.segments.get(span.id).cloned(),
        computed: None,
    }
}

/// Whether a segment of another level holds the middle of `span`, on the same bank where it matters.
fn over_middle(law: &Law, other: &Span, span: &Span) -> bool {
    match (other.stretch, span.stretch) {
        (Some(o), Some(s)) => {
            let middle_m = f64::midpoint(s.from_m, s.to_m);
            o.branch == s.branch && o.from_m <= middle_m && middle_m < o.to_m && same_bank(o, s)
        }
        // A piece stands under the pieces of its unit's parents; below it there may be several.
        (None, None) => other.level < span.level && span.lineage(law).at(other.level) == Some(other.unit),
        _ => false,
    }
}

fn same_bank(a: Stretch, b: Stretch) -> bool {
    a.bank == Bank::Both || b.bank == Bank::Both || a.bank == b.bank
}
