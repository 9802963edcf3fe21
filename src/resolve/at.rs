//! The decision procedure for a coordinate (rules.md §11).
use crate::domain::answer::Answer;
use crate::geom::LonLat;
use crate::index::Index;

/// What else is asked with a place.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// A concern (F7) by name or alias, e.g. `非法采砂`.
    pub concern: Option<String>,
}

/// Who answers for `p` under the law of `index`, and why.
#[must_use]
pub fn at(_index: &Index, _p: LonLat, _ask: &Ask) -> Answer {
    unimplemented!("lands with the resolver")
}
