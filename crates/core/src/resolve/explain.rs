//! The explanation: the ordered steps of an answer, each with its rule, its inputs, and what was rejected.
//!
//! The words of each clause are in `domain::clause`, under the rule's id.
use super::verdict::Verdict;
use crate::domain::answer::{Answer, ConvenerRule, Match, Step};
use crate::domain::clause::RuleId;
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Basis, Confidence, Level, MatchKind, PostKind, SeatState, Status};
use crate::index::Index;

/// The steps of an answer, in the order in which they were decided.
pub(super) fn steps(index: &Index, verdict: &Verdict, answer: &Answer) -> Vec<Step> {
    let words = Words { index };
    let mut steps = vec![words.units(verdict, answer), words.matched(verdict, answer)];
    steps.extend(words.levels(answer));
    steps.extend(words.responsible(answer));
    steps.extend(words.conference(answer));
    steps.push(words.confidence(answer));
    steps
}

struct Words<'a> {
    index: &'a Index,
}

fn step(rule: RuleId, text: String, basis: Basis) -> Step {
    Step {
        rule,
        text,
        inputs: Vec::new(),
        rejected: Vec::new(),
        basis,
    }
}

impl Words<'_> {
    fn unit(&self, code: &UnitCode) -> String {
        self.index
            .law
            .units
            .get(code)
            .map_or_else(|| code.to_string(), |u| format!("{}（{code}）", u.name))
    }

    fn water(&self, code: &WaterCode) -> String {
        self.index
            .law
            .waters
            .get(code)
            .map_or_else(|| code.to_string(), |w| w.name.clone())
    }

    fn post(&self, id: &crate::domain::ids::PostId) -> String {
        self.index
            .law
            .posts
            .get(id)
            .map_or_else(|| id.to_string(), |p| p.name.clone())
    }

    /// Rule A.
    fn units(&self, verdict: &Verdict, answer: &Answer) -> Step {
        let path: Vec<String> = answer.units.by_level.iter().flatten().map(|c| self.unit(c)).collect();
        let text = if path.is_empty() {
            "该点不在本市任何行政区内".to_owned()
        } else if answer.units.boundary {
            format!("该点在行政区界线上，按代码最小者归 {}", path.join("・"))
        } else {
            format!("该点位于 {}", path.join("・"))
        };
        let (by_place, holes) = (verdict.by_place(), verdict.holes());
        let named = |levels: &[Level]| levels.iter().map(|l| l.short()).collect::<Vec<_>>().join("、");
        let mut texts = vec![text];
        if !by_place.is_empty() {
            texts.push(format!("登记的上级不在数据中，{}按所在位置认定", named(&by_place)));
        }
        if !holes.is_empty() {
            texts.push(format!("数据不全，此处没有{}行政区", named(&holes)));
        }
        let mut step = step(RuleId::A, texts.join("；"), Basis::Inferred);
        step.inputs.extend(by_place.iter().map(|l| ("by_place", l.to_string())));
        step.inputs.extend(holes.iter().map(|l| ("hole", l.to_string())));
        step.rejected = answer
            .units
            .others
            .iter()
            .map(|c| format!("{} 也覆盖该点", self.unit(c)))
            .collect();
        step
    }

    /// Steps 2–7.
    fn matched(&self, verdict: &Verdict, answer: &Answer) -> Step {
        let water = answer.water.as_ref().map_or_else(String::new, |w| self.water(w));
        let distance_m = answer.distance_m.unwrap_or(0.0);
        let limits = &answer.thresholds;
        let text = match answer.status {
            Status::WaterZone => format!("在{water}水域（库区水面）之内或其边界上，水域专设库长"),
            Status::LandZone => format!("在{water}陆域（库区沿岸）之内，按沿岸行政村属地落实四级河长"),
            Status::Channel => match answer.matches.first().map(|m| m.kind) {
                Some(MatchKind::NominalChannel) => format!("距{water}中心线 {distance_m:.1} 米，在河道半宽之内"),
                Some(MatchKind::ManagementExtent) => format!("在{water}划定的管理范围之内"),
                Some(MatchKind::Tolerance) => {
                    format!(
                        "距{water}水边 {distance_m:.1} 米，在 {:.0} 米容差之内，按最近水体认定",
                        limits.tolerance_m
                    )
                }
                _ => format!("在{water}水面之内或其边界上"),
            },
            Status::NearWater => {
                format!(
                    "不在任何水体范围内；最近的{water}相距 {}，仅供参考，不作为责任认定",
                    metres(distance_m)
                )
            }
            Status::GeneralOnly => format!("{:.0} 米之内没有水体，由总河长负总责", limits.near_water_m),
            Status::Marine => "在海域之内，河长制不设海域河长".to_owned(),
            Status::OutOfJurisdiction => format!("在本市之外，距本市最近的行政区 {}", metres(distance_m)),
        };
        let basis = match answer.status {
            Status::WaterZone | Status::LandZone | Status::GeneralOnly => Basis::Stated,
            _ => Basis::Inferred,
        };
        let mut step = step(answer.rule, text, basis);
        if let Some(feature) = &verdict.decision.feature {
            step.inputs.push(("feature", feature.to_string()));
        }
        if let Some(level) = &answer.reference_level {
            step.inputs.push(("reference_level", level.clone()));
        }
        if let Some(distance_m) = answer.distance_m {
            step.inputs.push(("distance_m", format!("{distance_m:.6}")));
        }
        let others = answer.matches.iter().skip(1);
        step.rejected = others.map(|m| self.passed_over(m)).collect();
        step
    }

    /// A match that ranked behind another.
    fn passed_over(&self, m: &Match) -> String {
        let (water, away) = (self.water(&m.water), metres(m.distance_m));
        let place = match m.kind {
            MatchKind::WaterZone => format!("在{water}水域（库区水面）之内"),
            MatchKind::LandZone => format!("在{water}陆域（库区沿岸）之内"),
            MatchKind::Area => format!("在{water}水面之内"),
            MatchKind::NominalChannel => format!("距{water}中心线 {away}，在河道半宽之内"),
            MatchKind::ManagementExtent => format!("在{water}划定的管理范围之内"),
            MatchKind::Tolerance => format!("距{water}水边 {away}"),
        };
        format!("{place}，优先级较低")
    }

    /// Stationing, then the seat of each level.
    fn levels(&self, answer: &Answer) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(s) = &answer.stationing {
            let bank = match s.bank {
                Bank::Both => "中心线上",
                bank => bank.term().zh,
            };
            let branch = self.index.law.branch_name(&s.water, s.branch);
            let text = format!(
                "位于{}{branch}桩号 {:.1} 米处，{bank}",
                self.water(&s.water),
                s.measure_m
            );
            let mut step = step(RuleId::N5, text, Basis::Inferred);
            step.inputs = vec![
                ("measure_m", format!("{:.6}", s.measure_m)),
                ("offset_m", format!("{:.6}", s.offset_m)),
            ];
            steps.push(step);
        }
        steps.extend(answer.chain.iter().map(|seat| self.seat(answer, seat)));
        steps
    }

    fn seat(&self, answer: &Answer, seat: &crate::domain::answer::Seat) -> Step {
        let water = answer.water.as_ref().and_then(|w| self.index.law.waters.get(w));
        let city_level = water.is_some_and(|w| self.index.law.city_level(&w.code));
        let rule = match (answer.status, seat.level, seat.state) {
            (_, _, SeatState::NotApplicable) => RuleId::C6,
            (_, _, SeatState::NotYet) => RuleId::Step1,
            (Status::WaterZone, _, _) if seat.kind == PostKind::ReservoirChief => RuleId::Z2,
            (Status::WaterZone | Status::Channel, Level::City, _) => RuleId::C1,
            (Status::LandZone, _, _) => RuleId::Z3,
            (_, Level::Village, SeatState::NotEstablished) => RuleId::O2,
            (_, _, SeatState::Gap) => RuleId::N,
            // Named in the brackets of C1, though not in the list of C3.
            _ if city_level && !water.is_some_and(|w| w.city_level) => RuleId::C5,
            _ if city_level => RuleId::C3,
            _ => RuleId::O1,
        };
        let unnamed = || {
            let unit = seat.unit.as_ref().map_or_else(String::new, |u| self.unit(u));
            format!("{unit}{}河长", seat.level.short())
        };
        let who = seat.post_name.as_deref().map_or_else(unnamed, str::to_owned);
        let state = match seat.state {
            SeatState::Filled => seat
                .holders
                .iter()
                .map(|h| h.name.as_str())
                .collect::<Vec<_>>()
                .join("、"),
            SeatState::Vacant => match seat.vacant_since {
                Some(date) => format!("{}（自 {date}）", seat.state.term().zh),
                None => seat.state.term().zh.to_owned(),
            },
            SeatState::Gap => seat.state.term().zh.to_owned(),
            SeatState::NotEstablished => "由乡镇根据实际设定，此处未设".to_owned(),
            SeatState::NotYet => "方案尚未实施".to_owned(),
            SeatState::NotApplicable => "其他江河湖库不设市级河长".to_owned(),
        };
        let mut step = step(rule, format!("{}：{who}——{state}", seat.level.short()), seat.basis);
        if let Some(segment) = &seat.segment {
            step.inputs.push(("segment", segment.to_string()));
        }
        if let Some(computed) = &seat.computed_unit {
            step.rejected
                .push(format!("按行政区界计算为{}，以登记为准", self.unit(computed)));
        }
        step
    }

    /// §5: directly responsible, first contact, accountable.
    fn responsible(&self, answer: &Answer) -> Vec<Step> {
        let mut steps = Vec::new();
        if !answer.direct_responsible.is_empty() {
            let names: Vec<String> = answer.direct_responsible.iter().map(|p| self.post(p)).collect();
            let rule = match answer.status {
                Status::WaterZone => RuleId::Z4,
                Status::LandZone => RuleId::Z5,
                _ => RuleId::D4,
            };
            steps.push(step(rule, format!("直接责任人：{}", names.join("、")), Basis::Stated));
        }
        if let Some(post) = &answer.first_contact {
            let climbed = answer
                .chain
                .iter()
                .find(|s| s.post.is_some())
                .is_some_and(|s| s.post.as_ref() != Some(post));
            let rule = match (climbed, answer.chain.is_empty()) {
                (true, _) => RuleId::G,
                (false, true) => RuleId::L5,
                (false, false) => RuleId::Step8,
            };
            steps.push(step(rule, format!("首先联系：{}", self.post(post)), Basis::Inferred));
        }
        if !answer.co_responsible.is_empty() {
            let names: Vec<&str> = answer
                .co_responsible
                .iter()
                .filter_map(|s| s.post_name.as_deref())
                .collect();
            steps.push(step(
                RuleId::B,
                format!("位于界河中心线上，对岸河长同样负责：{}", names.join("、")),
                Basis::Inferred,
            ));
        }
        if answer.units.managed_by.is_some() {
            let text = "功能区代行县级职责：由功能区登记的同类岗位履职；未登记的，由所在县（区）履职".to_owned();
            steps.push(step(RuleId::E, text, Basis::Inferred));
        }
        steps
    }

    fn conference(&self, answer: &Answer) -> Option<Step> {
        let c = answer.conference.as_ref()?;
        let rule = match c.rule {
            ConvenerRule::FloodCommander => RuleId::J3,
            _ => RuleId::J2,
        };
        let mut step = step(
            rule,
            format!("跨县（区），河长联席会议由 {} 县级河长召集", self.unit(&c.county)),
            c.basis,
        );
        step.inputs = vec![("rule", c.rule.as_str().to_owned())];
        let others = c.lengths.iter().filter(|l| l.county != c.county);
        step.rejected = others
            .map(|l| format!("{} {}", self.unit(&l.county), metres(l.total_m)))
            .collect();
        Some(step)
    }

    /// N8.
    fn confidence(&self, answer: &Answer) -> Step {
        let text = match answer.alternatives.first() {
            None if answer.confidence == Confidence::Incomplete => "数据不全，结果可能不完整".to_owned(),
            None => format!("{:.0} 米以内没有影响结果的边界", answer.thresholds.edge_warn_m),
            Some(a) => {
                let unit = a.units.iter().rev().flatten().next().map(|u| self.unit(u));
                let other: Vec<String> = [Some(a.status.term().zh.to_owned()), unit]
                    .into_iter()
                    .flatten()
                    .collect();
                format!("{}外越过边界则结果不同（{}）", metres(a.distance_m), other.join("，"))
            }
        };
        let mut step = step(RuleId::N8, text, Basis::Inferred);
        step.inputs = vec![("confidence", answer.confidence.to_string())];
        step
    }
}

/// A distance in words; the inputs of the step have it to the micrometre.
fn metres(distance_m: f64) -> String {
    if distance_m < 1000.0 {
        format!("{distance_m:.1} 米")
    } else {
        format!("{:.1} 公里", distance_m / 1000.0)
    }
}
