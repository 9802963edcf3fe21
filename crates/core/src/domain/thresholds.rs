//! The thresholds of the rules, in metres.

/// Thresholds of rules.md §11; echoed in every answer that used them. All in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// N4 (c), metres.
    pub tolerance_m: f64,
    /// Step 6, metres.
    pub near_water_m: f64,
    /// N8, metres.
    pub edge_warn_m: f64,
    /// Half width of the nominal channel in metres (N4); `None` is the default.
    pub half_width_m: f64,
    /// N6, metres; with 0 only what lies exactly on a border is shared.
    pub border_run_m: f64,
    /// N6, metres; 0 turns wobble and parallel stretches off.
    pub border_corridor_m: f64,
    /// N6, metres; 0 turns snapping off.
    pub border_snap_m: f64,
}

impl Thresholds {
    /// The greatest tolerance that may be requested (N4), in metres.
    pub const GREATEST_TOLERANCE_M: f64 = 500.0;
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            tolerance_m: 50.0,
            near_water_m: 1000.0,
            edge_warn_m: 100.0,
            half_width_m: 5.0,
            border_run_m: 200.0,
            border_corridor_m: 30.0,
            border_snap_m: 1.0,
        }
    }
}
