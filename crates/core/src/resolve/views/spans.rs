//! Segments in force: registered segments, and derived segments where there is no registered one (N5).
//!
//! Works on measures; uses no geometry.
use crate::domain::ids::{SegmentId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::RegisteredSegment;
use crate::snapshot::Law;
use crate::snapshot::segments::{DerivedSegment, Stretch};
use std::sync::Arc;

/// Two segments lie along each other if they share more than this length (§13), in metres.
const ALONG_M: f64 = 1.0;

/// Filter for segments; `None` is “any”.
#[derive(Clone, Debug, Default)]
pub struct SegmentFilter {
    /// Of this water.
    pub water: Option<WaterCode>,
    /// Of this level.
    pub level: Option<Level>,
    /// Of this unit.
    pub unit: Option<UnitCode>,
}

/// A registered or derived segment, without places.
#[derive(Clone, Debug)]
pub(crate) struct Span<'a> {
    pub id: &'a SegmentId,
    pub water: &'a WaterCode,
    pub level: Level,
    pub unit: &'a UnitCode,
    /// `None` for a piece of an area.
    pub stretch: Option<Stretch>,
    /// `None`: derived.
    pub record: Option<&'a Arc<RegisteredSegment>>,
}

impl<'a> Span<'a> {
    pub fn of_record(record: &'a Arc<RegisteredSegment>) -> Self {
        Self {
            id: &record.id,
            water: &record.water,
            level: record.level,
            unit: &record.unit,
            stretch: record.reach.map(|r| Stretch {
                branch: r.branch,
                from_m: r.from_m,
                to_m: r.to_m,
                bank: r.bank,
            }),
            record: Some(record),
        }
    }

    pub fn of_derived(derived: &'a DerivedSegment) -> Self {
        Self {
            id: &derived.id,
            water: &derived.water,
            level: derived.level,
            unit: &derived.unit,
            stretch: derived.stretch,
            record: None,
        }
    }

    /// Whether it lies along the same stretch and bank as another segment of the same water for more than a metre
    /// (§13); for pieces, whether one is part of the other.
    pub fn is_along(&self, other: &Self, law: &Law) -> bool {
        if self.water != other.water {
            return false;
        }
        match (self.stretch, other.stretch) {
            (Some(a), Some(b)) => {
                let overlap_m = a.to_m.min(b.to_m) - a.from_m.max(b.from_m);
                let banks = a.bank == Bank::Both || b.bank == Bank::Both || a.bank == b.bank;
                a.branch == b.branch && banks && overlap_m > ALONG_M
            }
            (None, None) => {
                let (upper, lower) = if self.level < other.level {
                    (self, other)
                } else {
                    (other, self)
                };
                lower.above(law, upper.level).contains(upper.unit)
            }
            _ => false,
        }
    }

    fn sort_key(&self) -> (&'a WaterCode, Level, Option<u32>, u64, Option<Bank>, &'a SegmentId) {
        // Measures are never negative, so their bits sort in the same order.
        let from = self.stretch.map_or(0.0, |s| s.from_m.max(0.0));
        let stretch = self.stretch.as_ref();
        (
            self.water,
            self.level,
            stretch.map(|s| s.branch),
            from.to_bits(),
            stretch.map(|s| s.bank),
            self.id,
        )
    }
}

/// The segment with this id, registered first.
pub(crate) fn span<'a>(law: &'a Law, id: &SegmentId) -> Option<Span<'a>> {
    let registered = law.segments.get(id).map(Span::of_record);
    registered.or_else(|| {
        let mut all = law.network.derived.iter().chain(&law.network.bare);
        let derived = all.find(|d| d.id == *id)?;
        Some(Span::of_derived(derived))
    })
}

/// Every segment in force that passes the filter, by water, level, branch and measure.
pub(crate) fn spans<'a>(law: &'a Law, filter: &SegmentFilter) -> Vec<Span<'a>> {
    let of_course =
        |s: &Span| filter.water.as_ref().is_none_or(|w| s.water == w) && filter.level.is_none_or(|l| s.level == l);
    let wanted = |s: &Span| of_course(s) && filter.unit.as_ref().is_none_or(|u| s.unit == u);
    let registered = law.segments.values().map(Span::of_record);
    let registered: Vec<Span> = registered.filter(|s| of_course(s)).collect();
    let mut by_course: std::collections::BTreeMap<_, Vec<Span>> = std::collections::BTreeMap::new();
    for span in &registered {
        let course = (span.water, span.level, span.stretch.map(|s| s.branch));
        by_course.entry(course).or_default().push(cut(law, span));
    }
    let all = law.network.derived.iter().chain(&law.network.bare);
    let gaps = all.map(Span::of_derived).filter(|derived| {
        let course = (derived.water, derived.level, derived.stretch.map(|s| s.branch));
        wanted(derived) && by_course.get(&course).is_none_or(|over| uncovered(law, derived, over))
    });
    let mut list: Vec<Span> = gaps.collect();
    list.extend(registered.iter().filter(|s| wanted(s)).cloned());
    list.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    list
}

/// A registered segment with its ends moved to the cuts (N3).
fn cut<'a>(law: &Law, span: &Span<'a>) -> Span<'a> {
    let at_cuts = |s: Stretch| match law.network.branch(span.water, s.branch) {
        Some(branch) => Stretch {
            from_m: branch.cut_at(s.from_m),
            to_m: branch.cut_at(s.to_m),
            ..s
        },
        None => s,
    };
    Span {
        stretch: span.stretch.map(at_cuts),
        ..span.clone()
    }
}

/// Whether registered segments of the same water and level leave a part of a derived segment uncovered, on either bank,
/// so that a place may be assigned to it (S4).
fn uncovered(law: &Law, derived: &Span, registered: &[Span]) -> bool {
    let Some(stretch) = derived.stretch else {
        // A segment registered for a functional area is the county's segment in the area's units (S12).
        let held = |code: &UnitCode| registered.iter().any(|r| r.unit == code);
        let entrusted = || {
            let areas = law.areas_under(derived.water, derived.unit, None);
            areas.iter().all(|a| a.is_some_and(|a| held(&a.code)))
        };
        return !(held(derived.unit) || derived.level == Level::County && entrusted());
    };
    let banks: &[Bank] = match stretch.bank {
        Bank::Both => &[Bank::Left, Bank::Right],
        Bank::Left => &[Bank::Left],
        Bank::Right => &[Bank::Right],
    };
    banks.iter().any(|bank| {
        let mut covers: Vec<(f64, f64)> = registered
            .iter()
            .filter_map(|r| r.stretch)
            .filter(|s| s.bank == Bank::Both || s.bank == *bank)
            .map(|s| (s.from_m, s.to_m))
            .collect();
        covers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut at = stretch.from_m;
        for (from, to) in covers {
            if from > at {
                break;
            }
            at = at.max(to);
        }
        stretch.to_m > at
    })
}
