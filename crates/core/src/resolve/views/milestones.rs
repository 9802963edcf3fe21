//! The plan's milestones M1…M9 as of a date (§10).
//!
//! "2018年6月" is read as the end of the month. Neighbouring phases overlap by a month, so two may be running.
use super::units::{county, name};
use crate::domain::clause::RuleId;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::{Level, PostKind, SeatState};
use crate::domain::results::{Milestone, MilestoneState, Missing, MissingKind};
use crate::domain::terms;
use crate::domain::time::{Date, Validity};
use crate::snapshot::Law;
use crate::snapshot::required_seats::RequiredSeat;

/// Systems required by M2, M5 and M9, with the assessment rules.
const SYSTEMS: [&str; 7] = [
    "meeting_system",
    "reporting_system",
    "sharing_system",
    "inspection_system",
    "acceptance_system",
    "incentive_system",
    "assessment",
];

/// Rule, first day, first day after.
const PERIODS: [(RuleId, Date, Date); 9] = [
    (RuleId::M1, Date::constant(2017, 1, 1), Date::constant(2018, 1, 1)),
    (RuleId::M2, Date::constant(2017, 1, 1), Date::constant(2018, 7, 1)),
    (RuleId::M3, Date::constant(2017, 1, 1), Date::constant(2021, 1, 1)),
    (RuleId::M4, Date::constant(2017, 1, 1), Date::constant(2017, 10, 1)),
    (RuleId::M5, Date::constant(2017, 9, 1), Date::constant(2018, 4, 1)),
    (RuleId::M6, Date::constant(2018, 3, 1), Date::constant(2018, 7, 1)),
    (RuleId::M7, Date::constant(2018, 6, 1), Date::constant(2019, 1, 1)),
    (RuleId::M8, Date::constant(2017, 1, 1), Date::constant(2018, 1, 1)),
    (RuleId::M9, Date::constant(2017, 1, 1), Date::constant(2018, 4, 1)),
];

/// What one milestone requires, and what is missing. M3, M6 and M7 leave no records, so they require nothing.
#[derive(Default)]
struct Check {
    required: usize,
    absent: usize,
    /// What is absent and counts as missing: nothing does before the plan is in force (S35).
    missing: Vec<usize>,
}

/// Every milestone. Missing documents are appended to `missing`, which already contains the seats.
pub(crate) fn milestones(law: &Law, asked: &[RequiredSeat], missing: &mut Vec<Missing>) -> Vec<Milestone> {
    let list = PERIODS.iter().map(|(rule, from, to)| {
        let check = match rule {
            RuleId::M1 => seats(asked, missing, |r| {
                r.city_level && r.level <= Level::Township && r.kind != PostKind::GeneralChief
            }),
            RuleId::M2 => {
                let mut check = seats(asked, missing, |r| !r.optional);
                check.add(city_documents(law, missing, RuleId::M2, &SYSTEMS));
                check
            }
            RuleId::M4 => directory(law, missing),
            RuleId::M5 => city_documents(law, missing, RuleId::M5, &SYSTEMS),
            RuleId::M8 => sent_documents(law, missing, RuleId::M8, &["work_plan"]),
            RuleId::M9 => sent_documents(law, missing, RuleId::M9, &SYSTEMS),
            _ => Check::default(),
        };
        let state = match (check.required, check.absent, law.date < *to || !law.in_force()) {
            (0, _, _) => MilestoneState::NotRecorded,
            (_, 0, _) => MilestoneState::Met,
            (_, _, true) => MilestoneState::Pending,
            _ => MilestoneState::Overdue,
        };
        let period = Validity::new(Some(*from), Some(*to));
        Milestone {
            rule: *rule,
            running: period.contains(law.date),
            period,
            state,
            required: check.required,
            done: check.required - check.absent,
            missing: check.missing,
        }
    });
    list.collect()
}

impl Check {
    fn add(&mut self, other: Self) {
        self.required += other.required;
        self.absent += other.absent;
        self.missing.extend(other.missing);
    }

