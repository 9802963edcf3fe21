//! The layer of borders, read off the faces of a zoom: each common border once, at its highest level.
use super::features::{Feature, Tags};
use super::mesh::Mesh;
use crate::domain::kinds::Level;
use crate::geom::arrangement::lattice::Node;
use std::collections::BTreeMap;

/// What an area stands for, as far as borders are concerned.
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
    /// Seen along the line on a map with the north up.
    left: Option<u32>,
    right: Option<u32>,
}

/// Borders with their lines.
pub(super) fn borders(mesh: &Mesh, roles: &[Role]) -> Vec<(Feature, Vec<Vec<Node>>)> {
    let unit = |cover: &[u32], level: Level| {
        let here = |a: &&u32| matches!(&roles[**a as usize], Role::Unit(l, ..) if *l == level);
        cover.iter().find(here).copied()
    };
    let sea = |cover: &[u32]| cover.iter().any(|a| matches!(roles[*a as usize], Role::Sea));
    let mut found: BTreeMap<Key, Vec<(Node, Node)>> = BTreeMap::new();
    for edge in &mesh.edges {
        let (on_left, on_right) = (mesh.covering(edge.left), mesh.covering(edge.right));
        let differing = Level::ALL.iter().find_map(|level| {
            let (l, r) = (unit(on_left, *level), unit(on_right, *level));
            (l != r).then_some((*level, l, r))
        });
        let Some((level, l, r)) = differing else { continue };
        let kind = match (l, r) {
            (Some(_), Some(_)) => "inner",
            (None, _) if sea(on_left) => "coast",
            (_, None) if sea(on_right) => "coast",
            _ => "limit",
        };
        let (from, to) = (mesh.nodes[edge.from as usize], mesh.nodes[edge.to as usize]);
        // The grid's y goes south, so what is left of an edge on the grid is right of it on the map. The smaller
        // number goes to the left, and a unit before what has none.
        let turned = match (l, r) {
            (Some(l), Some(r)) => l < r,
            (Some(_), None) => true,
            _ => false,
        };
        let (left, right, step) = if turned { (l, r, (to, from)) } else { (r, l, (from, to)) };
        let key = Key {
            level,
            kind,
            left,
            right,
        };
        found.entry(key).or_default().push(step);
    }
    let feature = |key: &Key| {
        let code = |area: Option<u32>| match roles.get(area? as usize)? {
            Role::Unit(_, code, number) => Some((code.clone(), *number)),
            _ => None,
        };
        let sides = [code(key.left), code(key.right)];
        let text = |side: &Option<(String, u32)>| side.as_ref().map(|s| s.0.clone());
        let own = format!(
            "{}/{}/{}/{}",
            key.level,
            key.kind,
            text(&sides[0]).unwrap_or_default(),
            text(&sides[1]).unwrap_or_default()
        );
        let mut tags = Tags::default();
        tags.text("level", key.level.as_str());
        tags.text("kind", key.kind);
        tags.maybe("left", text(&sides[0]));
        tags.maybe("right", text(&sides[1]));
        let units = sides.iter().flatten().map(|s| s.1).collect();
        Feature::new("borders", &own, tags, units)
    };
    found
        .into_iter()
        .map(|(key, edges)| (feature(&key), join(edges)))
        .collect()
}

/// Directed edges → lines, from node to node; what is closed begins at its smallest vertex.
fn join(mut edges: Vec<(Node, Node)>) -> Vec<Vec<Node>> {
    edges.sort_unstable();
    let from = |n: Node| {
        let start = edges.partition_point(|e| e.0 < n);
        start..start + edges[start..].partition_point(|e| e.0 == n)
    };
    let mut arriving: BTreeMap<Node, usize> = BTreeMap::new();
    for edge in &edges {
        *arriving.entry(edge.1).or_default() += 1;
    }
    let passes = |n: Node| from(n).len() == 1 && arriving.get(&n) == Some(&1);
    let mut used = vec![false; edges.len()];
    let mut lines = vec![];
    // First from where lines begin, then what is closed.
    for closed in [false, true] {
        for first in 0..edges.len() {
            if used[first] || (!closed && passes(edges[first].0)) {
                continue;
            }
            let mut line = vec![edges[first].0];
            let mut edge = first;
            loop {
                used[edge] = true;
                let end = edges[edge].1;
                line.push(end);
                if !passes(end) {
                    break;
                }
                edge = from(end).start;
                if used[edge] {
                    break;
                }
            }
            lines.push(line);
        }
    }
    lines
}
