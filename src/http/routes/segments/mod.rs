//! Segments: `/v1/segments`, `/v1/segments/{id}` and what belongs to one.
pub mod chiefs;
pub mod downstream;
pub mod list;
pub mod notice_board;
pub mod opposite_bank;
pub mod show;
pub mod upstream;

use crate::http::query::{DistanceKm, LevelName, query};
use riverchief_core::domain::kinds::Level;

/// How far is looked when the request doesn't say, kilometres.
pub(super) const DEFAULT_DISTANCE_KM: f64 = 10.0;

query! {
    /// How far upstream or downstream.
    struct ReachQuery {
        /// How far along the network, kilometres, 0 to 1000. 10 by default; 0 gives the direct neighbours.
        distance_km: Option<DistanceKm>,
        /// Segments and pieces of this level; by default that of the segment, of a zone all levels, folded.
        level: Option<LevelName>,
    }
}

impl ReachQuery {
    fn distance_km(&self) -> f64 {
        self.distance_km.map_or(DEFAULT_DISTANCE_KM, |d| d.0)
    }

    fn level(&self) -> Option<Level> {
        self.level.map(|l| l.0)
    }
}
