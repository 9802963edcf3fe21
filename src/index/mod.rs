//! Candidates for a point, a line, a box: what covers it, what is near.
//!
//! Knows geometry and the law; does not know who owns what.
use crate::snapshot::Law;

/// The law of one epoch, with everything prepared for look-ups.
#[derive(Debug)]
pub struct Index {
    /// The law it indexes.
    pub law: Law,
}

impl Index {
    /// Prepares a law for look-ups.
    #[must_use]
    pub fn new(law: Law) -> Self {
        Self { law }
    }
}