    /// Notes that something required is absent.
    fn lacks(&mut self, law: &Law, missing: &mut Vec<Missing>, what: Missing) {
        self.absent += 1;
        if law.in_force() {
            self.missing.push(missing.len());
            missing.push(what);
        }
    }
}

/// Seats that must exist and be held.
fn seats(asked: &[RequiredSeat], missing: &[Missing], wanted: impl Fn(&RequiredSeat) -> bool) -> Check {
    let mut check = Check::default();
    for seat in asked.iter().filter(|seat| wanted(seat)) {
        check.required += 1;
        if seat.state != SeatState::Filled {
            check.absent += 1;
            let at = missing.iter().position(|m| {
                matches!(m.what, MissingKind::Gap | MissingKind::Vacant)
                    && (m.level, &m.unit, &m.water) == (seat.level, &seat.unit, &seat.water)
                    && m.rule == seat.rule
            });
            check.missing.extend(at);
        }
    }
    check
}

/// M4: every water is in the inventory with a grade.
fn directory(law: &Law, missing: &mut Vec<Missing>) -> Check {
    let mut check = Check::default();
    let city = law.units.values().find(|u| u.level == Level::City && !u.neighbour);
    for water in law.waters.values() {
        check.required += 1;
        if water.grade.is_none() {
            let what = Missing {
                rule: RuleId::M4,
                what: MissingKind::Grade,
                level: Level::City,
                unit: city.map(|u| u.code.clone()),
                county: None,
                water: Some(water.code.clone()),
                post: None,
                text: format!("{}未列入分级名录", water.name),
            };
            check.lacks(law, missing, what);
        }
    }
    check
}

fn city_documents(law: &Law, missing: &mut Vec<Missing>, rule: RuleId, kinds: &[&str]) -> Check {
    let mut check = Check::default();
    for unit in law.units.values().filter(|u| u.level == Level::City && !u.neighbour) {
        for kind in kinds {
            check.required += 1;
            if issued(law, &unit.code, kind).is_none() {
                let what = missing_document(law, rule, MissingKind::Document, &unit.code, unit.level, kind);
                check.lacks(law, missing, what);
            }
        }
    }
    check
}

/// M8, M9: counties issue each kind and send it up; townships issue and send up their work plan (M8 alone).
fn sent_documents(law: &Law, missing: &mut Vec<Missing>, rule: RuleId, kinds: &[&str]) -> Check {
    let mut check = Check::default();
    let lowest = if rule == RuleId::M8 {
        Level::Township
    } else {
        Level::County
    };
    let units = law
        .units
        .values()
        .filter(|u| !u.neighbour && u.level > Level::City && u.level <= lowest);
    for unit in units {
        for kind in kinds {
            check.required += 1;
            let what = match issued(law, &unit.code, kind) {
                None => MissingKind::Document,
                Some(false) => MissingKind::NotSent,
                Some(true) => continue,
            };
            let what = missing_document(law, rule, what, &unit.code, unit.level, kind);
            check.lacks(law, missing, what);
        }
    }
    check
}

/// Whether a unit has issued a kind of document by the date, and sent it up.
fn issued(law: &Law, unit: &UnitCode, kind: &str) -> Option<bool> {
    let by_date = (law.snapshot.documents.iter())
        .filter(|d| d.kind == kind && d.unit.as_ref() == Some(unit) && d.issued.is_some_and(|i| i <= law.date));
    by_date.map(|d| d.sent_to.is_some()).max()
}

fn missing_document(law: &Law, rule: RuleId, what: MissingKind, unit: &UnitCode, level: Level, kind: &str) -> Missing {
    let title = terms::document(kind);
    let state = if what == MissingKind::Document {
        "尚未印发"
    } else {
        "尚未上报"
    };
    Missing {
        rule,
        what,
        level,
        unit: Some(unit.clone()),
        county: county(law, unit),
        water: None,
        post: None,
        text: format!("{}的{title}{state}", name(law, unit)),
    }
}
