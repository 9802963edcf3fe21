//! Border rivers digitised apart from their border (N6, S15).
use super::lineage::Lineage;
use super::reaches::{Borders, Branch, Reach, Wobble};
use crate::domain::answer::Thresholds;
use crate::domain::ids::UnitCode;
use crate::geom::cutting::cut;
use crate::geom::{EdgeTree, LocalPlane, LonLat, Side};
use geo::Coord;
use std::collections::{BTreeSet, HashMap};

/// The common border of two units: its edges, and on which side of each the first unit lies.
type Border = EdgeTree<Side>;

/// Replaces every wobbling sequence of reaches by one shared reach.
pub(super) fn share(branch: &mut Branch, borders: &Borders, thresholds: Thresholds) {
    let mut common: HashMap<(UnitCode, UnitCode), Border> = HashMap::new();
    let mut out: Vec<Reach> = Vec::with_capacity(branch.reaches.len());
    let mut wobbles = Vec::new();
    let mut i = 0;
    while i < branch.reaches.len() {
        if let Some((end, shared, literal)) = longest(branch, i, borders, &mut common, thresholds) {
            wobbles.push(Wobble {
                from_m: shared.from_m,
                to_m: shared.to_m,
                literal,
            });
            out.push(shared);
            i = end;
        } else {
            out.push(branch.reaches[i].clone());
            i += 1;
        }
    }
    branch.reaches = out;
    branch.wobbles = wobbles;
}

type Found = (usize, Reach, Vec<(UnitCode, f64)>);

fn longest(
    branch: &Branch,
    start: usize,
    borders: &Borders,
    common: &mut HashMap<(UnitCode, UnitCode), Border>,
    thresholds: Thresholds,
) -> Option<Found> {
    let first = &branch.reaches[start];
    let u = first.unit.clone().filter(|_| first.right.is_none() && !first.in_pool)?;
    let run = branch.reaches[start..]
        .iter()
        .take_while(|r| r.unit.is_some() && !r.in_pool);
    let others: BTreeSet<UnitCode> = run.flat_map(|r| [r.unit.clone(), r.right.clone()]).flatten().collect();
    let mut best: Option<(usize, UnitCode)> = None;
    for v in others.into_iter().filter(|v| *v != u) {
        let border = common
            .entry((u.clone(), v.clone()))
            .or_insert_with(|| common_border(borders, &u, &v));
        let end = extent(branch, start, &u, &v, border, thresholds);
        // Of equally long sequences the smaller code stays: `others` is ascending.
        if let Some(end) = end
            && best.as_ref().is_none_or(|(b, _)| end > *b)
        {
            best = Some((end, v));
        }
    }
    let (end, v) = best?;
    let taken = &branch.reaches[start..end];
    let (from_m, to_m) = (first.from_m, taken.last()?.to_m);
    let border = common.get(&(u.clone(), v.clone()))?;
    let u_left = left_of_border(branch, f64::midpoint(from_m, to_m), border);
    let (left, right) = if u_left {
        (u.clone(), v.clone())
    } else {
        (v.clone(), u.clone())
    };
    let literal = [u, v].map(|unit| {
        let length = taken
            .iter()
            .filter(|r| r.unit.as_ref() == Some(&unit) && r.right.is_none())
            .map(Reach::len_m)
            .sum();
        (unit, length)
    });
    let shared = Reach {
        from_m,
        to_m,
        lineage: lineage(taken, &left).cloned().unwrap_or_default(),
        right_lineage: lineage(taken, &right).cloned(),
        unit: Some(left),
        right: Some(right),
        in_pool: false,
        wobble: true,
    };
    Some((end, shared, literal.to_vec()))
}

/// A unit and those above it (A), as at the middle of its longest reach among some.
fn lineage<'a>(reaches: &'a [Reach], unit: &UnitCode) -> Option<&'a Lineage> {
    let own = |reach: &'a Reach| {
        let left = (reach.unit.as_ref() == Some(unit)).then_some(&reach.lineage);
        let right = || {
            reach
                .right_lineage
                .as_ref()
                .filter(|_| reach.right.as_ref() == Some(unit))
        };
        Some((reach.len_m(), left.or_else(right)?))
    };
    let all = reaches.iter().filter_map(own);
    let longest = all.reduce(|a, b| if b.0 > a.0 { b } else { a })?;
    Some(longest.1)
}

