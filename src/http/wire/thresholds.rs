//! The thresholds that were in force, echoed in every answer that used them.
use riverchief_core::domain::answer::Thresholds;
use serde::Serialize;
use utoipa::ToSchema;

/// Thresholds, in metres.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Thresholds)]
pub struct ThresholdsBody {
    /// N4 (c).
    pub tolerance_m: f64,
    /// Step 6.
    pub near_water_m: f64,
    /// N8.
    pub edge_warn_m: f64,
    /// N4 (a).
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
