//! Findings: what is wrong with a world, where, how much, and what to do.
use crate::geom::LonLat;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan or the data model is broken; `validate` exits 1.
    Error,
    /// Someone should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// A typed problem with a place. Bad data is never an `Err`.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Check id, e.g. `E_OVERLAPPING_TENURE`, `W_BORDER_WOBBLE`.
    pub code: &'static str,
    /// Rule of docs/RULES.md it rests on, e.g. `H`, `N6`, `13`.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Layer in the world file.
    pub layer: &'static str,
    /// Id or code of the feature; the fid when it has none.
    pub feature: String,
    /// Column concerned, if one is.
    pub field: Option<&'static str>,
    /// Where to look on the map.
    pub place: Option<LonLat>,
    /// How much: value and unit, e.g. `(12.5, "m2")`.
    pub measure: Option<(f64, &'static str)>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}
