//! Registered segments compared with the derived ones and with each other (§13, K–O, N5).
//!
//! The derived segments tell what each unit answers for; `seats` checks the posts.
use super::compose::Check;
use super::intervals::Intervals;
use super::names;
use super::place;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::{RegisteredReach, RegisteredSegment};
use crate::domain::terms;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use std::collections::BTreeSet;

/// rules.md §13: ±1 m.
pub(super) const SLACK_M: f64 = 1.0;

const RANGE: Check = Check::error("E_STATIONING", "N3", "改正桩号，使其落在该支汊中心线的 [0, 全长] 之内");
const OVERLAP: Check = Check::error("E_SEGMENT_OVERLAP", "O", "改正桩号，或给被取代的河段填写 valid_to");
const SUPERSEDED: Check = Check::warning(
    "W_SEGMENT_OVERLAP",
    "O",
    "给被取代的河段填写 valid_to；在此之前以后生效者为准",
);
const NESTING: Check = Check::error("E_SEGMENT_NESTING", "13", "使下级河段落在其上级单位登记的河段之内");
const CROSSES: Check = Check::warning(
    "W_SEGMENT_CROSSES_ADMIN",
    "L",
    "在行政区界处分段；在此之前以登记为准，另列推算单位",
);
const SPATIAL: Check = Check::warning(
    "W_REGISTERED_VS_SPATIAL",
    "M",
    "核对登记单位与行政区界；在此之前以登记为准",
);
const POOL: Check = Check::warning(
    "W_SEGMENT_IN_POOL",
    "N5",
    "库区水面不分县、乡、村河段：在水域边界处断开",
);
const NOWHERE: Check = Check::warning(
    "W_ORPHAN_SEGMENT",
    "13",
    "改正河段的水体、支汊、桩号或单位，或撤销该河段",
);
const POST: Check = Check::warning(
    "W_SEGMENT_POST",
    "S9",
    "改正河段登记的河长岗位，使其级别、水体与河段一致且当日有效",
);

/// Whether two banks have a side in common.
pub(super) fn meet(a: Bank, b: Bank) -> bool {
    a == b || a == Bank::Both || b == Bank::Both
}

/// Stretches of the derived segments of a water, branch and level: unit, bank, from, to.
fn derived<'a>(
    law: &'a Law,
    water: &'a WaterCode,
    branch: u32,
    level: Level,
) -> impl Iterator<Item = (&'a UnitCode, Bank, f64, f64)> {
    law.network.derived.iter().filter_map(move |d| {
        let s = d
            .stretch
            .filter(|s| s.branch == branch && d.level == level && d.water == *water)?;
        Some((&d.unit, s.bank, s.from_m, s.to_m))
    })
}

/// Units that a registered unit represents: itself, or the units entrusted to a functional area.
pub(super) fn stands_for<'a>(law: &'a Law, unit: &'a UnitCode) -> Vec<&'a UnitCode> {
    match law.functional_areas.iter().find(|a| a.code == *unit) {
        Some(area) => area.over.iter().chain([unit]).collect(),
        None => vec![unit],
    }
}

/// Checks the segments valid on the law's date, except for gaps.
pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    for segment in law.segments.values() {
        match segment.reach {
            Some(reach) => {
                if in_range(law, segment, reach, out) {
                    against_units(law, segment, reach, out);
                    nesting(law, segment, reach, out);
                }
            }
            None => piece(law, segment, out),
        }
        post(law, segment, out);
    }
    overlaps(law, out);
}

fn in_range(law: &Law, s: &RegisteredSegment, reach: RegisteredReach, out: &mut Vec<Finding>) -> bool {
    let Some(branch) = law.network.branch(&s.water, reach.branch) else {
        let message = format!(
            "{}没有{}的中心线",
            names::water(law, &s.water),
            terms::branch(reach.branch, None)
        );
        out.push(RANGE.finds("segments", &s.id, message).field("branch"));
        return false;
    };
    let length_m = branch.line.len_m();
    let beyond_m = (-reach.from_m).max(reach.to_m - length_m);
    if beyond_m > SLACK_M {
        let message = format!("桩号 [{:.1}, {:.1}) 超出全长 {length_m:.1} m", reach.from_m, reach.to_m);
        let at = place::at(law, &s.water, reach.branch, reach.to_m);
        out.push(
            RANGE
                .finds("segments", &s.id, message)
                .field("measure_to")
                .of(beyond_m, "m")
                .at(at),
        );
    }
    true
}

