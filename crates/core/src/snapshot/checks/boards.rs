//! Every registered segment has a notice board on its bank (P1).
use super::compose::Check;
use super::place;
use super::segments::SLACK_M;
use crate::domain::ids::WaterCode;
use crate::snapshot::finding::Finding;
use crate::snapshot::law::Law;
use riverchief_geom::LonLat;
use riverchief_geom::position::{Position, position_brute};

const NO_BOARD: Check = Check::warning("W_NO_NOTICE_BOARD", "P1", "在岸边显著位置设立公示牌并登记其位置和河段");

/// A board farther from a centreline than this belongs to another water.
const AT_BANK_M: f64 = 500.0;

/// The position of a board that names no segment.
struct Stand<'a> {
    water: &'a WaterCode,
    branch: u32,
    measure_m: f64,
}

pub(super) fn check(law: &Law, out: &mut Vec<Finding>) {
    if !law.snapshot.layers.contains("notice_boards") {
        return;
    }
    let stands: Vec<Stand> = law
        .boards
        .iter()
        .filter_map(|b| stand(law, &b.water, b.location.0.into()))
        .collect();
    for segment in law.segments.values() {
        // A board shows the whole chain, so it serves every segment in which it stands, not only the one it names.
        let served = law.boards.iter().any(|b| b.segment.as_ref() == Some(&segment.id))
            || match segment.reach {
                Some(r) => stands.iter().any(|s| {
                    *s.water == segment.water
                        && s.branch == r.branch
                        && s.measure_m >= r.from_m - SLACK_M
                        && s.measure_m <= r.to_m + SLACK_M
                }),
                None => law.boards.iter().filter(|b| b.water == segment.water).any(|b| {
                    law.units
                        .get(&segment.unit)
                        .is_some_and(|u| position_brute(&u.geometry, b.location.0.into()) != Position::Outside)
                }),
            };
        if !served {
            let at = match segment.reach {
                Some(r) => place::at(law, &segment.water, r.branch, f64::midpoint(r.from_m, r.to_m)),
                None => place::of_water(law, &segment.water),
            };
            let message = format!("{}河段 {} 没有公示牌", segment.level.short(), segment.id);
            out.push(NO_BOARD.finds("segments", &segment.id, message).at(at));
        }
    }
}

fn stand<'a>(law: &Law, water: &'a WaterCode, place: LonLat) -> Option<Stand<'a>> {
    let feet = law
        .network
        .branches
        .iter()
        .filter(|b| b.water == *water)
        .map(|b| (b, b.line.foot(place)));
    let (branch, foot) = feet.min_by(|a, b| a.1.distance_m.total_cmp(&b.1.distance_m))?;
    (foot.distance_m <= AT_BANK_M).then(|| Stand {
        water,
        branch: branch.branch,
        measure_m: branch.line.measure(foot.edge, foot.t),
    })
}
