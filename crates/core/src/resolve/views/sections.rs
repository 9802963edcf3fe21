//! Sections on borders and confluences (P3).
use super::network::{On, joints};
use crate::domain::kinds::Level;
use crate::domain::results::{BankUnits, Confluence, CrossSection};
use crate::index::Index;
use crate::snapshot::Law;
use crate::snapshot::reaches::Reach;
use std::collections::HashMap;

/// Places where a water passes from one unit of `level`, or of one above it, to another, on one bank at least (S31); by
/// water, branch and measure.
#[must_use]
pub fn cross_border_sections(index: &Index, level: Level) -> Vec<CrossSection> {
    across(&index.law, level)
}

fn across(law: &Law, level: Level) -> Vec<CrossSection> {
    let mut list = Vec::new();
    for branch in &law.network.branches {
        for [upper, lower] in branch.reaches.array_windows() {
            let changed = Level::ALL.iter().filter(|l| **l <= level).find_map(|&level| {
                let (above, below) = (on_banks(upper, level), on_banks(lower, level));
                (above != below).then_some((level, above, below))
            });
            if let Some((level, above, below)) = changed {
                list.push(CrossSection {
                    water: branch.water.clone(),
                    branch: branch.branch,
                    measure_m: lower.from_m,
                    at: branch.line.at(lower.from_m),
                    level,
                    above,
                    below,
                });
            }
        }
    }
    list
}

/// The units of a level on the two banks of a reach; a reach that isn't shared has its unit on both.
fn on_banks(reach: &Reach, level: Level) -> BankUnits {
    let left = reach.left_at(level);
    let right = if reach.right.is_some() {
        reach.right_at(level)
    } else {
        left
    };
    BankUnits {
        left: left.cloned(),
        right: right.cloned(),
    }
}

/// The sections of the lowest level in the world, with their ids in collections.
#[must_use]
pub fn sections(law: &Law) -> Vec<(String, CrossSection)> {
    let lowest = law.lowest_level().unwrap_or(Level::Village);
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let named = |section: CrossSection| {
        let course = format!("{}.{}", section.water, section.branch);
        let number = numbers.entry(course.clone()).or_default();
        *number += 1;
        (format!("{course}.section.{number}"), section)
    };
    across(law, lowest).into_iter().map(named).collect()
}

/// Where waters, or branches of one water, meet or part; by the branch that ends or begins there.
#[must_use]
pub fn confluences(law: &Law) -> Vec<Confluence> {
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
