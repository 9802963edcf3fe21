//! Upstream, downstream and opposite bank (P2): where walks begin, and how far they go.
use super::chain;
use super::course::{Course, Reach, Start, Way};
use super::network::SAME_PLACE_M;
use super::reached::{listed, rows};
use super::spans::SegmentFilter;
use super::spans::{Span, span, spans};
use super::still_waters::Still;
use super::walk::{faces, walk};
use super::waterways::{Place, Waterways};
use crate::domain::ids::{FeatureId, SegmentId};
use crate::domain::kinds::{Level, Status};
use crate::domain::results::{Departure, Opposite, Reached};
use crate::index::Index;
use crate::resolve::matching::{Scope, Wanted, nearest_water_of};
use crate::resolve::verdict::Verdict;
use riverchief_geom::LonLat;

/// What lies upstream of a segment, a piece or a WATER zone within `distance_m` along the network, nearest first;
/// across confluences, branches and still waters (S33). `level` selects segments and pieces; without it, the level is
/// that of the start, or every level for a zone. `None`: no such segment or zone.
#[must_use]
pub fn upstream(index: &Index, id: &str, distance_m: f64, level: Option<Level>) -> Option<Vec<Reached>> {
    from_id(index, id, Way::Up, distance_m, level)
}

/// As [`upstream`], downstream.
#[must_use]
pub fn downstream(index: &Index, id: &str, distance_m: f64, level: Option<Level>) -> Option<Vec<Reached>> {
    from_id(index, id, Way::Down, distance_m, level)
}

fn from_id(index: &Index, id: &str, way: Way, distance_m: f64, level: Option<Level>) -> Option<Vec<Reached>> {
    let reach = Reach::Within(distance_m);
    if let Some(span) = span(&index.law, &SegmentId::new(id)) {
        let level = level.or(Some(span.level));
        let course = Course { way, reach, level };
        let ways = Waterways::new(index);
        let Some(start) = start_of(index, &ways, &span) else {
            return Some(Vec::new());
        };
        return Some(rows(index, &walk(index, &ways, &start, course)));
    }
    let zone = zone_number(index, &FeatureId::new(id))?;
    let ways = Waterways::new(index);
    let course = Course { way, reach, level };
    Some(listed(
        index,
        &ways,
        &walk(index, &ways, &Start::Still(zone), course),
        level,
    ))
}

/// What a walk from a place reaches (S33); without a level: all levels, folded.
#[must_use]
pub fn upstream_of(index: &Index, p: LonLat, distance_m: f64, level: Option<Level>) -> Departure {
    from_place(index, p, Way::Up, distance_m, level)
}

/// As [`upstream_of`], downstream.
#[must_use]
pub fn downstream_of(index: &Index, p: LonLat, distance_m: f64, level: Option<Level>) -> Departure {
    from_place(index, p, Way::Down, distance_m, level)
}

fn from_place(index: &Index, p: LonLat, way: Way, distance_m: f64, level: Option<Level>) -> Departure {
    let tolerance_m = index.law.thresholds.tolerance_m;
    let verdict = Verdict::of(index, p, Scope::Point { tolerance_m }, Wanted::First);
    let ways = Waterways::new(index);
    let course = Course {
        way,
        reach: Reach::Within(distance_m),
        level,
    };
    let start = start_at(index, &ways, p, &verdict);
    let reached = start.as_ref().map_or_else(Vec::new, |start| {
        listed(index, &ways, &walk(index, &ways, start, course), level)
    });
    let nearest = if start.is_none() {
        nearest_water_of(index, p)
    } else {
        None
    };
    let on = start.is_some();
    Departure {
        status: verdict.decision.status,
        water: verdict.decision.water.clone().filter(|_| on),
        zone: verdict.zone().cloned().filter(|_| on),
        stationing: verdict.stationing.filter(|_| on),
        nearest,
        reached,
    }
}

/// Where a place is on the network; `None`: it is on no water.
fn start_at<'a>(index: &Index, ways: &Waterways, p: LonLat, verdict: &Verdict) -> Option<Start<'a>> {
    let decision = &verdict.decision;
    match (decision.status, &verdict.stationing) {
        (Status::Channel, Some(s)) => {
            let mut branches = index.branches_of(&s.water);
            let (number, _) = branches.find(|(_, b)| b.branch == s.branch)?;
            Some(Start::OnBranch(number, s.measure_m))
        }
        (Status::Channel, None) => ways.lake(index, decision.water.as_ref()?, Some(p)).map(Start::In),
        (Status::WaterZone, _) => {
            let zone = zone_number(index, verdict.zone()?)?;
            Some(Start::In(Place::Still {
                index: zone,
                axis_m: ways.stills[zone].axis_at(index, p),
            }))
        }
        _ => None,
    }
}

/// The number of a WATER zone, which is also its number among the still waters.
fn zone_number(index: &Index, id: &FeatureId) -> Option<usize> {
    index.pools.items().iter().position(|z| z.id == *id)
}

/// Where a walk from a segment or piece begins; `None` if the branch or the surface is not valid on the date.
fn start_of<'a>(index: &Index, ways: &Waterways, span: &'a Span<'a>) -> Option<Start<'a>> {
    if let Some(stretch) = span.stretch {
        let mut branches = index.branches_of(span.water);
        let (number, _) = branches.find(|(_, b)| b.branch == stretch.branch)?;
        return Some(Start::Stretch(span, number, stretch));
    }
    let lake = |still: &Still| still.zone.is_none() && still.water == *span.water;
    ways.stills.iter().position(lake).map(Start::Still)
}

/// The segments directly upstream and directly downstream of a segment, at its own level.
pub(super) fn next_to(index: &Index, span: &Span) -> [Vec<Reached>; 2] {
    let ways = Waterways::new(index);
    let start = start_of(index, &ways, span);
    [Way::Up, Way::Down].map(|way| {
        let course = Course {
            way,
            reach: Reach::First,
            level: Some(span.level),
        };
        let met = start.as_ref().map(|start| walk(index, &ways, start, course));
        met.map_or_else(Vec::new, |met| rows(index, &met))
    })
}

/// Segments of the same level on the other bank, upstream first, and where they face this one (P2).
/// Empty for a segment of both banks and for a piece. `None`: no such segment.
#[must_use]
pub fn opposite_bank(index: &Index, id: &SegmentId) -> Option<Vec<Opposite>> {
    let law = &index.law;
    let own = span(law, id)?;
    let Some(stretch) = own.stretch else {
        return Some(Vec::new());
    };
    let filter = SegmentFilter {
        water: Some(own.water.clone()),
        level: Some(own.level),
        unit: None,
    };
    let list = spans(law, &filter);
    let facing = list.iter().filter_map(|other| {
        let s = other.stretch?;
        let (from_m, to_m) = (s.from_m.max(stretch.from_m), s.to_m.min(stretch.to_m));
        (s.branch == stretch.branch && faces(stretch.bank, s.bank) && to_m - from_m > SAME_PLACE_M).then(|| Opposite {
            segment: other.id.clone(),
            registered: other.record.is_some(),
            unit: other.unit.clone(),
            bank: s.bank,
            from_m,
            to_m,
            post: chain::post_of(index, other).cloned(),
        })
    });
    Some(facing.collect())
}
