//! An answer as a card for a terminal: whom to phone and why, then who is directly responsible, the chain, every step, and what lies near.
use super::{call, table};
use riverchief_core::domain::answer::{Alternative, Answer, Competence, MemberUnit, Seat};
use riverchief_core::domain::clause::clause;
use riverchief_core::domain::kinds::{Basis, Confidence, Level, Status};
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
    section(&mut out, "直接责任");
    if answer.direct_responsible.is_empty() {
        line(&mut out, "（此处无直接责任人）");
    }
    for post in &answer.direct_responsible {
        line(&mut out, &table::post(law, post));
    }
    if let Some(post) = &answer.accountable {
        line(&mut out, &format!("最高责任：{}", table::post(law, post)));
    }
    let seats: Vec<&Seat> = answer.chain.iter().chain(answer.general_chiefs.iter()).collect();
    if !seats.is_empty() {
        section(&mut out, "责任链（由下至上，★ 为直接责任人）");
        line(&mut out, &table::chain(&seats).to_string());
    }
    if !answer.co_responsible.is_empty() {
        section(&mut out, "对岸同责");
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
    let confidence = match answer.confidence {
        Confidence::Incomplete => "数据不全",
        Confidence::Exact => "确定",
        Confidence::NearBoundary => "靠近边界",
        Confidence::Snapped => "按容差吸附",
        Confidence::Tie => "正在边界上",
    };
    let water = answer
        .water
        .as_ref()
        .map_or_else(String::new, |w| format!(" · {}", table::water(law, w)));
    line(
        out,
        &format!(
            "结论：{}{water} · {confidence}（{} {}，规则 {}）",
            table::status(answer.status),
            answer.status,
            answer.confidence,
            answer.rule
        ),
    );
    if let Some(s) = &answer.stationing
        && answer.status == Status::Channel
    {
        line(
            out,
            &format!(
                "桩号：{} 支 {}，距上游端 {:.1} m，{}，离中心线 {:.1} m",
                table::water(law, &s.water),
                s.branch,
                s.measure_m,
                table::bank(s.bank),
                s.offset_m
            ),
        );
    }
    if let Some(level) = &answer.reference_level {
        line(out, &format!("库区界线：{level}"));
    }
    line(out, &format!("日期：{}", answer.as_of));
}

fn nearest(out: &mut String, answer: &Answer, law: &Law) {
    let Some(nearest) = &answer.nearest else { return };
    section(out, "最近的水体（参考，不代表责任）");
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
        section(out, "相邻岸线所属");
        line(out, &units.join("、"));
    }
    if let Some(conference) = &answer.conference {
        section(out, "河长联席会议");
        let post = conference
            .post
            .as_ref()
            .map_or_else(|| "（未设）".to_owned(), |p| table::post(law, p));
        line(
            out,
            &format!(
                "召集人：{post}（{}，{}）",
                table::unit(law, &conference.county),
                conference.rule
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
        &format!("主管部门（{}，依据 {}）", competence.concern, competence.source),
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

fn why(out: &mut String, answer: &Answer) {
    section(out, "为什么");
    for step in &answer.explanation {
        let basis = match step.basis {
            Basis::Stated => "方案原文",
            Basis::Inferred => "推定",
            Basis::Data => "数据",
        };
        line(out, &format!("[{}] {}（{basis}）", step.rule, step.text));
        if let Some(c) = clause(step.rule).filter(|c| !c.quote.is_empty()) {
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
    section(out, "附近的另一种可能");
    let mut told: Vec<String> = Vec::new();
    for a in &answer.alternatives {
        // Answers that differ in what a terminal doesn't show (which area of one water) read the same.
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
        .map_or_else(String::new, |p| format!("，先找 {}", table::post(law, p)));
    format!(
        "{:.1} m 外：{}{water} · {place}{contact}",
        a.distance_m,
        table::status(a.status)
    )
}

fn notes(out: &mut String, answer: &Answer, law: &Law) {
    let layers = |level: &Level| format!("layer_absent:{level}");
    let absent: Vec<&str> = (Level::ALL.iter())
        .filter(|l| answer.notes.contains(&layers(l)))
        .map(|l| table::level(*l))
        .collect();
    if !absent.is_empty() {
        section(out, "数据缺层");
        line(out, &format!("没有{}级区划", absent.join("、")));
    }
    let holes: Vec<&str> = (Level::ALL.iter())
        .filter(|l| answer.notes.contains(&format!("hole:{l}")))
        .map(|l| table::level(*l))
        .collect();
    if !holes.is_empty() {
        section(out, "数据不全");
        line(out, &format!("此处没有{}级区划，别处有：请补全数据", holes.join("、")));
    }
    let other: Vec<&str> = (answer.notes.iter())
        .map(String::as_str)
        .filter(|n| !n.starts_with("layer_absent:") && !n.starts_with("hole:"))
        .collect();
    if !other.is_empty() {
        section(out, "备注");
        line(out, &other.join("、"));
    }
    if let Some(neighbour) = &answer.neighbour {
        line(out, &format!("邻接：{}", table::unit(law, neighbour)));
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
