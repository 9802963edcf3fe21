//! Sections on borders and confluences (P3).
use super::network::{On, joints};
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::domain::views::{Confluence, CrossSection};
use crate::index::Index;
use crate::snapshot::reaches::Reach;

/// Places where a water passes from one unit of `level`, or of one above it, to another; by water, branch and measure.
#[must_use]
pub fn cross_border_sections(index: &Index, level: Level) -> Vec<CrossSection> {
    let law = &index.law;
    let mut list = Vec::new();
    for branch in &law.network.branches {
        for pair in branch.reaches.windows(2) {
            let at = |reach: &Reach, level: Level| -> (Option<UnitCode>, Option<UnitCode>) {
                (reach.left_at(level).cloned(), reach.right_at(level).cloned())
            };
            let changed = Level::ALL
                .iter()
                .filter(|l| **l <= level)
                .find(|l| at(&pair[0], **l) != at(&pair[1], **l));
            if let Some(&changed) = changed {
                list.push(CrossSection {
                    water: branch.water.clone(),
                    branch: branch.branch,
                    measure_m: pair[1].from_m,
                    at: branch.line.at(pair[1].from_m),
                    level: changed,
                    above: at(&pair[0], changed).0,
                    below: at(&pair[1], changed).0,
                });
            }
        }
    }
    list
}

/// Where waters, or branches of one water, meet or part; by the branch that ends or begins there.
#[must_use]
pub fn confluences(index: &Index) -> Vec<Confluence> {
    let law = &index.law;
    let branches = &law.network.branches;
    let of = |joint: super::network::Joint| {
        let other = &branches[joint.branch];
        let (water, branch, measure_m, at) = match joint.on {
            On::Branch { index, measure_m } => {
                let on = &branches[index];
                (
                    on.water.clone(),
                    Some(on.branch),
                    Some(measure_m),
                    on.line.at(measure_m),
                )
            }
            On::Pieces(water) => (water, None, None, joint.at),
        };
        Confluence {
            water,
            branch,
            measure_m,
            other: other.water.clone(),
            other_branch: other.branch,
            inflow: joint.inflow,
            at,
        }
    };
    joints(law).into_iter().map(of).collect()
}
