//! Direction and connectivity of the network (§13), cycles, border rivers that cross their border back and forth (N6).
use super::compose::Check;
use super::names;
use super::place;
use crate::domain::ids::WaterCode;
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::records::AdminUnit;
use crate::domain::terms;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use crate::snapshot::reaches::{Branch, Parallel};
use geo::MultiPolygon;
use riverchief_geom::nearest::foot_on_polygon;
use riverchief_geom::position::{Position, position_brute};
use riverchief_geom::union::inside_union;
use riverchief_geom::{LonLat, PreparedPolygon};
use std::collections::BTreeSet;

const END: Check = Check::warning("W_NETWORK_END", "13", "把末端接到下游水体、海或市界，或填写 downstream");
const REVERSED: Check = Check::error("E_NETWORK_REVERSED", "13", "把中心线反向：顶点须按水流方向排列");
const UNKNOWN: Check = Check::warning(
    "W_FLOW_UNKNOWN",
    "13",
    "核对中心线的方向（顶点须按水流方向排列），并填写 downstream 或接到下游水体、海",
);
const BRANCH: Check = Check::warning(
    "W_BRANCH_DETACHED",
    "13",
    "把支汊首尾接到同一水体的其他支汊，或接到下游、海、市界",
);
const NO_SHAPE: Check = Check::warning("W_WATER_WITHOUT_GEOMETRY", "13", "补上中心线、水面或库区水域");
const CYCLE: Check = Check::error("E_DOWNSTREAM_CYCLE", "13", "改正 downstream，使水流不成环");
const PARENT_CYCLE: Check = Check::error("E_PARENT_CYCLE", "C1", "改正 parent，使所属河流不成环");
const WOBBLE: Check = Check::warning(
    "W_BORDER_WOBBLE",
    "N6",
    "统一界河与行政区界的走线；在此之前按共有河段处理",
);
const PARALLEL: Check = Check::warning(
    "W_BORDER_PARALLEL",
    "N6",
    "核实是否为界河：若是，统一其与行政区界的走线；若否，可保留",
);

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    for water in law.waters.values() {
        for (check, field) in [(CYCLE, "downstream"), (PARENT_CYCLE, "parent")] {
            cycle(law, &water.code, check, field, out);
        }
        let stationed = law.network.branches.iter().any(|b| b.water == water.code);
        let surfaces = stationed
            || law.water_areas.iter().any(|a| a.water == water.code)
            || law.zones.values().any(|z| z.water == water.code);
        if !surfaces {
            out.push(NO_SHAPE.finds("waters", &water.code, format!("{} 没有任何几何", water.name)));
        }
    }
    for branch in &law.network.branches {
        ends(law, &branch.water, branch.branch, out);
        for wobble in &branch.wobbles {
            let literal: Vec<String> = wobble
                .literal
                .iter()
                .map(|(unit, m)| format!("{} {m:.1} m", names::unit(law, unit)))
                .collect();
            let message = format!(
                "桩号 [{:.1}, {:.1}) 与行政区界往复交叉，按共有河段处理；如按界线切分，为 {}",
                wobble.from_m,
                wobble.to_m,
                literal.join("、")
            );
            out.push(along(law, branch, WOBBLE, [wobble.from_m, wobble.to_m], message));
        }
        for parallel in &branch.parallels {
            let Parallel {
                from_m,
                to_m,
                unit,
                other,
                ..
            } = parallel;
            let (unit, other) = (names::unit(law, unit), names::unit(law, other));
            let message = format!(
                "桩号 [{from_m:.1}, {to_m:.1}) 在{unit}境内，与{other}的界线平行，相距不超过 {} m 且不越界，按{unit}独有处理",
                law.thresholds.border_corridor_m
            );
            out.push(along(law, branch, PARALLEL, [*from_m, *to_m], message));
        }
    }
}

/// A finding on a stretch of a branch, with its length, at its middle.
fn along(law: &Law, branch: &Branch, check: Check, [from_m, to_m]: [f64; 2], message: String) -> Finding {
    let at = place::at(law, &branch.water, branch.branch, f64::midpoint(from_m, to_m));
    let feature = format!("{}.{}", branch.water, branch.branch);
    let finding = check.finds("centrelines", feature, message);
    finding.of(to_m - from_m, "m").at(at)
}

/// A finding for every water whose references lead back to itself.
fn cycle(law: &Law, start: &WaterCode, check: Check, field: &'static str, out: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    let mut at = start;
    while seen.insert(at) {
        let next = law.waters.get(at).and_then(|w| match field {
            "parent" => w.parent.as_ref(),
            _ => w.downstream.as_ref(),
        });
        let Some(next) = next else { return };
        at = next;
    }
    if at == start {
        let message = format!(
            "{}的 {field} 经 {} 个水体后回到自身",
            names::water(law, start),
            seen.len()
        );
        out.push(
            check
                .finds("waters", start, message)
                .field(field)
                .at(place::of_water(law, start)),
        );
    }
}

/// Waters under one post: the river before the bracket and the waters in it (C1).
fn family<'a>(law: &'a Law, water: &'a WaterCode) -> BTreeSet<&'a WaterCode> {
    let head = law.waters.get(water).and_then(|w| w.parent.as_ref()).unwrap_or(water);
    let members = law
        .waters
        .values()
        .filter(|w| w.parent.as_ref() == Some(head))
        .map(|w| &w.code);
    members.chain([head, water]).collect()
}

