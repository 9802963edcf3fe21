//! The top of a card: whom to call, why that one in one sentence, and what to watch out for. Three seconds of reading.
use super::table;
use riverchief_core::domain::answer::{Alternative, Answer, Seat};
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::kinds::{Confidence, SeatState, Status};
use riverchief_core::snapshot::Law;

/// The lines that a duty officer needs before anything else.
pub(super) fn lines(answer: &Answer, law: &Law) -> Vec<String> {
    let mut out = Vec::new();
    match &answer.first_contact {
        Some(post) => {
            out.push(format!("先找：{}", table::post(law, post)));
            let seat = seats(answer).find(|s| s.post.as_ref() == Some(post));
            let names: Vec<&str> = seat
                .into_iter()
                .flat_map(|s| s.holders.iter().map(|h| h.name.as_str()))
                .collect();
            if !names.is_empty() {
                out.push(format!("任职：{}", names.join("、")));
            }
        }
        None => out.push("先找：（无人可找）".to_owned()),
    }
    out.push(format!("因为：{}{}", place(answer, law), passed_over(answer)));
    if let Some(caution) = caution(answer, law) {
        out.push(format!("注意：{caution}"));
    }
    out
}

fn seats(answer: &Answer) -> impl Iterator<Item = &Seat> {
    answer.chain.iter().chain(answer.general_chiefs.iter())
}

/// What the place is, in words.
fn place(answer: &Answer, law: &Law) -> String {
    let water = answer.water.as_ref().map_or_else(String::new, |w| table::water(law, w));
    let distance_m = answer.distance_m.unwrap_or_default();
    match answer.status {
        Status::WaterZone => format!("在 {water} 的水域（库区水面）内"),
        Status::LandZone => format!("在 {water} 的陆域（库区沿岸）内"),
        Status::Channel => {
            let within = match answer.rule {
                "N4b" => format!("在 {water} 的管理范围内"),
                "N4c" => format!(
                    "离 {water} {distance_m:.1} m，不超过容差 {:.0} m",
                    law.thresholds.tolerance_m
                ),
                _ => format!("在 {water} 的河道（水面）内"),
            };
            let segment = (answer.segment.as_ref()).map_or_else(String::new, |s| format!("，河段 {s}"));
            format!("{within}{segment}")
        }
        Status::NearWater => format!("不在任何水体范围内（{water} 在 {distance_m:.0} m 外），由总河长负总责"),
        Status::GeneralOnly => format!("{:.0} m 之内没有水体，由总河长负总责", law.thresholds.near_water_m),
        Status::OutOfJurisdiction => {
            let neighbour =
                (answer.neighbour.as_ref()).map_or_else(String::new, |u| format!("，属 {}", table::unit(law, u)));
            let far = answer
                .distance_m
                .map_or_else(String::new, |m| format!("，离市界 {m:.0} m"));
            format!("不在本市辖区{neighbour}{far}")
        }
        Status::Marine => "在海域内，方案没有为海域设河长".to_owned(),
    }
}

/// The seats below the first contact that nobody holds (§5, G): why it isn't the village.
fn passed_over(answer: &Answer) -> String {
    let Some(first) = &answer.first_contact else {
        return String::new();
    };
    let below = seats(answer).take_while(|s| s.post.as_ref() != Some(first));
    let empty = below.filter(|s| matches!(s.state, SeatState::Vacant | SeatState::Gap | SeatState::NotEstablished));
    let empty: Vec<String> = empty
        .map(|s| {
            format!(
                "{}{}{}",
                table::short_level(s.level),
                table::kind(s.kind),
                table::state(s.state)
            )
        })
        .collect();
    if empty.is_empty() {
        String::new()
    } else {
        format!("；{}，依次上找", empty.join("、"))
    }
}

fn caution(answer: &Answer, law: &Law) -> Option<String> {
    let edge = match answer.confidence {
        Confidence::Incomplete => return Some("此处区划数据不全，可能漏列河长".to_owned()),
        Confidence::Exact => return None,
        Confidence::Snapped if answer.alternatives.is_empty() => return None,
        Confidence::Tie => "正在界线上",
        Confidence::NearBoundary | Confidence::Snapped => "靠近界线",
    };
    let others = others(answer);
    Some(match others.as_slice() {
        [] => format!("{edge}，但找的人不变"),
        [one] => format!("{edge}，{:.1} m 外先找 {}", one.1, table::post(law, one.0)),
        [one, rest @ ..] => format!(
            "{edge}，{:.1} m 外先找 {}；另有 {} 种可能，见下",
            one.1,
            table::post(law, one.0),
            rest.len()
        ),
    })
}

/// Whom else the alternatives name first, each once, nearest first.
fn others(answer: &Answer) -> Vec<(&PostId, f64)> {
    let mut found: Vec<(&PostId, f64)> = Vec::new();
    let named = |a: &'_ Alternative| a.first_contact.is_some() && a.first_contact != answer.first_contact;
    for other in answer.alternatives.iter().filter(|a| named(a)) {
        let Some(post) = &other.first_contact else { continue };
        if !found.iter().any(|(known, _)| *known == post) {
            found.push((post, other.distance_m));
        }
    }
    found
}
