//! Reporting, supervision, and the units competent for a concern.
use super::names::{Names, Seated};
use riverchief_core::domain::answer::{Competence, Edge, MemberUnit, TaskUnits};
use serde::Serialize;
use utoipa::ToSchema;

/// A reporting or supervision edge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Edge)]
pub struct EdgeBody {
    /// The rule, R1…R6 or U1…U5.
    pub rule: &'static str,
    /// The post or unit that reports or supervises.
    pub from: Seated,
    /// The post or unit that receives the report or is supervised.
    pub to: Seated,
    /// Whether this edge comes first.
    pub primary: bool,
    /// Whether both ends are the same person.
    pub same_person: bool,
}

impl EdgeBody {
    pub(super) fn new(edge: &Edge, names: Names<'_>) -> Self {
        Self {
            rule: edge.rule.as_str(),
            from: names.post(&edge.from),
            to: names.post(&edge.to),
            primary: edge.primary,
            same_person: edge.same_person,
        }
    }
}

/// Who is competent for a concern.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Competence)]
pub struct CompetenceBody {
    /// The concern as the world names it.
    pub concern: String,
    /// Competent member units, the lead unit first.
    pub departments: Vec<MemberUnitBody>,
    /// The task of the plan that the concern falls under, with its lead and responsible units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskUnitsBody>,
    /// Clause or task.
    pub source: String,
}

impl From<&Competence> for CompetenceBody {
    fn from(c: &Competence) -> Self {
        Self {
            concern: c.concern.clone(),
            departments: c.departments.iter().map(MemberUnitBody::from).collect(),
            task: c.task.as_ref().map(TaskUnitsBody::from),
            source: c.source.clone(),
        }
    }
}

/// A member unit (成员单位) as it is on the day, with its duty.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MemberUnit)]
pub struct MemberUnitBody {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// Its duty paragraph.
    pub duty: String,
    /// Units in the plan that this unit has succeeded, with their duties in the wording of the plan.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_place_of: Vec<NamedUnit>,
}

/// A unit in the plan that another unit has succeeded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NamedUnit {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// Its duty paragraph.
    pub duty: String,
}

impl From<&MemberUnit> for MemberUnitBody {
    fn from(unit: &MemberUnit) -> Self {
        let named = |u: &MemberUnit| NamedUnit {
            code: u.code.to_string(),
            name: u.name.clone(),
            duty: u.duty.clone(),
        };
        Self {
            code: unit.code.to_string(),
            name: unit.name.clone(),
            duty: unit.duty.clone(),
            in_place_of: unit.in_place_of.iter().map(named).collect(),
        }
    }
}

/// A task of the plan and its units.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TaskUnits)]
pub struct TaskUnitsBody {
    /// e.g. `T二.3`
    pub id: String,
    /// The title.
    pub title: String,
    /// 牵头单位; empty if the plan names none.
    pub lead: Vec<MemberUnitBody>,
    /// 责任单位.
    pub responsible: Vec<MemberUnitBody>,
    /// Whether the list is open (等成员单位).
    pub open_ended: bool,
    /// Whether 各县（区）人民政府 take part.
    pub counties: bool,
    /// Whether 涠洲岛旅游区管委会 takes part.
    pub functional_area: bool,
}

impl From<&TaskUnits> for TaskUnitsBody {
    fn from(task: &TaskUnits) -> Self {
        let all = |units: &[MemberUnit]| units.iter().map(MemberUnitBody::from).collect();
        Self {
            id: task.id.clone(),
            title: task.title.clone(),
            lead: all(&task.lead),
            responsible: all(&task.responsible),
            open_ended: task.open_ended,
            counties: task.counties,
            functional_area: task.functional_area,
        }
    }
}
