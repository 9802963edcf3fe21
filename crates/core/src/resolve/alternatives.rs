//! Rule N8 and S1: the answers on the other side of near edges.
use super::edge_parts;
use super::matching::{Scope, Wanted};
use super::probes::{beside, probes};
use super::verdict::{Essence, Verdict};
use crate::domain::answer::Alternative;
use crate::index::{Beside, BoundaryEdge, End, Index, Near, Sides};
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::nearest::TIE_M;
use riverchief_geom::{LocalPlane, LonLat};
use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;

/// Least distance of a probe's foot from the ends of its edge; on a shorter edge the foot is at its middle.
const FROM_END_M: f64 = 1.0;
/// Edges shorter than this are skipped.
const SHORTEST_EDGE_M: f64 = 1e-6;

/// In the plane at a place a distance of at most so many metres is wrong by less than [`PLANE_SHARE`].
const PLANE_M: f64 = 1000.0;
/// See [`PLANE_M`]; below 70° of latitude.
const PLANE_SHARE: f64 = 1e-3;

/// The other answers near a place, nearest first, and whether an edge within `edge_warn` changes the answer. Probes are
/// decided with the scope of the place itself.
pub(super) fn around(index: &Index, p: LonLat, own: &Verdict, scope: Scope) -> (Vec<Alternative>, bool) {
    let mut found: SmallVec<[Group<'_>; 4]> = SmallVec::new();
    let mut near_boundary = false;
    let edges = if index.near(p).may_be(Near::EDGE) {
        index.boundaries_within(p, index.law.thresholds.edge_warn_m)
    } else {
        Vec::new()
    };
    let near = edges.into_iter().map(|edge| (edge, true));
    let far = across(index, p, own).into_iter().map(|edge| (edge, false));
    for (edge, warns) in near.chain(far) {
        let differing = differing(index, edge, scope);
        near_boundary |= warns && !differing.is_empty();
        for side in differing {
            let essence = Essence::from(&*side.beside);
            if essence == own.essence() {
                continue;
            }
            match found.iter_mut().find(|group| group.essence() == essence) {
                Some(group) => group.0.push(side),
                None => found.push(Group(smallvec![side])),
            }
        }
    }
    let other = other_bank(own);
    if let Some(other) = &other {
        found.retain(|group| group.essence() != other.essence());
    }
    let mut all: Vec<Alternative> = found.into_iter().map(|group| group.nearest(p)).collect();
    all.extend(other.map(|other| beside(&other, p).alternative));
    (sorted(all), near_boundary)
}

/// The answer on one side of an edge near the place, where the other side differs.
struct EdgeSide<'a> {
    edge: BoundaryEdge,
    beside: Cow<'a, Beside>,
    /// Where the answer was kept for a part of the edge: the parameter of the nearest point, and which side it is.
    on_part: Option<(f64, usize)>,
}

impl EdgeSide<'_> {
    /// The alternative at its distance from the place.
    fn alternative(&self, p: LonLat) -> Alternative {
        let kept = self.beside.alternative.clone();
        Alternative {
            distance_m: self.edge.distance_m(p),
            towards: self
                .on_part
                .map_or(kept.towards, |(t, side)| probes(&self.edge, t)[side]),
            ..kept
        }
    }

    /// The distance in the plane, or where that is too far from the truth the distance itself.
    fn about_m(&self, p: LonLat) -> f64 {
        if self.edge.plane_m < PLANE_M && p.lat.abs() < 70.0 {
            self.edge.plane_m
        } else {
            self.edge.distance_m(p)
        }
    }
}

/// The same answer on several edges; never empty.
struct Group<'a>(SmallVec<[EdgeSide<'a>; 4]>);

impl Group<'_> {
    fn essence(&self) -> Essence<'_> {
        Essence::from(&*self.0[0].beside)
    }

    /// The nearest. Only of those that can be nearest is the distance computed.
    fn nearest(&self, p: LonLat) -> Alternative {
        let least_m = self.0.iter().map(|side| side.about_m(p)).fold(f64::INFINITY, f64::min);
        let limit_m = least_m * (1.0 + 2.5 * PLANE_SHARE) + 10.0 * TIE_M;
        let possible = self.0.iter().filter(|side| side.about_m(p) <= limit_m);
        let nearest = possible
            .map(|side| side.alternative(p))
            .reduce(|known, new| if closer(&new, &known) { new } else { known });
        nearest.unwrap_or_else(|| self.0[0].alternative(p))
    }
}