fn against_units(law: &Law, s: &RegisteredSegment, reach: RegisteredReach, out: &mut Vec<Finding>) {
    let whole = |from: f64, to: f64| Intervals::union([(from, to)]).within(reach.from_m, reach.to_m);
    let mine = stands_for(law, &s.unit);
    let of = |own: bool| {
        let parts = derived(law, &s.water, reach.branch, s.level)
            .filter(|(unit, bank, ..)| {
                let functional_above = own && above_is(law, unit, &mine);
                (mine.contains(unit) || functional_above) == own && meet(*bank, reach.bank)
            })
            .map(|(_, _, from, to)| (from, to));
        Intervals::union(parts).within(reach.from_m, reach.to_m)
    };
    let (own, others) = (of(true), of(false));
    let foreign = others.minus(&own);
    let middle = place::at(law, &s.water, reach.branch, f64::midpoint(reach.from_m, reach.to_m));
    if own.len_m() < SLACK_M && foreign.len_m() > SLACK_M {
        let units: BTreeSet<&UnitCode> = derived(law, &s.water, reach.branch, s.level)
            .filter(|(_, bank, from, to)| meet(*bank, reach.bank) && whole(*from, *to).len_m() > SLACK_M)
            .map(|(unit, ..)| unit)
            .collect();
        let message = format!(
            "登记单位为{}，按行政区界位于{}",
            names::unit(law, &s.unit),
            names::units(law, units)
        );
        out.push(
            SPATIAL
                .finds("segments", &s.id, message)
                .field("unit")
                .of(foreign.len_m(), "m")
                .at(middle),
        );
    } else if let Some((from, to)) = foreign.longer_than(SLACK_M).next() {
        let message = format!(
            "登记单位为{}的河段有 {:.1} m 位于其他单位",
            names::unit(law, &s.unit),
            foreign.len_m()
        );
        let at = place::at(law, &s.water, reach.branch, f64::midpoint(from, to));
        out.push(
            CROSSES
                .finds("segments", &s.id, message)
                .field("unit")
                .of(foreign.len_m(), "m")
                .at(at),
        );
    }
    if s.level == Level::City {
        return;
    }
    let pools = law
        .network
        .branch(&s.water, reach.branch)
        .into_iter()
        .flat_map(|b| &b.reaches);
    let pool = Intervals::union(pools.filter(|r| r.in_pool).map(|r| (r.from_m, r.to_m)));
    let pool = pool.within(reach.from_m, reach.to_m);
    let dry = Intervals::union([(reach.from_m, reach.to_m)]).minus(&pool);
    if pool.len_m() > SLACK_M {
        let message = format!("{}河段有 {:.1} m 位于库区水面", s.level.short(), pool.len_m());
        out.push(
            POOL.finds("segments", &s.id, message)
                .field("measure_from")
                .of(pool.len_m(), "m")
                .at(middle),
        );
    }
    if own.len_m() < SLACK_M && foreign.len_m() < SLACK_M && dry.len_m() > SLACK_M {
        let message = format!(
            "河段（桩号 [{:.1}, {:.1})）不在任何{}行政区内",
            reach.from_m,
            reach.to_m,
            s.level.short()
        );
        out.push(NOWHERE.finds("segments", &s.id, message).at(middle));
    }
}

/// A functional area takes the county's place for the townships entrusted to it.
fn above_is(law: &Law, county: &UnitCode, mine: &[&UnitCode]) -> bool {
    mine.len() > 1
        && mine
            .iter()
            .any(|m| law.ancestor(m, Level::County).is_some_and(|c| c.code == *county))
}

fn piece(law: &Law, s: &RegisteredSegment, out: &mut Vec<Finding>) {
    let pieces: Vec<&UnitCode> = (law.network.derived.iter())
        .filter(|d| d.stretch.is_none() && d.level == s.level && d.water == s.water)
        .map(|d| &d.unit)
        .collect();
    let at = place::of_water(law, &s.water);
    if pieces.is_empty() {
        let message = format!(
            "{}没有{}分片：该水体有中心线，或没有水面",
            names::water(law, &s.water),
            s.level.short()
        );
        out.push(NOWHERE.finds("segments", &s.id, message).at(at));
    } else if !stands_for(law, &s.unit).iter().any(|u| pieces.contains(u)) {
        let message = format!(
            "登记单位为{}，水面位于{}",
            names::unit(law, &s.unit),
            names::units(law, pieces.iter().copied())
        );
        out.push(SPATIAL.finds("segments", &s.id, message).field("unit").at(at));
    }
}

