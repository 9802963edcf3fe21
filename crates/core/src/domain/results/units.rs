//! An administrative unit with its chiefs and waters; its office.
use super::super::answer::Seat;
use super::super::ids::{SegmentId, UnitCode, WaterCode};
use super::super::kinds::Level;
use super::super::time::Validity;

/// An administrative unit or a functional area with its chiefs and waters.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitView {
    pub code: UnitCode,
    pub name: String,
    pub level: Level,
    /// Acts as a county over some units (E).
    pub functional_area: bool,
    /// Units entrusted to a functional area.
    pub over: Vec<UnitCode>,
    /// Functional area to which it is entrusted.
    pub managed_by: Option<UnitCode>,
    pub neighbour: bool,
    pub parent: Option<UnitCode>,
    /// Names from the city down to itself.
    pub path: Vec<String>,
    pub children: Vec<UnitCode>,
    pub general_chiefs: Vec<Seat>,
    pub river_chiefs: Vec<Seat>,
    pub waters: Vec<UnitWater>,
    pub offices: Vec<String>,
    pub validity: Validity,
}

/// A water's share in a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitWater {
    pub water: WaterCode,
    pub name: String,
    /// Metres of centreline in the unit, shared reaches in full.
    pub length_m: f64,
    /// Segments of the unit's level.
    pub segments: Vec<SegmentId>,
}

/// 河长制办公室 (F1, F2) with the offices above and below it (U2, U3, U5).
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeView {
    pub id: String,
    pub name: String,
    pub level: Level,
    pub unit: UnitCode,
    pub seat: Option<String>,
    pub director: Option<String>,
    pub deputies: Vec<String>,
    pub phone: Option<String>,
    /// U5: the next office up.
    pub supervised_by: Option<String>,
    pub supervises: Vec<String>,
}
