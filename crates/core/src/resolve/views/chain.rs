//! Who answers for a segment: the chain for a place at its middle, with the segment at its own level; and every post
//! for the segment (S9, S12).
use super::pieces::piece;
use super::spans::{SegmentFilter, Span, spans};
use crate::domain::ids::{PostId, UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Basis, Level};
use crate::domain::records::FunctionalArea;
use crate::index::{Chain, Held, Index};
use crate::resolve::place::units_at_foot;
use crate::resolve::seats::of_segments_within;
use crate::resolve::stretch::{at_measure, counts, lineage_on, pieces_in, units_of};
use crate::snapshot::reaches::Branch;
use crate::snapshot::seating::{Charge, Sitting};
use crate::snapshot::segments::Stretch;
use crate::snapshot::{Law, Lineage};
use riverchief_geom::interior::interior_point;

/// The segments at a place on a segment, and the units that they represent.
struct Ground<'a> {
    held: Vec<Held>,
    units: Lineage,
    area: Option<&'a FunctionalArea>,
}

/// Who answers at the middle of a segment.
pub(super) fn at_middle(index: &Index, span: &Span) -> Chain {
    let ground = middle(index, span);
    of_segments_within(index, span.water, &ground.held, &ground.units, ground.area)
}

/// The post of a segment's own level at its middle.
pub(crate) fn sitting<'a>(index: &'a Index, span: &Span<'_>) -> Sitting<'a> {
    let area = if changes_hands(index, span) {
        middle(index, span).area
    } else {
        None
    };
    seated(index, span, area)
}

/// Every post of a segment's own level, the post at its middle first. There are two where a part of the segment is
/// entrusted to a functional area (S12).
pub(crate) fn sittings<'a>(index: &'a Index, span: &Span<'_>) -> Vec<Sitting<'a>> {
    let mut list = vec![sitting(index, span)];
    if !changes_hands(index, span) {
        return list;
    }
    let areas = match (span.stretch, branch_of(index, span)) {
        (Some(stretch), Some(branch)) => areas_along(index, span, branch, stretch),
        _ => index.law.areas_under(span.water, span.unit, span.stretch),
    };
    for area in areas {
        let next = seated(index, span, area);
        let id = |s: &Sitting<'a>| s.post.map(|p| &p.post.id);
        if !list.iter().any(|s| id(s) == id(&next)) {
            list.push(next);
        }
    }
    list
}

/// The id of the post of a segment's own level at its middle.
pub(crate) fn post_of<'a>(index: &'a Index, span: &Span<'_>) -> Option<&'a PostId> {
    sitting(index, span).post.map(|p| &p.post.id)
}

/// The city's post for a water: the post of its first registered city segment with a post, otherwise the post in the
/// register (C1, S9).
pub(crate) fn city_sitting<'a>(law: &'a Law, water: &WaterCode) -> Sitting<'a> {
    let registered = law
        .segments
        .values()
        .filter(|s| s.level == Level::City && s.water == *water);
    let named = registered.map(|s| law.sitting(Charge::Water(water, Some(s)), Level::City, None, None));
    let mut named = named.filter(|s| s.basis == Basis::Data);
    let plain = || law.sitting(Charge::Water(water, None), Level::City, None, None);
    named.next().unwrap_or_else(plain)
}

/// Every post of the county level for a water: the posts of the county's segments (registered segments first, segments
/// of functional areas last) and of its pieces of LAND zones; if there are none, the posts of the county itself.
pub(crate) fn county_sittings<'a>(index: &'a Index, water: &WaterCode, county: &UnitCode) -> Vec<Sitting<'a>> {
    let law = &index.law;
    let filter = SegmentFilter {
        water: Some(water.clone()),
        level: Some(Level::County),
        unit: None,
    };
    let own = spans(law, &filter)
        .into_iter()
        .filter(|s| law.administrative(s.unit) == county);
    let (own, of_areas): (Vec<Span>, Vec<Span>) = own.partition(|s| s.unit == county);
    let (registered, derived): (Vec<Span>, Vec<Span>) = own.into_iter().partition(|s| s.record.is_some());
    let in_order = registered.iter().chain(&derived).chain(&of_areas);
    let of_spans = in_order.flat_map(|s| sittings(index, s));
    let pieces = law
        .zone_pieces
        .iter()
        .filter(|p| law.zones.get(&p.zone).is_some_and(|z| z.water == *water));
    let of_land = pieces.flat_map(|p| law.land_sittings(p, Level::County));
    let of_land = of_land.filter(|(unit, _)| *unit == county).map(|(_, sitting)| sitting);
    let mut list: Vec<Sitting<'a>> = Vec::new();
    for next in of_spans.chain(of_land) {
        let id = |s: &Sitting<'a>| s.post.map(|p| &p.post.id);
        if next.post.is_some() && !list.iter().any(|s| id(s) == id(&next)) {
            list.push(next);
        }
    }
    if list.is_empty() {
        let area = law.areas_under(water, county, None).first().copied().flatten();
        list.push(law.sitting(Charge::Water(water, None), Level::County, Some(county), area));
    }
    list
}

fn seated<'a>(index: &'a Index, span: &Span<'_>, area: Option<&'a FunctionalArea>) -> Sitting<'a> {
    let charge = Charge::Water(span.water, span.record.map(|record| &**record));
    index.law.sitting(charge, span.level, Some(span.unit), area)
}