/// The end (exclusive) of the longest sequence from `start` in U and V that satisfies N6.
fn extent(branch: &Branch, start: usize, u: &UnitCode, v: &UnitCode, border: &Border, t: Thresholds) -> Option<usize> {
    let near = |p: LonLat| !border.within_m(p, t.border_corridor_m).is_empty();
    let in_pair = |code: Option<&UnitCode>| code == Some(u) || code == Some(v);
    if !near(branch.line.at(branch.reaches[start].from_m)) {
        return None;
    }
    let mut best = None;
    let (mut of_u, mut of_v, mut on_border) = (false, false, false);
    for (i, reach) in branch.reaches.iter().enumerate().skip(start) {
        let shared = reach.right.is_some();
        if reach.in_pool || !in_pair(reach.unit.as_ref()) || (shared && !in_pair(reach.right.as_ref())) {
            break;
        }
        if !vertices(branch, reach).all(near) {
            break;
        }
        on_border |= shared;
        of_u |= !shared && reach.unit.as_ref() == Some(u);
        of_v |= !shared && reach.unit.as_ref() == Some(v);
        let mixed = (of_u && of_v) || on_border;
        let long = reach.to_m - branch.reaches[start].from_m >= t.border_run_m;
        if i > start && mixed && long && near(branch.line.at(reach.to_m)) {
            best = Some(i + 1);
        }
    }
    best
}

/// Edges of `u` that lie on edges of `v`.
fn common_border(borders: &Borders, u: &UnitCode, v: &UnitCode) -> Border {
    let polygon = |code: &UnitCode| {
        borders
            .units
            .iter()
            .find(|(unit, _)| unit.code == *code)
            .map(|(_, p)| p)
    };
    let (Some(pu), Some(pv)) = (polygon(u), polygon(v)) else {
        return EdgeTree::new(std::iter::empty());
    };
    let of_v = EdgeTree::new(pv.edges().map(|e| (e.a, e.b, ())));
    let shared = pu.edges().flat_map(|e| {
        let cuts = cut(&[e.a, e.b], &of_v);
        let at = move |t: f64| Coord {
            x: e.a.x + t * (e.b.x - e.a.x),
            y: e.a.y + t * (e.b.y - e.a.y),
        };
        let on: Vec<_> = cuts
            .overlaps
            .into_iter()
            .map(|o| (at(o.t0), at(o.t1), e.interior))
            .collect();
        on
    });
    EdgeTree::new(shared)
}

/// Whether the first unit lies left of the border edge nearest to the middle, seen in the direction of flow.
fn left_of_border(branch: &Branch, middle_m: f64, border: &Border) -> bool {
    let p = branch.line.at(middle_m);
    let (edge, _) = branch.line.locate(middle_m);
    let flow = (branch.line.coords()[edge], branch.line.coords()[edge + 1]);
    let Some(nearest) = border.nearest(p).map(|n| n.edge) else {
        return true;
    };
    let plane = LocalPlane::at(p);
    let vector = |(a, b): (Coord<f64>, Coord<f64>)| {
        let (a, b) = (plane.forward(a.into()), plane.forward(b.into()));
        (b.0 - a.0, b.1 - a.1)
    };
    let (f, e) = (vector(flow), vector((nearest.a, nearest.b)));
    let along = f.0 * e.0 + f.1 * e.1 >= 0.0;
    (nearest.label == Side::Left) == along
}

/// The vertices of a reach, without its ends.
fn vertices<'a>(branch: &'a Branch, reach: &'a Reach) -> impl Iterator<Item = LonLat> + 'a {
    let line = branch.line.coords().iter().zip(branch.line.measures_m());
    line.filter(|(_, m)| reach.from_m < **m && **m < reach.to_m)
        .map(|(c, _)| LonLat::from(*c))
}
