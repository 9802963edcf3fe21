//! The layer of borders, derived from the faces of a zoom: each common border once, at its highest level.
use super::features::feature::{Feature, Tags};
use super::mesh::Mesh;
use riverchief_core::domain::kinds::Level;
use riverchief_geom::arrangement::lattice::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What an area means for borders.
#[derive(Clone, Debug)]
pub(super) enum Role {
    /// A unit of the city: its level, code, and number for filters.
    Unit(Level, String, u32),
    /// The sea: a border with it is coast.
    Sea,
    /// Something else.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    level: Level,
    kind: &'static str,
    /// The area on the left, looking along the line on a map with north up.
    left: Option<u32>,
    right: Option<u32>,
}

/// A border with its lines.
pub(super) struct Border {
    pub(super) feature: Feature,
    pub(super) lines: Vec<Vec<Node>>,
    /// Numbers of the units of all levels on both sides of any part of it.
    pub(super) beside: BTreeSet<u32>,
}

/// Borders, by level, kind and sides.
pub(super) fn borders(mesh: &Mesh, roles: &[Role]) -> Vec<Border> {
    let number = |area: &u32| match &roles[*area as usize] {
        Role::Unit(_, _, number) => Some(*number),
        _ => None,
    };
    let mut found: BTreeMap<Key, (Vec<Vec<Node>>, BTreeSet<u32>)> = BTreeMap::new();
    for strand in 0..mesh.laid.all.len() {
        let (on_left, on_right) = mesh.sides(strand);
        let Some((key, turned)) = key(roles, on_left, on_right) else {
            continue;
        };
        let mut line = mesh.laid.points(strand).to_vec();
        if turned {
            line.reverse();
        }
        let (lines, beside) = found.entry(key).or_default();
        lines.push(line);
        beside.extend(on_left.iter().chain(on_right).filter_map(number));
    }
    found
        .into_iter()
        .map(|(key, (lines, beside))| Border {
            feature: feature(roles, &key),
            lines: join(lines),
            beside,
        })
        .collect()
}

/// The border between two faces, by the areas that cover each, and whether its line runs against the strand. `None` where
/// the units of all levels are the same on both sides.
fn key(roles: &[Role], on_left: &[u32], on_right: &[u32]) -> Option<(Key, bool)> {
    let unit = |cover: &[u32], level: Level| {
        let here = |a: &&u32| matches!(&roles[**a as usize], Role::Unit(l, ..) if *l == level);
        cover.iter().find(here).copied()
    };
    let sea = |cover: &[u32]| cover.iter().any(|a| matches!(roles[*a as usize], Role::Sea));
    let (level, l, r) = Level::ALL.iter().find_map(|level| {
        let (l, r) = (unit(on_left, *level), unit(on_right, *level));
        (l != r).then_some((*level, l, r))
    })?;
    let kind = match (l, r) {
        (Some(_), Some(_)) => "inner",
        (None, _) if sea(on_left) => "coast",
        (_, None) if sea(on_right) => "coast",
        _ => "limit",
    };
    // The grid's y goes south, so what is left of an edge on the grid is right of it on the map. The smaller
    // number goes to the left, and a unit before a side without one.
    let turned = match (l, r) {
        (Some(l), Some(r)) => l < r,
        (Some(_), None) => true,
        _ => false,
    };
    let (left, right) = if turned { (l, r) } else { (r, l) };
    let key = Key {
        level,
        kind,
        left,
        right,
    };
    Some((key, turned))
}

fn feature(roles: &[Role], key: &Key) -> Feature {
    let code = |area: Option<u32>| match roles.get(area? as usize)? {
        Role::Unit(_, code, _) => Some(code.clone()),
        _ => None,
    };
    let [left, right] = [code(key.left), code(key.right)];
    let own = format!(
        "{}/{}/{}/{}",
        key.level,
        key.kind,
        left.as_deref().unwrap_or_default(),
        right.as_deref().unwrap_or_default()
    );
    let mut tags = Tags::default();
    tags.text("level", key.level.as_str());
    tags.text("kind", key.kind);
    tags.maybe("left", left);
    tags.maybe("right", right);
    Feature::new("borders", &own, tags)
}

/// Joins directed runs into lines from node to node; a closed line begins at its smallest node.
fn join(mut runs: Vec<Vec<Node>>) -> Vec<Vec<Node>> {
    runs.sort_unstable();
    let from = |n: Node| {
        let start = runs.partition_point(|r| r[0] < n);
        start..start + runs[start..].partition_point(|r| r[0] == n)
    };
    let end = |run: usize| runs[run][runs[run].len() - 1];
    let mut arriving: BTreeMap<Node, usize> = BTreeMap::new();
    for run in 0..runs.len() {
        *arriving.entry(end(run)).or_default() += 1;
    }
    let passes = |n: Node| from(n).len() == 1 && arriving.get(&n) == Some(&1);
    let mut used = vec![false; runs.len()];
    let mut lines = vec![];
    // First the lines with ends, then the closed ones.
    for closed in [false, true] {
        for first in 0..runs.len() {
            if used[first] || (!closed && passes(runs[first][0])) {
                continue;
            }
            let mut line = vec![runs[first][0]];
            let mut run = first;
            loop {
                used[run] = true;
                line.extend(&runs[run][1..]);
                if !passes(end(run)) {
                    break;
                }
                run = from(end(run)).start;
                if used[run] {
                    break;
                }
            }
            lines.push(line);
        }
    }
    lines
}
