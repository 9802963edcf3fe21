//! A line cut by owner (N9): parts in order, and the waters without area that it crosses.
use super::decision::{borders, inside, on_border};
use crate::domain::results::{AreaDecision, Crossing, LinePart, LineParts};
use crate::index::Index;
use geo::{BoundingRect, LineString, Rect};
use riverchief_geom::cutting::{Cuts, cut};
use riverchief_geom::{EdgeTree, LonLat, Stationed};

/// Crossings closer than this along the line count as one, in metres.
const ONE_CROSSING_M: f64 = 1e-6;

/// A line cut by owner (N9), parts in order along it; neighbouring parts with the same owner are joined.
///
/// Half width, tolerance and nearness don't apply. Measures are those of N3, so that the lengths of the parts add up to the
/// length of the line. A line without two different finite vertices has no parts.
#[must_use]
pub fn line_parts(index: &Index, line: &LineString<f64>) -> LineParts {
    let (Ok(line), Some(near)) = (Stationed::new(line.clone()), line.bounding_rect()) else {
        return LineParts {
            length_m: 0.0,
            parts: Vec::new(),
            crossings: Vec::new(),
        };
    };
    let edges = EdgeTree::new(borders(index, near).into_iter().map(|(a, b)| (a, b, ())));
    let cuts = cut(line.coords(), &edges);
    let mut measures = vec![0.0, line.len_m()];
    let params = cuts.params(line.coords().len() - 1);
    measures.extend(params.into_iter().map(|(edge, t)| line.measure(edge, t)));
    measures.sort_by(f64::total_cmp);
    measures.dedup();
    let mut runs: Vec<(f64, f64, AreaDecision)> = Vec::new();
    for w in measures.windows(2) {
        let decision = decide(index, &line, &cuts, f64::midpoint(w[0], w[1]));
        match runs.last_mut() {
            Some(last) if last.2 == decision => last.1 = w[1],
            _ => runs.push((w[0], w[1], decision)),
        }
    }
    let part = |(from_m, to_m, decision): (f64, f64, AreaDecision)| LinePart {
        from_m,
        to_m,
        length_m: to_m - from_m,
        line: line.slice(from_m, to_m),
        decision,
    };
    LineParts {
        length_m: line.len_m(),
        parts: runs.into_iter().map(part).collect(),
        crossings: crossings(index, &line, near),
    }
}

fn decide(index: &Index, line: &Stationed, cuts: &Cuts<()>, middle_m: f64) -> AreaDecision {
    let (edge, t) = line.locate(middle_m);
    let middle = line.at(middle_m);
    let on = cuts.overlaps.iter().any(|o| o.edge == edge && o.t0 <= t && t <= o.t1);
    if on {
        on_border(index, line.coords()[edge], line.coords()[edge + 1], middle)
    } else {
        inside(index, middle)
    }
}

/// Where the line meets centrelines of waters without an area there; in order along the line, then by branch.
fn crossings(index: &Index, line: &Stationed, near: Rect<f64>) -> Vec<Crossing> {
    let branches = &index.law.network.branches;
    let edges = branches.iter().enumerate().flat_map(|(i, branch)| {
        let coords = branch.line.coords();
        coords.windows(2).map(move |w| (w[0], w[1], i)).filter(|(a, b, _)| {
            a.x.min(b.x) <= near.max().x
                && a.x.max(b.x) >= near.min().x
                && a.y.min(b.y) <= near.max().y
                && a.y.max(b.y) >= near.min().y
        })
    });
    let cuts = cut(line.coords(), &EdgeTree::new(edges));
    let points = cuts.crossings.iter().map(|c| (c.edge, c.t, c.label));
    let runs = cuts.overlaps.iter().map(|o| (o.edge, o.t0, o.label));
    let mut list: Vec<(usize, Crossing)> = points
        .chain(runs)
        .filter_map(|(edge, t, i)| {
            let at_m = line.measure(edge, t);
            let at = line.at(at_m);
            let branch = &branches[i];
            let foot = branch.line.foot(at);
            let measure_m = branch.line.measure(foot.edge, foot.t);
            line_only(index, i, measure_m, at).then(|| {
                (
                    i,
                    Crossing {
                        water: branch.water.clone(),
                        branch: branch.branch,
                        at_m,
                        measure_m,
                        at,
                    },
                )
            })
        })
        .collect();
    list.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.at_m.total_cmp(&b.1.at_m)));
    list.dedup_by(|b, a| a.0 == b.0 && b.1.at_m - a.1.at_m <= ONE_CROSSING_M);
    list.sort_by(|a, b| a.1.at_m.total_cmp(&b.1.at_m).then(a.0.cmp(&b.0)));
    list.into_iter().map(|(_, c)| c).collect()
}

/// Whether branch `i` is at this place inside the city, in no area of its own water and in no WATER zone.
pub(super) fn line_only(index: &Index, i: usize, measure_m: f64, at: LonLat) -> bool {
    let branch = &index.law.network.branches[i];
    let here = branch
        .reaches
        .partition_point(|r| r.from_m <= measure_m)
        .saturating_sub(1);
    let own = branch.reaches.get(here).is_some_and(|r| r.unit.is_some() && !r.in_pool);
    let in_area = index
        .areas
        .covering_foot(at)
        .into_iter()
        .any(|a| index.areas.items()[a].water == branch.water);
    own && !in_area
}