/// Whether a functional area may stand in for the county on the segment.
fn changes_hands(index: &Index, span: &Span) -> bool {
    span.level == Level::County && !index.law.functional_areas.is_empty()
}

/// The branch of a stretch, with its index in the network.
fn branch_of<'a>(index: &'a Index, span: &Span) -> Option<(usize, &'a Branch)> {
    let branch = span.stretch?.branch;
    index.branches_of(span.water).find(|(_, b)| b.branch == branch)
}

fn middle<'a>(index: &'a Index, span: &Span) -> Ground<'a> {
    let Some(stretch) = span.stretch else {
        return on_piece(index, span);
    };
    let (held, here) = match branch_of(index, span) {
        Some(branch) => {
            let middle_m = f64::midpoint(stretch.from_m, stretch.to_m);
            on_stretch(index, span, branch, middle_m, stretch.bank)
        }
        None => (vec![own(span, None)], Lineage::default()),
    };
    let units = units_of(index, &held, &here);
    let area = index.law.standing_in(&units);
    Ground { held, units, area }
}

fn own(span: &Span, computed: Option<UnitCode>) -> Held {
    Held {
        level: span.level,
        segment: span.id.clone(),
        unit: span.unit.clone(),
        registered: span.record.cloned(),
        computed,
    }
}

/// The segments and the units at a measure, with `span` at its own level. In a pool or outside the city `span` is the
/// only segment.
fn on_stretch(
    index: &Index,
    span: &Span,
    (number, branch): (usize, &Branch),
    measure_m: f64,
    bank: Bank,
) -> (Vec<Held>, Lineage) {
    if counts(branch, measure_m) {
        let held = at_measure(index, number, measure_m, bank).own.held.clone();
        // The bank to which these segments belong. The units are those of the place, not those of another segment of
        // the same level.
        let on_left = || at_measure(index, number, measure_m, Bank::Left).own;
        let bank = if bank == Bank::Both && held != on_left().held {
            Bank::Right
        } else {
            bank
        };
        let here = branch.reach_at(measure_m).map(|reach| lineage_on(reach, bank).clone());
        return (among(span, held), here.unwrap_or_default());
    }
    (vec![own(span, None)], span.place(&index.law))
}

/// Segments of a place, lowest level first, with `span` at its own level.
fn among(span: &Span, mut held: Vec<Held>) -> Vec<Held> {
    let computed = held
        .iter()
        .find(|h| h.level == span.level)
        .and_then(|h| h.computed.clone());
    held.retain(|h| h.level != span.level);
    held.push(own(span, computed));
    held.sort_by_key(|h| std::cmp::Reverse(h.level));
    held
}

/// A piece has the pieces of its unit's parents above it; there may be several below it.
fn on_piece<'a>(index: &'a Index, span: &Span) -> Ground<'a> {
    let law = &index.law;
    let here = span.lineage(law);
    let held = among(span, pieces_in(index, span.water, &here));
    let units = units_of(index, &held, &here);
    let area = if span.level == Level::County {
        area_of_piece(index, span)
    } else {
        law.standing_in(&units)
    };
    Ground { held, units, area }
}

/// The functional area that acts on a county's piece. Where only a part is entrusted to one, the middle of the piece
/// decides.
fn area_of_piece<'a>(index: &'a Index, span: &Span) -> Option<&'a FunctionalArea> {
    let law = &index.law;
    if let Some(area) = law.functional_areas.iter().find(|a| a.code == *span.unit) {
        return Some(area);
    }
    let areas = law.areas_under(span.water, span.unit, None);
    let first = areas.first().copied().flatten();
    if areas.len() < 2 {
        return first;
    }
    let ground = piece(index, span.water, span.unit);
    let place = ground.and_then(|ground| interior_point(&ground).ok());
    let units = place.and_then(|place| units_at_foot(index, place));
    units.map_or(first, |(units, _)| law.standing_in(&Lineage::from(&units)))
}

/// The functional areas that act along a stretch, in order of measure; `None` where there is none.
fn areas_along<'a>(
    index: &'a Index,
    span: &Span,
    (number, branch): (usize, &Branch),
    stretch: Stretch,
) -> Vec<Option<&'a FunctionalArea>> {
    let registered = index.registered_of(span.water).iter().filter_map(|s| s.reach);
    let mut cuts: Vec<f64> = registered
        .filter(|r| r.branch == branch.branch)
        .flat_map(|r| [r.from_m, r.to_m])
        .chain(branch.reaches.iter().flat_map(|r| [r.from_m, r.to_m]))
        .chain([stretch.from_m, stretch.to_m])
        .filter(|m| (stretch.from_m..=stretch.to_m).contains(m))
        .collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let banks: &[Bank] = match stretch.bank {
        Bank::Both => &[Bank::Left, Bank::Right],
        Bank::Left => &[Bank::Left],
        Bank::Right => &[Bank::Right],
    };
    let middles = cuts.array_windows().map(|&[from, to]| f64::midpoint(from, to));
    let places = middles
        .filter(|m| counts(branch, *m))
        .flat_map(|m| banks.iter().map(move |bank| (m, *bank)));
    places
        .map(|(m, bank)| {
            let (held, here) = on_stretch(index, span, (number, branch), m, bank);
            index.law.standing_in(&units_of(index, &held, &here))
        })
        .collect()
}
