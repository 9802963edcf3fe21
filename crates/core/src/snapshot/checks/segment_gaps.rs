//! Stretches and pieces for which no segment is registered (§13, N, O2).
use super::compose::Check;
use super::intervals::Intervals;
use super::segments::{SLACK_M, meet, stands_for};
use super::{names, place};
use crate::domain::ids::WaterCode;
use crate::domain::kinds::{Bank, Level};
use crate::domain::records::RegisteredSegment;
use crate::domain::terms;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use std::sync::Arc;

const GAP_C1: Check = Check::error("E_SEGMENT_GAP", "13", "为该单位在此登记河段");
const GAP: Check = Check::warning("W_SEGMENT_GAP", "N", "为该单位在此登记河段；在此之前按行政区域推定河长");
const GAP_VILLAGE: Check = Check::note("N_SEGMENT_GAP", "O2", "村级河长由乡镇根据实际设定；需要时补登河段");

fn registered<'a>(
    law: &'a Law,
    water: &'a WaterCode,
    level: Level,
) -> impl Iterator<Item = &'a Arc<RegisteredSegment>> {
    law.segments
        .values()
        .filter(move |s| s.level == level && s.water == *water)
}

/// Stretches and pieces without a registered segment on the date.
pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    if !law.snapshot.layers.contains("segments") {
        return;
    }
    for d in &law.network.derived {
        let city_level = law.city_level(&d.water);
        let check = match d.level {
            _ if city_level => GAP_C1,
            Level::Village if !registered(law, &d.water, d.level).any(|s| s.unit == d.unit) => continue,
            Level::Village => GAP_VILLAGE,
            _ => GAP,
        };
        let Some(stretch) = d.stretch else {
            if !registered(law, &d.water, d.level)
                .any(|s| s.reach.is_none() && stands_for(law, &s.unit).contains(&&d.unit))
            {
                let message = format!(
                    "{}在{}的分片未登记",
                    names::water(law, &d.water),
                    names::unit(law, &d.unit)
                );
                out.push(
                    check
                        .finds("segments", &d.id, message)
                        .at(place::of_water(law, &d.water)),
                );
            }
            continue;
        };
        let open = |bank| {
            let parts = registered(law, &d.water, d.level)
                .filter_map(|s| s.reach.filter(|r| r.branch == stretch.branch && meet(r.bank, bank)))
                .map(|r| (r.from_m, r.to_m));
            Intervals::union([(stretch.from_m, stretch.to_m)]).minus(&Intervals::union(parts))
        };
        let mut report = |bank: Bank, gaps: &Intervals| {
            for (from, to) in gaps.longer_than(SLACK_M) {
                let message = format!(
                    "{}{}桩号 [{from:.1}, {to:.1}) {}无{}的{}河段",
                    names::water(law, &d.water),
                    terms::branch(stretch.branch, None),
                    bank.term().zh,
                    names::unit(law, &d.unit),
                    d.level.short(),
                );
                let at = place::at(law, &d.water, stretch.branch, f64::midpoint(from, to));
                out.push(check.finds("segments", &d.id, message).of(to - from, "m").at(at));
            }
        };
        if stretch.bank == Bank::Both {
            let (left, right) = (open(Bank::Left), open(Bank::Right));
            if left == right {
                report(Bank::Both, &left);
            } else {
                report(Bank::Left, &left);
                report(Bank::Right, &right);
            }
        } else {
            report(stretch.bank, &open(stretch.bank));
        }
    }
}