fn at_surface(p: LonLat, surface: &MultiPolygon<f64>, tolerance_m: f64) -> bool {
    position_brute(surface, p) != Position::Outside
        || foot_on_polygon(p, surface).is_some_and(|f| f.foot.distance_m <= tolerance_m)
}

/// Whether a place is at one of the waters; `skip` is the branch under test.
fn at_waters(law: &Law, p: LonLat, waters: &BTreeSet<&WaterCode>, skip: (&WaterCode, u32)) -> bool {
    let tolerance_m = law.thresholds.tolerance_m;
    let half_width_m = |w: &WaterCode| law.waters.get(w).and_then(|w| w.half_width_m).unwrap_or(0.0);
    let lines = (law.network.branches.iter())
        .filter(|b| waters.contains(&b.water) && (&b.water, b.branch) != skip)
        .any(|b| b.line.foot(p).distance_m <= tolerance_m + half_width_m(&b.water));
    lines
        || (law.water_areas.iter())
            .any(|a| waters.contains(&a.water) && a.water != *skip.0 && at_surface(p, &a.geometry, tolerance_m))
        || (law.zones.values())
            .any(|z| z.kind == ZoneKind::Water && waters.contains(&z.water) && at_surface(p, &z.geometry, tolerance_m))
}

fn at_sea(law: &Law, p: LonLat) -> bool {
    let tolerance_m = law.thresholds.tolerance_m;
    law.marine_areas.iter().any(|m| at_surface(p, &m.geometry, tolerance_m))
}

/// Whether a place is at sea, on the edge of the city or outside it.
fn at_limit(law: &Law, p: LonLat) -> bool {
    let tolerance_m = law.thresholds.tolerance_m;
    let top: Vec<_> = cities(law).collect();
    let at_edge =
        (top.iter()).any(|u| foot_on_polygon(p, &u.geometry).is_some_and(|f| f.foot.distance_m <= tolerance_m));
    // Without a city the limit is unknown.
    at_sea(law, p) || top.is_empty() || outside(law, p) || at_edge
}

fn ends(law: &Law, code: &WaterCode, number: u32, out: &mut Vec<Finding>) {
    let Some((water, branch)) = law.waters.get(code).zip(law.network.branch(code, number)) else {
        return;
    };
    let (start, end) = (branch.line.at(0.0), branch.line.at(branch.line.len_m()));
    let me = (code, number);
    let feature = format!("{code}.{number}");
    let own = family(law, code);
    let downstream = water.downstream.as_ref().map(|d| family(law, d));
    let at_downstream = |p| downstream.as_ref().is_some_and(|to| at_waters(law, p, to, me));
    let arrives = |p| match &downstream {
        Some(_) => at_downstream(p),
        None => at_limit(law, p),
    };
    // Whether a river can end here, where none begins.
    let is_mouth = |p| at_downstream(p) || at_sea(law, p);
    let name = branch_name(&water.name, number);
    let target = water
        .downstream
        .as_ref()
        .map_or("海或市界", |code| names::water(law, code));
    let mouths = [is_mouth(start), is_mouth(end)];
    let joined = at_waters(law, end, &own, me);
    if mouths == [true, false] && !joined && !(number > 0 && at_waters(law, start, &own, me)) {
        let place = if at_downstream(start) { target } else { "海" };
        let message = format!("{name}的起点在{place}，终点不在：方向相反");
        out.push(REVERSED.finds("centrelines", feature, message).at(Some(end)));
        return;
    }
    if number == 0 {
        let leaves = outside(law, end);
        if !(arrives(end) || (downstream.is_some() && leaves) || joined) {
            let message = format!("{name}的末端没有接到{target}");
            out.push(END.finds("centrelines", &feature, message).at(Some(end)));
        }
        // An end at the mouth, in its own river or outside the city shows the direction, unless the start could be such
        // an end too.
        let tells = match mouths {
            [false, true] => true,
            [false, false] => joined || (leaves && !outside(law, start)),
            [true, _] => false,
        };
        if !tells {
            let message = format!("无法判断{name}的流向：两端都不能表明哪一端是下游");
            out.push(UNKNOWN.finds("centrelines", feature, message).at(Some(end)));
        }
        return;
    }
    for (place, which, joined) in [
        (start, "首端", at_waters(law, start, &own, me) || outside(law, start)),
        (
            end,
            "末端",
            at_waters(law, end, &own, me) || arrives(end) || at_limit(law, end),
        ),
    ] {
        if !joined {
            let message = format!("{name}的{which}没有接到同一水体的其他支汊");
            out.push(BRANCH.finds("centrelines", &feature, message).at(Some(place)));
        }
    }
}

fn cities(law: &Law) -> impl Iterator<Item = &AdminUnit> {
    let all = law.units.values().map(|u| &**u);
    all.filter(|u| !u.neighbour && u.level == Level::City)
}

/// Whether a place is not strictly inside the city, if the world has one.
fn outside(law: &Law, p: LonLat) -> bool {
    let top: Vec<_> = cities(law).map(|u| PreparedPolygon::new(u.geometry.clone())).collect();
    !top.is_empty() && !inside_union(&top, p)
}

fn branch_name(water: &str, branch: u32) -> String {
    format!("{water}{}", terms::branch(branch, None))
}
