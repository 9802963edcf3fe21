//! Segments: `/v1/segments`, `/v1/segments/{id}` and below.
pub mod chiefs;
pub mod downstream;
pub mod list;
pub mod notice_board;
pub mod opposite_bank;
pub mod show;
pub mod upstream;

use crate::http::query::{DistanceKm, LevelName, query};
use riverchief_core::domain::kinds::Level;

/// Distance along the network by default, in kilometres.
pub(super) const DEFAULT_DISTANCE_KM: f64 = 10.0;

query! {
    /// The distance and the level.
    struct ReachQuery {
        /// Distance along the network in kilometres, 0 to 1000. 10 by default; 0 gives the direct neighbours.
        distance_km: Option<DistanceKm>,
        /// Segments and pieces of this level. By default that of the segment; for a zone all levels, folded.
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
