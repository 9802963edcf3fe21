//! `plan.toml`: member units, tasks, concerns, offices, documents.
//!
//! Knows no geometry; uses the units and waters that are in the world already.
use super::input::Source;
use super::references::{Known, require};
use super::{SynthError, values};
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::raw::{RawConcern, RawDepartment, RawDocument, RawOffice, RawTask};
use serde::Deserialize;
use std::collections::BTreeSet;

/// `plan.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub reform: Reform,
    pub department: Vec<Department>,
    task: Vec<Task>,
    concern: Vec<Concern>,
    city_office: CityOffice,
    township_offices: TownshipOffices,
    documents: Documents,
}

/// The day on which some member units were replaced by others (F8).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reform {
    #[serde(deserialize_with = "values::day")]
    pub on: String,
}

/// A member unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    pub code: String,
    pub name: String,
    short_name: String,
    duty: String,
    successor: Option<String>,
    #[serde(default)]
    from_reform: bool,
}

impl Department {
    /// The period in which it exists.
    #[must_use]
    pub fn validity(&self, reform: &Reform) -> (Option<String>, Option<String>) {
        (
            self.from_reform.then(|| reform.on.clone()),
            self.successor.as_ref().map(|_| reform.on.clone()),
        )
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    id: String,
    title: String,
    lead: Vec<String>,
    responsible: Vec<String>,
    open_ended: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Concern {
    name: String,
    aliases: Vec<String>,
    departments: Vec<String>,
    source: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CityOffice {
    name: String,
    seat: String,
    director: String,
    deputies: Vec<String>,
    deputies_after_reform: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TownshipOffices {
    units: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    #[serde(deserialize_with = "values::day")]
    work_plan_city: String,
    #[serde(deserialize_with = "values::day")]
    work_plan_county: String,
    #[serde(deserialize_with = "values::day")]
    work_plan_township: String,
    #[serde(deserialize_with = "values::day")]
    systems_city: String,
    #[serde(deserialize_with = "values::day")]
    systems_county: String,
    #[serde(deserialize_with = "values::day")]
    water_policy_city_level: String,
    #[serde(deserialize_with = "values::day")]
    water_policy_others: String,
    without_policy: Vec<String>,
}

impl Plan {
    /// Checks that all its codes are defined.
    ///
    /// # Errors
    /// The first that isn't.
    pub(super) fn check(&self, known: &Known) -> Result<(), SynthError> {
        let departments: BTreeSet<&str> = self.department.iter().map(|d| d.code.as_str()).collect();
        let department = |key: &str, code: &String| {
            let there = departments.contains(code.as_str());
            require(there, "plan.toml", key, code, "code of a department in plan.toml")
        };
        for d in &self.department {
            d.successor.iter().try_for_each(|c| department("successor", c))?;
        }
        for t in &self.task {
            t.lead.iter().try_for_each(|c| department("lead", c))?;
            t.responsible.iter().try_for_each(|c| department("responsible", c))?;
        }
        for c in &self.concern {
            c.departments.iter().try_for_each(|c| department("departments", c))?;
        }
        for unit in &self.township_offices.units {
            known.township("plan.toml", "units", unit)?;
        }
        for water in &self.documents.without_policy {
            known.water("plan.toml", "without_policy", water)?;
        }
        Ok(())
    }
}

/// The systems of 六(二) and their titles.
const SYSTEMS: [(&str, &str); 7] = [
    ("meeting_system", "河长会议制度"),
    ("reporting_system", "信息报送制度"),
    ("sharing_system", "信息共享制度"),
    ("inspection_system", "工作督察制度"),
    ("acceptance_system", "验收制度"),
    ("incentive_system", "激励机制"),
    ("assessment", "考核办法"),
];

/// A number that isn't assigned, since a schematic world has no real one.
pub const PHONE: &str = "0779-0000000";

/// Adds the layers.
pub fn write(source: &Source, world: &mut RawWorld) {
    let plan = &source.plan;
    for d in &plan.department {
        let (valid_from, valid_to) = d.validity(&plan.reform);
        world.departments.push(RawDepartment {
            code: Some(d.code.clone()),
            name: Some(d.name.clone()),
            short_name: Some(d.short_name.clone()),
            duty: Some(d.duty.clone()),
            successor: d.successor.clone(),
            valid_from,
            valid_to,
            ..RawDepartment::default()
        });
    }
    for t in &plan.task {
        world.tasks.push(RawTask {
            id: Some(t.id.clone()),
            title: Some(t.title.clone()),
            lead: list(&t.lead),
            responsible: list(&t.responsible),
            open_ended: Some(t.open_ended),
            counties: Some(true),
            functional_area: Some(true),
            ..RawTask::default()
        });
    }
    for c in &plan.concern {
        world.concerns.push(RawConcern {
            name: Some(c.name.clone()),
            aliases: list(&c.aliases),
            departments: list(&c.departments),
            source: Some(c.source.clone()),
            ..RawConcern::default()
        });
    }
    offices(source, world);
    documents(source, world);
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(";"))
}

fn offices(source: &Source, world: &mut RawWorld) {
    let plan = &source.plan;
    let office = |id: String, level: &str, unit: &str, name: String| RawOffice {
        id: Some(id),
        level: Some(level.to_owned()),
        unit: Some(unit.to_owned()),
        name: Some(name),
        phone: Some(PHONE.to_owned()),
        ..RawOffice::default()
    };
    let city = &source.units.city.code;
    let head = &plan.city_office;
    for (deputies, from, to) in [
        (&head.deputies, None, Some(plan.reform.on.clone())),
        (&head.deputies_after_reform, Some(plan.reform.on.clone()), None),
    ] {
        world.offices.push(RawOffice {
            seat: Some(head.seat.clone()),
            director: Some(head.director.clone()),
            deputies: list(deputies),
            valid_from: from,
            valid_to: to,
            ..office(format!("OFFICE-{city}"), "city", city, head.name.clone())
        });
    }
    for c in &source.units.county {
        world.offices.push(RawOffice {
            seat: Some(format!("{}水利局", c.name)),
            director: Some(format!("{}人民政府分管领导", c.name)),
            ..office(
                format!("OFFICE-{}", c.code),
                "county",
                &c.code,
                format!("{}河长制办公室", c.name),
            )
        });
    }
    for code in &plan.township_offices.units {
        let town = source.units.township.iter().find(|t| t.code == *code);
        let name = town.map_or_else(|| code.clone(), |t| t.name.clone());
        world.offices.push(RawOffice {
            seat: Some(format!("{name}人民政府")),
            ..office(
                format!("OFFICE-{code}"),
                "township",
                code,
                format!("{name}河长制办公室"),
            )
        });
    }
}

fn documents(source: &Source, world: &mut RawWorld) {
    let days = &source.plan.documents;
    let mut out = Vec::new();
    for u in world.units.iter().filter(|u| u.neighbour != Some(true)) {
        let (Some(code), Some(name), Some(level)) = (&u.code, &u.name, u.level.as_deref()) else {
            continue;
        };
        let (plan_day, systems_day, to_above, to_office) = match level {
            "city" => (
                &days.work_plan_city,
                Some(&days.systems_city),
                "自治区党委和政府",
                "自治区河长制办公室",
            ),
            "county" => (
                &days.work_plan_county,
                Some(&days.systems_county),
                "市委和市政府",
                "北海市河长制办公室",
            ),
            "township" => (&days.work_plan_township, None, "县（区）党委和政府", ""),
            _ => continue,
        };
        let document = |kind: &str, title: String, day: &str, sent_to: &str| RawDocument {
            id: Some(format!("DOC-{code}-{kind}")),
            kind: Some(kind.to_owned()),
            unit: Some(code.clone()),
            title: Some(title),
            issued: Some(day.to_owned()),
            sent_to: Some(sent_to.to_owned()),
            ..RawDocument::default()
        };
        out.push(document(
            "work_plan",
            format!("{name}全面推行河长制工作方案"),
            plan_day,
            to_above,
        ));
        if let Some(day) = systems_day {
            for (kind, title) in SYSTEMS {
                out.push(document(kind, format!("{name}{title}"), day, to_office));
            }
        }
    }
    for w in source.waters.iter().filter(|w| !days.without_policy.contains(&w.code)) {
        let policy = match w.kind.as_str() {
            "reservoir" => "一库一策",
            "lake" => "一湖一策",
            "canal" => "一渠一策",
            _ => "一河一策",
        };
        let city_level = w.city_level == Some(true) || w.parent.is_some();
        let day = if city_level {
            &days.water_policy_city_level
        } else {
            &days.water_policy_others
        };
        out.push(RawDocument {
            id: Some(format!("DOC-{}-policy", w.code)),
            kind: Some("water_policy".to_owned()),
            water: Some(w.code.clone()),
            title: Some(format!("{}“{policy}”", w.name)),
            issued: Some(day.clone()),
            ..RawDocument::default()
        });
    }
    world.documents = out;
}
