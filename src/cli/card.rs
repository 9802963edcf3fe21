//! An answer as a card for a terminal: whom to phone and why, then who is directly responsible, the chain, every step, and what lies near.
use super::{call, remarks, table};
use riverchief_core::domain::answer::{Alternative, Answer, Competence, MemberUnit, Seat};
use riverchief_core::domain::kinds::Status;
use riverchief_core::snapshot::Law;
use std::fmt::Write as _;

/// The card of an answer; `echo` says how the place was given.
pub(super) fn card(answer: &Answer, law: &Law, echo: &str) -> String {
    let mut out = String::new();
    for call in call::lines(answer, law) {
        line(&mut out, &call);
    }
    line(&mut out, "");
    heading(&mut out, answer, law, echo);
    section(&mut out, "直接责任人");
    if answer.direct_responsible.is_empty() {
        line(&mut out, "（此处没有直接责任人）");
    }
    for post in answer.direct_responsible.iter() {
        line(&mut out, &table::post(law, post));
    }
    if let Some(post) = &answer.accountable {
        line(&mut out, &format!("最终责任人：{}", table::post(law, post)));
    }
    let seats: Vec<&Seat> = answer.chain.iter().chain(answer.general_chiefs.iter()).collect();
    if !seats.is_empty() {
        section(&mut out, "逐级河长（自下而上，★ 为直接责任人）");
        line(&mut out, &table::chain(&seats).to_string());
    }
    if !answer.co_responsible.is_empty() {
        section(&mut out, "对岸河长");
        line(
            &mut out,
            &table::chain(&answer.co_responsible.iter().collect::<Vec<_>>()).to_string(),
        );
    }
    nearest(&mut out, answer, law);
    beside(&mut out, answer, law);
    why(&mut out, answer);
    alternatives(&mut out, answer, law);
    notes(&mut out, answer, law);
    out
}

fn heading(out: &mut String, answer: &Answer, law: &Law, echo: &str) {
    line(out, &format!("位置：{echo}"));
    let units: Vec<String> = (answer.units.by_level.iter().flatten())
        .map(|u| table::unit(law, u))
        .collect();
    if !units.is_empty() {
        line(out, &format!("所在：{}", units.join(" › ")));
    }
    let water = answer
        .water
        .as_ref()
        .map_or_else(String::new, |w| format!(" · {}", table::water(law, w)));
    line(
        out,
        &format!(
            "结论：{}{water} · {}（规则 {}）",
            answer.status.term().zh,
            answer.confidence.term().zh,
            answer.rule
        ),
    );
    if let Some(s) = &answer.stationing
        && answer.status == Status::Channel
    {
        line(
            out,
            &format!(
                "桩号：{}{}，距上游端 {:.1} m，{}，距中心线 {:.1} m",
                table::water_name(law, &s.water),
                law.branch_name(&s.water, s.branch),
                s.measure_m,
                s.bank.term().zh,
                s.offset_m
            ),
        );
    }
    if let Some(level) = &answer.reference_level {
        line(out, &format!("水域边界：{level}"));
    }
    line(out, &format!("日期：{}", answer.as_of));
}

fn nearest(out: &mut String, answer: &Answer, law: &Law) {
    let Some(nearest) = &answer.nearest else { return };
    section(out, "最近的水体（仅供参考，不作为责任认定）");
    line(
        out,
        &format!(
            "{}，{:.1} m，方位 {:.0}°",
            table::water(law, &nearest.water),
            nearest.distance_m,
            nearest.azimuth_deg
        ),
    );
    if !nearest.chain.is_empty() {
        line(
            out,
            &table::chain(&nearest.chain.iter().collect::<Vec<_>>()).to_string(),
        );
    }
}

fn beside(out: &mut String, answer: &Answer, law: &Law) {
    if !answer.adjacent.is_empty() {
        let units: Vec<String> = answer.adjacent.iter().map(|u| table::unit(law, u)).collect();
        section(out, "最近岸边的行政区（不负责水域）");
        line(out, &units.join("、"));
    }
    if let Some(conference) = &answer.conference {
        section(out, "河长联席会议");
        let post = conference
            .post
            .as_ref()
            .map_or_else(|| "（未登记岗位）".to_owned(), |p| table::post(law, p));
        line(
            out,
            &format!(
                "召集人：{post}（{}，{}）",
                table::unit(law, &conference.county),
                conference.rule.term().zh
            ),
        );
    }
    if !answer.offices.is_empty() {
        let offices: Vec<String> = (answer.offices.iter())
            .map(|id| {
                let office = law.snapshot.offices.iter().find(|o| o.id == *id);
                office.map_or_else(|| id.clone(), |o| o.name.clone())
            })
            .collect();
        section(out, "河长制办公室");
        line(out, &offices.join("、"));
    }
    if let Some(competence) = &answer.competence {
        competent(out, competence);
    }
}

