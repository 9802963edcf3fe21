//! Each level tessellates the one above: no gap, no overlap, nothing outside (§13, A).
//!
//! Exact first: edges of neighbours that run opposite ways between the same
//! stored vertices cancel out; an edge is split at vertices that lie exactly
//! on it. Where nothing is left, there is nothing to find. Areas are worked
//! out only around what is left.
use super::compose::Check;
use super::cover::{Flaw, Part, flaws};
use super::place;
use crate::domain::kinds::Level;
use crate::domain::records::AdminUnit;
use crate::snapshot::{Finding, Law};
use std::collections::BTreeSet;
use std::sync::Arc;

const LAYER: &str = "admin_units";
const GAP: Check = Check::error("E_TESSELLATION_GAP", "13", "补齐边界，使同级单位之间没有空隙");
const OVERLAP: Check = Check::error(
    "E_TESSELLATION_OVERLAP",
    "A",
    "改正边界，使同级单位互不重叠；在此之前代码小者优先",
);
const OUTSIDE: Check = Check::error("E_UNIT_OUTSIDE_PARENT", "13", "改正边界或上级，使单位落在其上级之内");
const SLIVER: Check = Check::warning("W_TESSELLATION_SLIVER", "13", "让相邻单位共用同一串顶点（拓扑吻合）");
const CHILDLESS: Check = Check::warning("W_NO_CHILD_UNITS", "13", "补上该单位的下级单位");

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
                        .filter(|u| u.parent.as_ref() == Some(&parent.code))
                        .copied()
                        .collect();
                    if children.is_empty() {
                        let message = format!("{} 没有 {level} 级单位", parent.name);
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
    for flaw in flaws(&parts, whole.as_ref()) {
        let finding = match &flaw {
            Flaw::Gap(region) => {
                let feature = parent.map_or("*", |p| p.code.as_str());
                let check = if region.sliver() { SLIVER } else { GAP };
                check
                    .finds(LAYER, feature, format!("{inside}有空隙"))
                    .at(Some(region.place))
                    .of(region.area_m2, "m2")
            }
            Flaw::Overlap(a, b, region) => {
                let check = if region.sliver() { SLIVER } else { OVERLAP };
                let message = format!("{} 与 {} 重叠", name(*a), name(*b));
                check
                    .finds(LAYER, &children[*a].code, message)
                    .at(Some(region.place))
                    .of(region.area_m2, "m2")
            }
            Flaw::Outside(i, region) => {
                let check = if region.sliver() { SLIVER } else { OUTSIDE };
                let message = format!("{} 有一块在其上级之外（{inside}）", name(*i));
                check
                    .finds(LAYER, &children[*i].code, message)
                    .at(Some(region.place))
                    .of(region.area_m2, "m2")
            }
            Flaw::Unpaired(i, place) => {
                let feature = i.map_or_else(
                    || parent.map_or("*", |p| p.code.as_str()),
                    |i| children[i].code.as_str(),
                );
                let message = format!("{inside}：边界顶点与相邻单位不吻合，空隙或重叠小于 1 m²");
                SLIVER.finds(LAYER, feature, message).at(Some(*place)).of(0.0, "m2")
            }
        };
        out.push(finding.field("geometry"));
    }
}
