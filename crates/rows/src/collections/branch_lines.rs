//! The lines of branches, and parts of them between two measures.
use geo::Geometry;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::index::Index;
use riverchief_core::snapshot::reaches::Branch;
use std::collections::HashMap;

/// Branches by water and number.
pub(super) struct BranchLines<'a>(HashMap<(&'a WaterCode, u32), &'a Branch>);

impl<'a> BranchLines<'a> {
    pub fn new(index: &'a Index) -> Self {
        let branches = index.law.network.branches.iter();
        Self(branches.map(|b| ((&b.water, b.branch), b)).collect())
    }

    /// The line between two measures, in metres; `None` if the branch isn't valid or the length is zero.
    pub fn slice(&self, water: &WaterCode, branch: u32, from_m: f64, to_m: f64) -> Option<Geometry<f64>> {
        let line = &self.0.get(&(water, branch))?.line;
        let (from_m, to_m) = (from_m.clamp(0.0, line.len_m()), to_m.clamp(0.0, line.len_m()));
        (from_m < to_m).then(|| Geometry::LineString(line.slice(from_m, to_m)))
    }
}