fn competent(out: &mut String, competence: &Competence) {
    section(
        out,
        &format!("主管部门（{}，依据{}）", competence.concern, source(&competence.source)),
    );
    let task = competence.task.as_ref();
    let mut told: Vec<&MemberUnit> = Vec::new();
    for (what, units) in [
        ("主管", &competence.departments[..]),
        ("牵头", task.map_or(&[], |t| &t.lead[..])),
        ("责任", task.map_or(&[], |t| &t.responsible[..])),
    ] {
        for unit in units {
            if told.contains(&unit) {
                continue;
            }
            told.push(unit);
            line(out, &format!("{}（{what}）：{}", unit.name, unit.duty));
            for named in &unit.in_place_of {
                line(out, &format!("      原{}：{}", named.name, named.duty));
            }
        }
    }
    let Some(task) = task else { return };
    let governments: Vec<&str> = [
        (task.counties, "各县（区）人民政府"),
        (task.functional_area, "涠洲岛旅游区管委会"),
        (task.open_ended, "其他有关成员单位"),
    ]
    .into_iter()
    .filter_map(|(named, who)| named.then_some(who))
    .collect();
    if !governments.is_empty() {
        line(out, &format!("另有：{}", governments.join("、")));
    }
}

/// Where the plan names the units: a task, or the duties of member units (F6).
fn source(source: &str) -> String {
    match source.strip_prefix('T') {
        Some(task) => format!("方案任务分工{task}"),
        None if source == "F6" => "方案四(四)成员单位职责".to_owned(),
        None => source.to_owned(),
    }
}

fn why(out: &mut String, answer: &Answer) {
    section(out, "认定依据");
    for step in &answer.explanation {
        line(
            out,
            &format!("[{}] {}（{}）", step.rule, step.text, step.basis.term().zh),
        );
        let c = step.rule.clause();
        if !c.quote.is_empty() {
            line(out, &format!("      {}「{}」", c.section, c.quote));
        }
        for rejected in &step.rejected {
            line(out, &format!("      未采用：{rejected}"));
        }
    }
}

fn alternatives(out: &mut String, answer: &Answer, law: &Law) {
    if answer.alternatives.is_empty() {
        return;
    }
    section(out, "附近的其他可能");
    let mut told: Vec<String> = Vec::new();
    for a in &answer.alternatives {
        // Alternatives that differ only in details that the card does not show, such as the area of a water, are printed once.
        let words = alternative(a, law);
        if !told.contains(&words) {
            line(out, &words);
            told.push(words);
        }
    }
}

fn alternative(a: &Alternative, law: &Law) -> String {
    let unit = a.units.iter().rev().flatten().next();
    let place = unit.map_or_else(String::new, |u| table::unit(law, u));
    let water = a
        .water
        .as_ref()
        .map_or_else(String::new, |w| format!(" · {}", table::water(law, w)));
    let contact = a
        .first_contact
        .as_ref()
        .map_or_else(String::new, |p| format!("，首先联系{}", table::post(law, p)));
    format!(
        "{:.1} m 外：{}{water} · {place}{contact}",
        a.distance_m,
        a.status.term().zh
    )
}

fn notes(out: &mut String, answer: &Answer, law: &Law) {
    if !answer.notes.is_empty() {
        section(out, "备注");
    }
    for note in &answer.notes {
        line(out, &remarks::words(*note));
    }
    if let Some(neighbour) = &answer.neighbour {
        line(out, &format!("相邻行政区：{}", table::unit(law, neighbour)));
    }
    if law.snapshot.schematic() {
        line(out, "");
        line(
            out,
            law.snapshot
                .meta
                .get("notice_zh")
                .map_or("位置为示意。", String::as_str),
        );
    }
}

fn section(out: &mut String, title: &str) {
    line(out, "");
    line(out, &format!("■ {title}"));
}

fn line(out: &mut String, text: &str) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{text}");
}
