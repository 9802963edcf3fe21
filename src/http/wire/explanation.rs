//! The explanation of an answer: the steps of the decision with their clauses.
use super::lists;
use riverchief_core::domain::answer::Step;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// One step of the explanation.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub struct StepBody {
    /// Rule id of docs/RULES.md.
    pub rule: &'static str,
    /// The result of the step, in Chinese.
    pub text: String,
    /// The rule, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_en: Option<&'static str>,
    /// The section of the plan that the rule is based on, e.g. 四(一).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<&'static str>,
    /// The wording of the clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<&'static str>,
    /// Input of the step: ids, distances, thresholds.
    pub inputs: BTreeMap<&'static str, String>,
    /// Rejected candidates, with reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rejected: Vec<String>,
    /// `stated`, `inferred` or `data`.
    #[schema(value_type = lists::Basis)]
    pub basis: &'static str,
}

impl From<&Step> for StepBody {
    fn from(step: &Step) -> Self {
        let clause = step.rule.clause();
        let said = |text: &'static str| Some(text).filter(|t| !t.is_empty());
        Self {
            rule: clause.id,
            text: step.text.clone(),
            rule_en: said(clause.gloss_en),
            section: said(clause.section),
            quote: said(clause.quote),
            inputs: step.inputs.iter().cloned().collect(),
            rejected: step.rejected.clone(),
            basis: step.basis.as_str(),
        }
    }
}
