//! Builds findings. Knows no rule.
use crate::snapshot::finding::{Finding, Severity};
use riverchief_geom::LonLat;
use std::fmt::Display;

/// What all findings of a check have in common.
#[derive(Clone, Copy)]
pub(super) struct Check {
    pub(super) code: &'static str,
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) remedy: &'static str,
}

impl Check {
    pub(super) const fn error(code: &'static str, rule: &'static str, remedy: &'static str) -> Self {
        Self::new(code, rule, Severity::Error, remedy)
    }

    pub(super) const fn warning(code: &'static str, rule: &'static str, remedy: &'static str) -> Self {
        Self::new(code, rule, Severity::Warning, remedy)
    }

    pub(super) const fn note(code: &'static str, rule: &'static str, remedy: &'static str) -> Self {
        Self::new(code, rule, Severity::Note, remedy)
    }

    const fn new(code: &'static str, rule: &'static str, severity: Severity, remedy: &'static str) -> Self {
        Self {
            code,
            rule,
            severity,
            remedy,
        }
    }

    /// The same check under another rule.
    pub(super) const fn by(self, rule: &'static str) -> Self {
        Self { rule, ..self }
    }

    /// A finding about one feature of a layer.
    pub(super) fn finds(self, layer: &'static str, feature: impl Display, message: impl Into<String>) -> Finding {
        Finding {
            code: self.code,
            rule: self.rule,
            severity: self.severity,
            layer,
            feature: feature.to_string(),
            field: None,
            place: None,
            measure: None,
            message: message.into(),
            remedy: self.remedy.to_owned(),
        }
    }
}

impl Finding {
    pub(super) fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    pub(super) fn at(mut self, place: Option<LonLat>) -> Self {
        self.place = place;
        self
    }

    pub(super) fn of(mut self, value: f64, unit: &'static str) -> Self {
        self.measure = Some((value, unit));
        self
    }
}
