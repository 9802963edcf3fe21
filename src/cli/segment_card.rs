//! A segment as a card for a terminal.
use super::{remarks, table};
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::results::{Reached, SegmentView};
use riverchief_core::domain::terms::registration;
use riverchief_core::snapshot::Law;

/// The card of a segment.
pub(super) fn card(segment: &SegmentView, law: &Law) -> String {
    let mut out = vec![format!(
        "河段 {}（{}） · {} · {} · {}",
        segment.id,
        registration(segment.registered).zh,
        table::water(law, &segment.water),
        segment.level.term().zh,
        table::unit(law, &segment.unit)
    )];
    if let Some(s) = &segment.stretch {
        out.push(format!(
            "{}桩号 {:.1} – {:.1} m，长 {:.1} m，{}；起点 {:.6},{:.6}，终点 {:.6},{:.6}",
            law.branch_name(&segment.water, s.branch),
            s.from_m,
            s.to_m,
            s.length_m(),
            s.bank.term().zh,
            s.start.lon,
            s.start.lat,
            s.end.lon,
            s.end.lat
        ));
    }
    if let Some(area_m2) = segment.area_m2 {
        out.push(format!("面积 {area_m2:.0} m²"));
    }
    if let Some(post) = &segment.post {
        out.push(format!("河长：{}", table::post(law, post)));
    }
    out.push(String::new());
    out.push("■ 逐级河长（自下而上，★ 为直接责任人）".to_owned());
    let seats: Vec<&Seat> = segment.chain.iter().chain(segment.general_chiefs.iter()).collect();
    out.push(table::chain(&seats).to_string());
    reached(&mut out, law, "上游", &segment.upstream);
    reached(&mut out, law, "下游", &segment.downstream);
    if !segment.opposite_bank.is_empty() {
        out.push(String::new());
        out.push("■ 对岸".to_owned());
        for o in &segment.opposite_bank {
            out.push(format!(
                "{} · {} · {}，桩号 {:.1} – {:.1} m",
                o.segment,
                table::unit(law, &o.unit),
                o.bank.term().zh,
                o.from_m,
                o.to_m
            ));
        }
    }
    if let Some(outside) = &segment.continues_outside {
        let where_to = match (outside.upstream, outside.downstream) {
            (true, true) => "上游和下游",
            (true, false) => "上游",
            _ => "下游",
        };
        let units: Vec<String> = outside.neighbours.iter().map(|u| table::unit(law, u)).collect();
        out.push(format!("{where_to}延伸至市外：{}", units.join("、")));
    }
    for remark in &segment.remarks {
        out.push(format!("备注：{}", remarks::words(*remark)));
    }
    out.join("\n")
}

fn reached(out: &mut Vec<String>, law: &Law, title: &str, list: &[Reached]) {
    if list.is_empty() {
        return;
    }
    out.push(String::new());
    out.push(format!("■ {title}"));
    for r in list {
        let holders: Vec<&str> = r.seat.holders.iter().map(|h| h.name.as_str()).collect();
        out.push(format!(
            "{} · {} · {}，相距 {:.1} m · {} · {}",
            r.id,
            table::water(law, &r.water),
            r.unit.as_ref().map_or_else(String::new, |u| table::unit(law, u)),
            r.distance_m,
            r.seat.post_name.as_deref().unwrap_or("（未登记岗位）"),
            if holders.is_empty() {
                r.seat.state.term().zh.to_owned()
            } else {
                holders.join("、")
            },
        ));
    }
}
