//! A row of the roster of posts (名录) that the plan requires to be published (P1).
use super::super::answer::HeldBy;
use super::super::ids::{DepartmentCode, PostId, UnitCode, WaterCode};
use super::super::kinds::{Level, PostKind, SeatState};
use super::super::time::Date;

/// A post with who holds it on the date.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterRow {
    pub post: PostId,
    pub name: String,
    pub kind: PostKind,
    pub level: Level,
    pub unit: UnitCode,
    /// Names from the city down to the unit.
    pub path: Vec<String>,
    pub water: Option<WaterCode>,
    pub department: Option<DepartmentCode>,
    pub phone: Option<String>,
    pub state: SeatState,
    pub holders: Vec<HeldBy>,
    pub vacant_since: Option<Date>,
}
