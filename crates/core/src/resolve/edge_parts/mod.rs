//! Parts of boundary edges along which the answers on both sides stay the same, so that they are decided once (N8).
//!
//! A part is kept only with a proof. The answer 1 mm beside it can change in three ways: another boundary is crossed, a
//! distance passes a threshold or the distance of another water, or the nearest point of the water's line passes a cut.
//! From one point of the part to another a distance changes by no more than the way between them. So where everything
//! at the middle of a part is farther from changing than that, nothing changes along it. What has no proof is decided
//! place by place. `docs/RULES.md` N8 is the rule; nothing here can change an answer.
mod part;
mod stretches;

use super::matching::{Scope, Wanted};
use super::probes::{beside, probes};
use super::verdict::Verdict;
use crate::index::{BoundaryEdge, Index, Part, Piece, Sides};
use part::{About, Side};
use riverchief_geom::LocalPlane;
use riverchief_geom::nearest::along;

/// Shorter parts are not kept: so near a change, most places are decided singly.
const SHORTEST_M: f64 = 2.0;
/// Longer parts are halved before anything is tried.
const LONGEST_M: f64 = 250.0;
/// Feet of probes are farther from the ends of their edge, or at its middle.
const END_M: f64 = 0.5;
/// Highest latitude at which the margins of distances are used.
const HIGHEST_LAT: f64 = 70.0;
/// The two sides of an edge at parameter `t`, if they were proved to be the same around it. The places `towards` are not
/// those at `t`.
pub(super) fn sides<'a>(
    index: &'a Index,
    edge: &BoundaryEdge,
    number: usize,
    t: f64,
    scope: Scope,
) -> Option<&'a Sides> {
    let (mut from, mut to) = inner(edge);
    let mut piece: &Piece = index.piece(number);
    loop {
        let (part, first) = piece.part(|| decide(index, edge, number, (from, to), scope));
        match part {
            Part::Same(sides) => return Some(sides),
            Part::Unknown => return None,
            // One proof a look-up: the first places on an edge must not wait for all of its parts.
            Part::Halved(_) if first => return None,
            Part::Halved(halves) => {
                let middle = f64::midpoint(from, to);
                if t < middle {
                    (to, piece) = (middle, &halves[0]);
                } else {
                    (from, piece) = (middle, &halves[1]);
                }
            }
        }
    }
}

/// The parameters between which all probes have their feet: nearly the whole edge.
fn inner(edge: &BoundaryEdge) -> (f64, f64) {
    let (x_m, y_m) = LocalPlane::at(edge.a.into()).forward(edge.b.into());
    let margin = (END_M / x_m.hypot(y_m)).min(0.5);
    (margin, 1.0 - margin)
}

fn decide(index: &Index, edge: &BoundaryEdge, number: usize, (from, to): (f64, f64), scope: Scope) -> Part {
    let Scope::Point { tolerance_m } = scope else {
        return Part::Unknown;
    };
    let middle = f64::midpoint(from, to);
    let about = About::new(index, [from, to].map(|t| along(edge.a, edge.b, t).coord()), tolerance_m);
    let usable = edge.a.y.abs().max(edge.b.y.abs()) < HIGHEST_LAT;
    if !usable || 2.0 * about.half_m < SHORTEST_M {
        return Part::Unknown;
    }
    let halved = || Part::Halved(Box::default());
    if 2.0 * about.half_m > LONGEST_M || !about.is_alone(number) {
        return halved();
    }
    let probes = probes(edge, middle);
    let areas = probes.map(|probe| index.areas.covering(probe));
    let around = about.around();
    let [Some(left), Some(right)] = areas.each_ref().map(|areas| about.nominal(&around, areas)) else {
        return halved();
    };
    let verdicts = probes.map(|probe| Verdict::of(index, probe, scope, Wanted::First));
    let sides = verdicts.iter().zip(areas).zip([left, right]);
    let mut sides = sides.map(|((verdict, areas), nominal)| Side {
        verdict,
        areas,
        nominal,
    });
    if !sides.all(|side| about.stays(&around, &side)) {
        return halved();
    }
    let [left, right] = &verdicts;
    let differ = left.essence() != right.essence();
    Part::Same(differ.then(|| Box::new([beside(left, probes[0]), beside(right, probes[1])])))
}
