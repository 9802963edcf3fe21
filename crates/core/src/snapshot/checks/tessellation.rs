//! Each level tessellates the one above: no gap, no overlap, nothing outside (§13, A).
//!
//! Exact comparison first: edges of neighbours that run in opposite directions between the same stored vertices cancel
//! out; an edge is split at vertices that lie exactly on it. If nothing is left, there is no flaw. Areas are computed
//! only around what is left.
use super::compose::Check;
use super::cover::{Flaw, Part, Region, flaws};
use super::place;
use crate::domain::kinds::Level;
use crate::domain::records::AdminUnit;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const LAYER: &str = "admin_units";
const GAP: Check = Check::error("E_TESSELLATION_GAP", "13", "补齐边界，使同级单位之间没有空隙");
const OVERLAP: Check = Check::error(
    "E_TESSELLATION_OVERLAP",
    "A",
    "改正边界，使同级单位互不重叠；在此之前代码小者优先",
);
const OUTSIDE: Check = Check::error("E_UNIT_OUTSIDE_PARENT", "13", "改正边界或上级，使单位落在其上级之内");
pub(super) const SLIVER: Check = Check::warning("W_TESSELLATION_SLIVER", "13", "让相邻单位共用同一串顶点（拓扑吻合）");
const CHILDLESS: Check = Check::warning("W_NO_CHILD_UNITS", "13", "补上该单位的下级单位");
/// How many gaps within one unit are reported separately, the largest first; the others are reported together.
const GAPS_TOLD: usize = 50;

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    let own: Vec<&Arc<AdminUnit>> = law.units.values().filter(|u| !u.neighbour).collect();
    let levels: BTreeSet<Level> = own.iter().map(|u| u.level).collect();
    let mut above: Option<Level> = None;
    for level in levels {
        let units = || own.iter().filter(move |u| u.level == level);
        match above {
            None => report(None, &units().copied().collect::<Vec<_>>(), out),
            Some(above) => {
                for parent in own.iter().filter(|u| u.level == above) {
                    let children: Vec<_> = units()
                        .filter(|u| law.ancestor(&u.code, above).is_some_and(|a| a.code == parent.code))
                        .copied()
                        .collect();
                    if children.is_empty() {
                        let message = format!("{} 没有{}单位", parent.name, level.short());
                        out.push(
                            CHILDLESS
                                .finds(LAYER, &parent.code, message)
                                .at(place::of(&parent.geometry)),
                        );
                    } else {
                        report(Some(parent), &children, out);
                    }
                }
            }
        }
        above = Some(level);
    }
}

fn report(parent: Option<&AdminUnit>, children: &[&Arc<AdminUnit>], out: &mut Vec<Finding>) {
    let parts: Vec<Part> = children.iter().map(|u| Part::new(&u.geometry)).collect();
    let whole = parent.map(|p| Part::new(&p.geometry));
    let name = |i: usize| format!("{} {}", children[i].code, children[i].name);
    let inside = parent.map_or_else(|| "本级单位之间".to_owned(), |p| format!("{} {} 内", p.code, p.name));
    let feature = |i: Option<usize>| match i {
        Some(i) => children[i].code.as_str(),
        None => parent.map_or("*", |p| p.code.as_str()),
    };
    let mut gaps: BTreeMap<bool, Vec<Region>> = BTreeMap::new();
    let mut overlaps: BTreeMap<(bool, usize, usize), Vec<Region>> = BTreeMap::new();
    let mut outside: BTreeMap<(bool, usize), Vec<Region>> = BTreeMap::new();
    for flaw in flaws(&parts, whole.as_ref()) {
        match flaw {
            Flaw::Gap(r) => gaps.entry(r.sliver()).or_default().push(r),
            Flaw::Overlap(a, b, r) => overlaps.entry((r.sliver(), a, b)).or_default().push(r),
            Flaw::Outside(i, r) => outside.entry((r.sliver(), i)).or_default().push(r),
            Flaw::Unpaired(i, place) => {
                let message = format!("{inside}：边界顶点与相邻单位不吻合，空隙或重叠小于 1 m²");
                let finding = SLIVER.finds(LAYER, feature(i), message).field("geometry");
                out.push(finding.at(Some(place)).of(0.0, "m2"));
            }
        }
    }
    let or_sliver = |check: Check, sliver: bool| if sliver { SLIVER } else { check };
    for (sliver, mut regions) in gaps {
        regions.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
        let check = or_sliver(GAP, sliver);
        let rest = regions.split_off(GAPS_TOLD.min(regions.len()));
        for region in regions {
            out.push(sum(check, feature(None), format!("{inside}有空隙"), &[region]));
        }
        if !rest.is_empty() {
            out.push(sum(check, feature(None), format!("{inside}还有较小的空隙"), &rest));
        }
    }
    for ((sliver, a, b), regions) in overlaps {
        let message = format!("{} 与 {} 重叠", name(a), name(b));
        out.push(sum(or_sliver(OVERLAP, sliver), feature(Some(a)), message, &regions));
    }
    for ((sliver, i), regions) in outside {
        let message = format!("{} 有一部分在其上级之外（{inside}）", name(i));
        out.push(sum(or_sliver(OUTSIDE, sliver), feature(Some(i)), message, &regions));
    }
}

/// One finding for regions of one kind: at the largest, with the total area.
fn sum(check: Check, feature: &str, message: String, regions: &[Region]) -> Finding {
    let largest = regions.iter().max_by(|a, b| a.area_m2.total_cmp(&b.area_m2));
    let message = match regions.len() {
        1 => message,
        count => format!("{message}，共 {count} 处"),
    };
    check
        .finds(LAYER, feature, message)
        .field("geometry")
        .at(largest.map(|r| r.place))
        .of(regions.iter().map(|r| r.area_m2).sum(), "m2")
}