/// The two sides of an edge at the point of it that is nearest to the place; none if they are the same.
fn differing<'a>(index: &'a Index, edge: BoundaryEdge, scope: Scope) -> SmallVec<[EdgeSide<'a>; 2]> {
    let own_scope = Scope::Point {
        tolerance_m: index.law.thresholds.tolerance_m,
    };
    let number = edge.number.filter(|_| scope == own_scope);
    // Nearest to an end of an edge all places have the same probes.
    let end = match edge.t {
        t if t <= 0.0 => Some(End::Start),
        t if t >= 1.0 => Some(End::End),
        _ => None,
    };
    let kept = |sides: &'a Sides, on_part: Option<f64>| {
        let sides = sides.iter().flat_map(|sides| sides.iter()).enumerate();
        sides.map(move |(i, side)| EdgeSide {
            edge,
            beside: Cow::Borrowed(side),
            on_part: on_part.map(|t| (t, i)),
        })
    };
    let decide = || param(&edge).and_then(|t| probed(index, &edge, t, scope));
    if let (Some(end), Some(number)) = (end, number) {
        return kept(index.sides(number, end, decide), None).collect();
    }
    let Some(t) = param(&edge) else {
        return SmallVec::new();
    };
    if let Some(sides) = number.and_then(|number| edge_parts::sides(index, &edge, number, t, scope)) {
        return kept(sides, Some(t)).collect();
    }
    let owned = probed(index, &edge, t, scope).into_iter().flat_map(|sides| *sides);
    owned
        .map(|side| EdgeSide {
            edge,
            beside: Cow::Owned(side),
            on_part: None,
        })
        .collect()
}

/// The answers 1 mm to the left and to the right of a point of an edge; `None`: they are the same.
fn probed(index: &Index, edge: &BoundaryEdge, t: f64, scope: Scope) -> Sides {
    let probes = probes(edge, t);
    let verdicts = probes.map(|probe| Verdict::of(index, probe, scope, Wanted::First));
    let [left, right] = &verdicts;
    (left.essence() != right.essence()).then(|| Box::new([beside(left, probes[0]), beside(right, probes[1])]))
}

/// The nearest edges of borders parallel to the stretch of a place, beyond the distance of S1 (S15).
fn across(index: &Index, p: LonLat, own: &Verdict) -> Vec<BoundaryEdge> {
    let Some(on) = &own.stationing else {
        return Vec::new();
    };
    let branch = index.branches_of(&on.water).find(|(_, b)| b.branch == on.branch);
    let parallels = branch.into_iter().flat_map(|(_, b)| &b.parallels);
    let beside = parallels.filter(|s| s.from_m <= on.measure_m && on.measure_m <= s.to_m);
    let warn_m = index.law.thresholds.edge_warn_m;
    // Most borders are nearer, and found already; tied edges are 1 µm farther at most.
    let far = beside.filter(|s| !s.border.is_within_m(p, warn_m - 2.0 * TIE_M));
    let edges = far
        .filter_map(|s| s.border.nearest(p))
        .map(|(a, b, foot)| BoundaryEdge {
            number: None,
            a,
            b,
            t: foot.t,
            plane_m: f64::INFINITY,
        });
    edges.filter(|edge| edge.distance_m(p) > warn_m).collect()
}

/// The parameter of the nearest point of an edge, moved away from its ends. `None`: the edge is too short.
fn param(edge: &BoundaryEdge) -> Option<f64> {
    let (x_m, y_m) = LocalPlane::at(edge.a.into()).forward(edge.b.into());
    let plane_m = x_m.hypot(y_m);
    // In the plane a length is wrong by less than 2 %: no geodesic is needed far from the ends.
    let far_m = 1.05 * FROM_END_M;
    if (1.0..50_000.0).contains(&plane_m)
        && edge.a.y.abs() < 70.0
        && edge.t * plane_m > far_m
        && (1.0 - edge.t) * plane_m > far_m
    {
        return Some(edge.t);
    }
    let len_m = distance_m(edge.a.into(), edge.b.into());
    if len_m < SHORTEST_EDGE_M {
        return None;
    }
    let margin = (FROM_END_M / len_m).min(0.5);
    Some(edge.t.clamp(margin, 1.0 - margin))
}

/// Rule B: the same place, assigned to the other bank.
fn other_bank(own: &Verdict) -> Option<Verdict> {
    let other = own.other_bank.clone()?;
    Some(Verdict {
        other_bank: Some(own.own.clone()),
        own: other,
        ..own.clone()
    })
}

/// Which of two distances to the same answer is kept: the shorter, then the one with the smaller key.
fn closer(new: &Alternative, known: &Alternative) -> bool {
    let tied = (new.distance_m - known.distance_m).abs() <= TIE_M;
    if tied {
        let place = |a: &Alternative| (a.towards.lon, a.towards.lat);
        (&new.key, place(new)) < (&known.key, place(known))
    } else {
        new.distance_m < known.distance_m
    }
}

/// By distance; those within 1 µm of the nearest remaining are tied and are in order of key.
fn sorted(mut all: Vec<Alternative>) -> Vec<Alternative> {
    let mut out = Vec::with_capacity(all.len());
    while !all.is_empty() {
        let least = all.iter().map(|a| a.distance_m).fold(f64::INFINITY, f64::min);
        let tied = (0..all.len()).filter(|&i| all[i].distance_m <= least + TIE_M);
        let Some(next) = tied.min_by(|&a, &b| all[a].key.cmp(&all[b].key)) else {
            break;
        };
        out.push(all.swap_remove(next));
    }
    out
}
