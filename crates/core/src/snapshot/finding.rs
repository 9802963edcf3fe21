//! Findings: what is wrong with a world, where, how much, and what to do.
use crate::domain::terms::Term;
use riverchief_geom::LonLat;
use std::collections::BTreeMap;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan or the data model is violated; `validate` exits 1.
    Error,
    /// Needs a check by a person.
    Warning,
    /// For information.
    Note,
}

impl Severity {
    /// Its term.
    #[must_use]
    pub const fn term(self) -> Term {
        let (zh, en) = match self {
            Self::Error => ("错误", "error"),
            Self::Warning => ("警告", "warning"),
            Self::Note => ("提示", "note"),
        };
        Term { zh, en }
    }
}

/// A typed problem with a place. Bad data never lead to an `Err`.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Check id, e.g. `E_OVERLAPPING_TENURE`, `W_BORDER_WOBBLE`.
    pub code: &'static str,
    /// Rule of docs/RULES.md, e.g. `H`, `N6`, `13`.
    pub rule: &'static str,
    /// Severity.
    pub severity: Severity,
    /// Layer in the world file.
    pub layer: &'static str,
    /// Id or code of the feature; the fid when it has none.
    pub feature: String,
    /// Column, if the problem is in one.
    pub field: Option<&'static str>,
    /// Place on the map.
    pub place: Option<LonLat>,
    /// Size: value and unit, e.g. `(12.5, "m2")`.
    pub measure: Option<(f64, &'static str)>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// Number of findings of one kind that are listed; the others are only counted.
pub const LISTED_OF_A_KIND: u64 = 1000;

/// Findings of one source. Each kind (code, layer, field) is listed up to a limit and then only counted: every row of a
/// file with millions of rows may be wrong.
#[derive(Debug, Default)]
pub struct Findings {
    listed: Vec<Finding>,
    kinds: BTreeMap<(&'static str, &'static str, Option<&'static str>), u64>,
    left_out: usize,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        let kind = (finding.code, finding.layer, finding.field);
        let count = self.kinds.entry(kind).or_default();
        *count += 1;
        if *count <= LISTED_OF_A_KIND {
            self.listed.push(finding);
        }
    }

    /// Counts records that were left out; the findings tell why.
    pub fn leave_out(&mut self, records: usize) {
        self.left_out += records;
    }

    /// How many records were left out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// How many findings there are, listed or not.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.kinds.values().sum()
    }

    /// The list, plus one finding for each kind with unlisted findings that states their number.
    #[must_use]
    pub fn into_list(self) -> Vec<Finding> {
        let mut list = self.listed;
        for ((code, layer, field), count) in self.kinds {
            let like = list.iter().find(|f| (f.code, f.layer, f.field) == (code, layer, field));
            let Some(like) = like.filter(|_| count > LISTED_OF_A_KIND) else {
                continue;
            };
            #[expect(clippy::cast_precision_loss, reason = "feature counts lie far below 2⁵³")]
            let measure = Some((count as f64, "findings"));
            list.push(Finding {
                feature: "*".to_owned(),
                place: None,
                measure,
                message: format!("此类问题共 {count} 条，只列出前 {LISTED_OF_A_KIND} 条"),
                ..like.clone()
            });
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_listed_so_often_and_then_counted() {
        let finding = |code, feature: u64| Finding {
            code,
            rule: "13",
            severity: Severity::Error,
            layer: "waters",
            feature: feature.to_string(),
            field: None,
            place: None,
            measure: None,
            message: "m".to_owned(),
            remedy: "r".to_owned(),
        };
        let mut findings = Findings::default();
        for number in 0..LISTED_OF_A_KIND + 5 {
            findings.push(finding("E_A", number));
        }
        findings.push(finding("E_B", 0));
        assert_eq!(findings.count(), LISTED_OF_A_KIND + 6);
        let list = findings.into_list();
        assert_eq!(list.len() as u64, LISTED_OF_A_KIND + 2);
        let last = list.last().expect("a sum");
        assert_eq!(
            (last.code, last.feature.as_str(), last.measure),
            ("E_A", "*", Some((1005.0, "findings")))
        );
    }
}