fn post(law: &Law, s: &RegisteredSegment, out: &mut Vec<Finding>) {
    let Some(id) = &s.post else { return };
    let Some(post) = law.posts.get(id) else {
        // A post that never exists is reported as a dangling reference.
        if law.snapshot.posts.iter().any(|p| p.id == *id) {
            let message = format!("登记的岗位 {id} 在 {} 无效", law.date);
            out.push(POST.finds("segments", &s.id, message).field("post"));
        }
        return;
    };
    let parent = law.waters.get(&s.water).and_then(|w| w.parent.as_ref());
    let water_ok = post.water.as_ref().is_some_and(|w| *w == s.water || Some(w) == parent);
    if post.level != s.level || !water_ok {
        let message = format!(
            "登记的岗位 {}（{}）与河段的级别或水体不符",
            post.name,
            post.level.short()
        );
        out.push(POST.finds("segments", &s.id, message).field("post"));
    } else if post.unit != s.unit && !stands_for(law, &post.unit).contains(&&s.unit) {
        let message = format!(
            "河段单位为{}，登记的岗位 {} 属于{}",
            names::unit(law, &s.unit),
            post.name,
            names::unit(law, &post.unit)
        );
        out.push(SPATIAL.finds("segments", &s.id, message).field("post"));
    }
}

fn nesting(law: &Law, s: &RegisteredSegment, reach: RegisteredReach, out: &mut Vec<Finding>) {
    if s.level <= Level::County {
        return;
    }
    let Some(above) = Level::ALL.get(s.level.index() - 1).copied() else {
        return;
    };
    let Some(unit) = law.units.get(&s.unit) else {
        return;
    };
    // There may be several if a parent is taken by place (A).
    let parents = law.ancestors_on(&s.unit, &unit.geometry, above);
    if parents.is_empty() {
        return;
    }
    for upper in law.segments.values().filter(|u| u.level == above && u.water == s.water) {
        let Some(r) = upper
            .reach
            .filter(|r| r.branch == reach.branch && meet(r.bank, reach.bank))
        else {
            continue;
        };
        let (from, to) = (r.from_m.max(reach.from_m), r.to_m.min(reach.to_m));
        let mut stands = stands_for(law, &upper.unit).into_iter();
        if to - from <= SLACK_M || stands.any(|u| parents.contains(u)) {
            continue;
        }
        // On a border river the upper units of both sides are correct (N6).
        let at_home = |unit: &UnitCode| {
            let parts = derived(law, &s.water, reach.branch, above)
                .filter(|d| d.0 == unit)
                .map(|d| (d.2, d.3));
            to - from - Intervals::union(parts).within(from, to).len_m() <= SLACK_M
        };
        if at_home(&upper.unit) && parents.iter().any(|p| at_home(p)) {
            continue;
        }
        let message = format!(
            "河段属{}，但有 {:.1} m 位于{}的河段 {} 内",
            names::units(law, parents.iter().copied()),
            to - from,
            names::unit(law, &upper.unit),
            upper.id
        );
        let at = place::at(law, &s.water, reach.branch, f64::midpoint(from, to));
        out.push(NESTING.finds("segments", &s.id, message).of(to - from, "m").at(at));
    }
}

fn overlaps(law: &Law, out: &mut Vec<Finding>) {
    let all: Vec<_> = law.segments.values().collect();
    for (i, a) in all.iter().enumerate() {
        for b in all[i + 1..].iter().filter(|b| b.water == a.water && b.level == a.level) {
            let (length_m, at) = match (a.reach, b.reach) {
                (Some(x), Some(y)) if x.branch == y.branch && meet(x.bank, y.bank) => {
                    let (from, to) = (x.from_m.max(y.from_m), x.to_m.min(y.to_m));
                    (to - from, place::at(law, &a.water, x.branch, f64::midpoint(from, to)))
                }
                (None, None) if a.unit == b.unit => (f64::INFINITY, place::of_water(law, &a.water)),
                _ => continue,
            };
            if length_m <= SLACK_M {
                continue;
            }
            let check = if a.validity.from == b.validity.from {
                OVERLAP
            } else {
                SUPERSEDED
            };
            let message = format!("河段 {} 与 {} 重叠", a.id, b.id);
            let mut finding = check.finds("segments", &b.id, message).field("measure_from").at(at);
            if length_m.is_finite() {
                finding = finding.of(length_m, "m");
            }
            out.push(finding);
        }
    }
}
