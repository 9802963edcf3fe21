//! The thresholds in force, part of every answer that depends on them.
use riverchief_core::domain::answer::Thresholds;
use serde::Serialize;
use utoipa::ToSchema;

/// Thresholds, in metres.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Thresholds)]
pub struct ThresholdsBody {
    /// Tolerance around waters (N4 (c)).
    pub tolerance_m: f64,
    /// Greatest distance to a nearby water (step 6).
    pub near_water_m: f64,
    /// Distance to an edge below which alternatives are given (N8).
    pub edge_warn_m: f64,
    /// Half width of a nominal channel (N4 (a)).
    pub half_width_m: f64,
    /// N6.
    pub border_run_m: f64,
    /// N6.
    pub border_corridor_m: f64,
    /// N6.
    pub border_snap_m: f64,
}

impl From<&Thresholds> for ThresholdsBody {
    fn from(t: &Thresholds) -> Self {
        Self {
            tolerance_m: t.tolerance_m,
            near_water_m: t.near_water_m,
            edge_warn_m: t.edge_warn_m,
            half_width_m: t.half_width_m,
            border_run_m: t.border_run_m,
            border_corridor_m: t.border_corridor_m,
            border_snap_m: t.border_snap_m,
        }
    }
}
