//! Faces united by key: edges between two faces of one key go, the rest is traced into multipolygons.
use super::lattice::Node;
use super::trace::trace;
use super::{Edge, polygon_of};
use geo::{Coord, MultiPolygon};
use std::collections::BTreeMap;

pub(super) fn dissolve<L, K: Ord>(
    lattice: &[Node],
    nodes: &[Coord<f64>],
    edges: &[Edge<L>],
    faces: usize,
    key: impl Fn(usize) -> Option<K>,
) -> BTreeMap<K, MultiPolygon<f64>> {
    // Keys by number, so that an edge compares two integers.
    let mut keys: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for face in 0..faces {
        if let Some(key) = key(face) {
            keys.entry(key).or_default().push(face);
        }
    }
    let mut number_of_face = vec![None; faces];
    for (number, members) in keys.values().enumerate() {
        for &face in members {
            number_of_face[face] = Some(number);
        }
    }
    let mut arcs: Vec<Vec<(usize, usize)>> = vec![vec![]; keys.len()];
    for edge in edges {
        let left = edge.left.and_then(|f| number_of_face[f]);
        let right = edge.right.and_then(|f| number_of_face[f]);
        if left == right {
            continue;
        }
        if let Some(number) = left {
            arcs[number].push((edge.from, edge.to));
        }
        if let Some(number) = right {
            arcs[number].push((edge.to, edge.from));
        }
    }
    keys.into_keys()
        .zip(arcs)
        .map(|(key, arcs)| (key, unite(lattice, nodes, &arcs)))
        .collect()
}

/// Traces one key's border on a list of its own nodes alone.
fn unite(lattice: &[Node], nodes: &[Coord<f64>], arcs: &[(usize, usize)]) -> MultiPolygon<f64> {
    let mut used: Vec<usize> = arcs.iter().flat_map(|&(a, b)| [a, b]).collect();
    used.sort_unstable();
    used.dedup();
    let own = |node: usize| used.partition_point(|&n| n < node);
    let own_arcs: Vec<(usize, usize)> = arcs.iter().map(|&(a, b)| (own(a), own(b))).collect();
    let own_lattice: Vec<Node> = used.iter().map(|&n| lattice[n]).collect();
    let own_nodes: Vec<Coord<f64>> = used.iter().map(|&n| nodes[n]).collect();
    let regions = trace(&own_lattice, &own_arcs).regions;
    MultiPolygon::new(
        regions
            .iter()
            .map(|r| polygon_of(&own_nodes, &r.outer, &r.holes))
            .collect(),
    )
}
