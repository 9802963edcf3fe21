//! Who reports to whom, who supervises whom, and who is competent for a concern.
use super::names::{Coded, Names, Seated};
use crate::domain::answer::{Competence, Edge};
use serde::Serialize;
use utoipa::ToSchema;

/// A reporting or supervision edge.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Edge)]
pub struct EdgeBody {
    /// The rule, R1…R6 or U1…U5.
    pub rule: &'static str,
    /// Who reports, or supervises.
    pub from: Seated,
    /// To whom, or whom.
    pub to: Seated,
    /// The edge to follow first.
    pub primary: bool,
    /// The same person sits at both ends.
    pub same_person: bool,
}

impl EdgeBody {
    pub(super) fn new(edge: &Edge, names: Names<'_>) -> Self {
        Self {
            rule: edge.rule,
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
    /// Member units, lead first.
    pub departments: Vec<Coded>,
    /// Clause or task.
    pub source: String,
}

impl CompetenceBody {
    pub(super) fn new(c: &Competence, names: Names<'_>) -> Self {
        Self {
            concern: c.concern.clone(),
            departments: c.departments.iter().map(|d| names.department(d)).collect(),
            source: c.source.clone(),
        }
    }
}
