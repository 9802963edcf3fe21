//! Centrelines, cut wherever a segment begins or ends.
use super::feature::{Feature, Tags, Where};
use geo::LineString;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};
use std::collections::BTreeMap;
use std::ops::Range;

/// Branches, cut into pieces wherever a segment of any level begins or ends, so that all levels share vertices.
pub(super) struct Courses {
    lines: Vec<LineString<f64>>,
    /// For each branch of the network: the measures of its cuts in metres, and the number of its first piece.
    branches: Vec<(Vec<f64>, u32)>,
    by_water: BTreeMap<(WaterCode, u32), usize>,
}

impl Courses {
    pub fn new(index: &Index) -> Self {
        let network = &index.law.network;
        let by_water: BTreeMap<(WaterCode, u32), usize> = (network.branches.iter().enumerate())
            .map(|(i, b)| ((b.water.clone(), b.branch), i))
            .collect();
        let mut cuts: Vec<Vec<f64>> = network.branches.iter().map(|b| vec![0.0, b.line.len_m()]).collect();
        for row in views::segments(index, &SegmentFilter::default()) {
            let place = row.branch.and_then(|b| by_water.get(&(row.water.clone(), b)));
            if let (Some(&i), Some(from), Some(to)) = (place, row.from_m, row.to_m) {
                let end = network.branches[i].line.len_m();
                cuts[i].extend([from.clamp(0.0, end), to.clamp(0.0, end)]);
                cuts[i].extend(views::runs(index, &row).into_iter().flat_map(|(from, to)| [from, to]));
            }
        }
        let mut lines = vec![];
        let mut branches = vec![];
        for (branch, mut cuts) in network.branches.iter().zip(cuts) {
            cuts.sort_by(f64::total_cmp);
            cuts.dedup();
            branches.push((cuts.clone(), u32::try_from(lines.len()).unwrap_or(u32::MAX)));
            lines.extend(cuts.array_windows().map(|&[from, to]| branch.line.slice(from, to)));
        }
        Self {
            lines,
            branches,
            by_water,
        }
    }

    /// The pieces, in longitude and latitude.
    pub fn lines(&self) -> &[LineString<f64>] {
        &self.lines
    }

    /// The pieces between two measures of a branch; `None` where the branch isn't valid.
    pub fn between(&self, water: &WaterCode, branch: u32, from_m: f64, to_m: f64) -> Option<Range<u32>> {
        let (cuts, first) = &self.branches[*self.by_water.get(&(water.clone(), branch))?];
        let at = |m: f64| u32::try_from(cuts.partition_point(|c| *c < m).min(cuts.len() - 1)).unwrap_or(0);
        let (from, to) = (at(from_m.max(0.0)), at(to_m));
        (from < to).then_some(first + from..first + to)
    }

    /// The layer `centrelines`.
    pub fn features(&self, index: &Index) -> Vec<(Feature, Where)> {
        let law = &index.law;
        let mut list = vec![];
        for (branch, (cuts, first)) in law.network.branches.iter().zip(&self.branches) {
            let water = law.waters.get(&branch.water);
            let centreline = &law.centrelines[branch.centreline];
            let mut tags = Tags::default();
            tags.text("water", branch.water.as_str());
            tags.whole("branch", branch.branch);
            tags.maybe("name", water.map(|w| w.name.as_str()));
            tags.maybe("branch_name", centreline.name.as_deref());
            tags.maybe("kind", water.map(|w| w.kind.as_str()));
            tags.maybe("grade", water.and_then(|w| w.grade.as_deref()));
            tags.flag("city_level", law.city_level(&branch.water));
            tags.whole("layer", water.map_or(0, |w| w.layer));
            if let Some(water) = water {
                tags.whole("order", water.order);
            }
            let own = format!("{}/{}", branch.water, branch.branch);
            let pieces = *first..*first + u32::try_from(cuts.len() - 1).unwrap_or(0);
            list.push((Feature::new("centrelines", &own, tags), Where::Lines(vec![pieces])));
        }
        list
    }
}
