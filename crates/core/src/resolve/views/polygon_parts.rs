//! A polygon cut by owner (N9): parts by owner code, and the waters without area inside.
use super::decision::{borders, inside};
use super::line_parts::line_only;
use crate::domain::results::{AreaDecision, PolygonPart, PolygonParts, WaterInside};
use crate::index::Index;
use geo::{BoundingRect, Coord, MultiPolygon};
use riverchief_geom::arrangement::Arrangement;
use riverchief_geom::cutting::cut;
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use riverchief_geom::position::PreparedPolygon;
use riverchief_geom::{EdgeTree, LonLat};

/// Cell of the grid on which the polygon is cut at borders, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;

/// A polygon cut by owner (N9), parts by the code of their lowest unit, then by water.
///
/// Half width, tolerance and nearness don't apply. `area_m2` is the geodesic area of the polygon as given (N3). Cutting
/// adds vertices on its edges, and the geodesic between other vertices takes another course, so the areas of the parts
/// are scaled by one factor to add up to it. `None`: the polygon is empty, not finite, or too thin.
#[must_use]
pub fn polygon_parts(index: &Index, polygon: &MultiPolygon<f64>) -> Option<PolygonParts> {
    let near = polygon.bounding_rect()?;
    let area_m2 = multipolygon_area_m2(polygon).abs();
    let rings = polygon
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let own = rings.map(|r| ((), r.0.clone()));
    let cuts = borders(index, near).into_iter().map(|(a, b)| ((), vec![a, b]));
    let laid = Arrangement::new(CELL_DEG, own.chain(cuts)).ok()?;
    let prepared = PreparedPolygon::new(polygon.clone());
    let mut decisions: Vec<AreaDecision> = Vec::new();
    let keys: Vec<Option<usize>> = laid
        .faces
        .iter()
        .map(|face| {
            prepared.covers(face.interior).then(|| {
                let decision = inside(index, face.interior);
                let known = decisions.iter().position(|d| *d == decision);
                known.unwrap_or_else(|| {
                    decisions.push(decision);
                    decisions.len() - 1
                })
            })
        })
        .collect();
    let mut parts: Vec<PolygonPart> = laid
        .dissolve(|face| keys[face])
        .into_iter()
        .map(|(key, geometry)| PolygonPart {
            area_m2: multipolygon_area_m2(&geometry).abs(),
            geometry,
            decision: decisions[key].clone(),
        })
        .collect();
    let sum_m2: f64 = parts.iter().map(|p| p.area_m2).sum();
    if sum_m2 > 0.0 {
        for part in &mut parts {
            part.area_m2 *= area_m2 / sum_m2;
        }
    }
    parts.sort_by(|a, b| order(&a.decision).cmp(&order(&b.decision)));
    Some(PolygonParts {
        area_m2,
        parts,
        inside: waters_inside(index, &prepared),
    })
}

/// Lowest unit, status, water, zone, segment.
fn order(d: &AreaDecision) -> impl Ord + '_ {
    let unit = d.units.iter().rev().flatten().next();
    (unit.is_none(), unit, d.status, &d.water, &d.zone, &d.segment)
}

/// Metres of centrelines inside the polygon where they have no area of their own, by water and branch.
fn waters_inside(index: &Index, polygon: &PreparedPolygon) -> Vec<WaterInside> {
    let Some(near) = polygon.bbox() else { return Vec::new() };
    let mut list = Vec::new();
    for (i, branch) in index.law.network.branches.iter().enumerate() {
        let own_areas = (index.areas.items().iter().enumerate())
            .filter(|(_, a)| a.water == branch.water)
            .flat_map(|(a, _)| index.areas.polygon(a).edges());
        let touches = |a: Coord<f64>, b: Coord<f64>| {
            a.x.min(b.x) <= near.max().x
                && a.x.max(b.x) >= near.min().x
                && a.y.min(b.y) <= near.max().y
                && a.y.max(b.y) >= near.min().y
        };
        if !branch.line.coords().windows(2).any(|w| touches(w[0], w[1])) {
            continue;
        }
        let edges = EdgeTree::new(polygon.edges().chain(own_areas).map(|e| (e.a, e.b, ())));
        let cuts = cut(branch.line.coords(), &edges);
        let params = cuts.params(branch.line.coords().len() - 1);
        let mut measures: Vec<f64> = params
            .into_iter()
            .map(|(edge, t)| branch.line.measure(edge, t))
            .collect();
        measures.extend(branch.reaches.iter().flat_map(|r| [r.from_m, r.to_m]));
        measures.sort_by(f64::total_cmp);
        let length_m: f64 = measures
            .windows(2)
            .filter(|w| w[1] > w[0])
            .filter(|w| {
                let middle_m = f64::midpoint(w[0], w[1]);
                let at: LonLat = branch.line.at(middle_m);
                polygon.covers(at) && line_only(index, i, middle_m, at)
            })
            .map(|w| w[1] - w[0])
            .sum();
        if length_m > 0.0 {
            list.push(WaterInside {
                water: branch.water.clone(),
                branch: branch.branch,
                length_m,
            });
        }
    }
    list
}
