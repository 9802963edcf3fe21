//! Geometry that is valid by the OGC rules, each problem with its kind and place (§13).
use super::compose::Check;
use crate::snapshot::finding::Finding;
use crate::snapshot::world::Snapshot;
use geo::MultiPolygon;
use riverchief_geom::validity::{Kind, Problem, problems};
use std::collections::BTreeMap;

const INVALID: Check = Check::error("E_INVALID_GEOMETRY", "13", "修正几何后重新导入（QGIS：“修正几何图形”）");
const REPEATED: Check = Check::note("N_REPEATED_VERTEX", "13", "删去重复的顶点");

pub(super) fn check(s: &Snapshot, out: &mut Vec<Finding>) {
    let surfaces = (s.units.iter().map(|r| ("admin_units", r.code.as_str(), &r.geometry)))
        .chain(
            (s.functional_areas.iter())
                .filter_map(|r| Some(("functional_areas", r.code.as_str(), r.geometry.as_ref()?))),
        )
        .chain(
            s.water_areas
                .iter()
                .map(|r| ("water_areas", r.id.as_str(), &r.geometry)),
        )
        .chain(s.zones.iter().map(|r| ("zones", r.id.as_str(), &r.geometry)))
        .chain(
            s.zone_pieces
                .iter()
                .map(|r| ("zone_pieces", r.id.as_str(), &r.geometry)),
        )
        .chain(
            s.extents
                .iter()
                .map(|r| ("management_extents", r.id.as_str(), &r.geometry)),
        )
        .chain(
            s.marine_areas
                .iter()
                .map(|r| ("marine_areas", r.id.as_str(), &r.geometry)),
        );
    for (layer, feature, surface) in surfaces {
        of_surface(layer, feature, surface, out);
    }
}

/// One finding per kind of problem, at the first place.
fn of_surface(layer: &'static str, feature: &str, surface: &MultiPolygon<f64>, out: &mut Vec<Finding>) {
    let mut kinds: BTreeMap<Kind, Vec<Problem>> = BTreeMap::new();
    for problem in problems(surface) {
        kinds.entry(problem.kind).or_default().push(problem);
    }
    for (kind, list) in kinds {
        let check = if kind.is_invalid() { INVALID } else { REPEATED };
        let first = list[0];
        let message = format!(
            "{}（第 {} 部分第 {} 环，共 {} 处）",
            words(kind),
            first.part + 1,
            first.ring + 1,
            list.len()
        );
        out.push(check.finds(layer, feature, message).field("geometry").at(first.place));
    }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::NotFinite => "坐标不是有限数",
        Kind::TooFewPoints => "环上不同的顶点少于三个",
        Kind::RepeatedPoint => "相邻顶点重复",
        Kind::SelfIntersection => "环自相交",
        Kind::RingTouchesItself => "环与自身相接于一点",
        Kind::RingsCross => "环与环相交或共边",
        Kind::HoleOutsideShell => "洞在外环之外",
        Kind::NestedHoles => "洞在另一个洞之内",
        Kind::InteriorDisconnected => "洞把内部切断",
        Kind::PartsOverlap => "各部分重叠或共边",
    }
}
