//! The top of a card: whom to call, why that one in one sentence, and what to watch out for. It can be read in three seconds.
use super::table;
use riverchief_core::domain::answer::{Alternative, Answer, Seat};
use riverchief_core::domain::clause::RuleId;
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::kinds::{Confidence, SeatState, Status};
use riverchief_core::snapshot::Law;

/// The lines that a duty officer needs before anything else.
pub(super) fn lines(answer: &Answer, law: &Law) -> Vec<String> {
    let mut out = Vec::new();
    match &answer.first_contact {
        Some(post) => {
            out.push(format!("首先联系：{}", table::post(law, post)));
            let seat = seats(answer).find(|s| s.post.as_ref() == Some(post));
            let names: Vec<&str> = seat
                .into_iter()
                .flat_map(|s| s.holders.iter().map(|h| h.name.as_str()))
                .collect();
            if !names.is_empty() {
                out.push(format!("现任：{}", names.join("、")));
            }
        }
        None => out.push("首先联系：（没有可联系的河长）".to_owned()),
    }
    out.push(format!("认定依据：{}{}", place(answer, law), passed_over(answer)));
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
    let water = answer
        .water
        .as_ref()
        .map_or_else(String::new, |w| table::water_name(law, w));
    let distance_m = answer.distance_m.unwrap_or_default();
    match answer.status {
        Status::WaterZone => format!("位于{water}水域（库区水面）内"),
        Status::LandZone => format!("位于{water}陆域（库区沿岸）内"),
        Status::Channel => {
            let within = match answer.rule {
                RuleId::N4b => format!("位于{water}管理范围内"),
                RuleId::N4c => format!(
                    "距{water} {distance_m:.1} m，不超过容差 {:.0} m",
                    law.thresholds.tolerance_m
                ),
                _ => format!("位于{water}河道（水面）内"),
            };
            let segment = (answer.segment.as_ref()).map_or_else(String::new, |s| format!("，河段 {s}"));
            format!("{within}{segment}")
        }
        Status::NearWater => format!("不在任何水体范围内（最近的{water}相距 {distance_m:.0} m），由总河长负总责"),
        Status::GeneralOnly => format!("{:.0} m 以内没有水体，由总河长负总责", law.thresholds.near_water_m),
        Status::OutOfJurisdiction => {
            let neighbour =
                (answer.neighbour.as_ref()).map_or_else(String::new, |u| format!("，位于{}", table::unit(law, u)));
            let far = answer
                .distance_m
                .map_or_else(String::new, |m| format!("，距市界 {m:.0} m"));
            format!("不在本市辖区内{neighbour}{far}")
        }
        Status::Marine => "位于海域内，方案未设海域河长".to_owned(),
    }
}

/// The vacant seats below the first contact (§5, G), which explain why a higher level is called.
fn passed_over(answer: &Answer) -> String {
    let Some(first) = &answer.first_contact else {
        return String::new();
    };
    let below = seats(answer).take_while(|s| s.post.as_ref() != Some(first));
    let empty = below.filter(|s| matches!(s.state, SeatState::Vacant | SeatState::Gap | SeatState::NotEstablished));
    let empty: Vec<String> = empty
        .map(|s| format!("{}{}{}", s.level.short(), s.kind.term().zh, s.state.term().zh))
        .collect();
    if empty.is_empty() {
        String::new()
    } else {
        format!("；{}，逐级向上联系", empty.join("、"))
    }
}

fn caution(answer: &Answer, law: &Law) -> Option<String> {
    let edge = match answer.confidence {
        Confidence::Incomplete => return Some("此处行政区数据不全，可能漏列河长".to_owned()),
        Confidence::Exact => return None,
        Confidence::Snapped if answer.alternatives.is_empty() => return None,
        Confidence::Tie | Confidence::NearBoundary => answer.confidence,
        Confidence::Snapped => Confidence::NearBoundary,
    };
    let edge = edge.term().zh;
    let others = others(answer);
    Some(match others.as_slice() {
        [] => format!("{edge}，但联系对象不变"),
        [one] => format!("{edge}，{:.1} m 外首先联系{}", one.1, table::post(law, one.0)),
        [one, rest @ ..] => format!(
            "{edge}，{:.1} m 外首先联系{}；另有 {} 种可能，见下",
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
