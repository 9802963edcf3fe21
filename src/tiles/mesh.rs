//! Faces between directed chains, and what covers each of them, by winding numbers.
//!
//! Every part of a polygon is a closed chain with its inside on the left, so the number of times that a face is
//! wound round says whether the part covers it. Chains may have been simplified: where two of them have crossed, a
//! face can be wound round twice or backwards; it still goes to exactly one member of a group that tessellates.
use crate::geom::arrangement::lattice::Node;
use crate::geom::arrangement::trace::trace;
use std::collections::HashMap;

/// Outside of everything.
const OUTSIDE: u32 = u32::MAX;

/// Parts whose inside lies to the left of a chain (positive) or to its right, ascending by part.
pub(super) type Net = Vec<(u32, i32)>;

/// What of a group may cover a face at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// The group tessellates: one at most.
    One,
    /// The world's own polygons overlap, and are drawn as they are.
    Any,
}

/// A polygon feature of the topology.
#[derive(Clone, Debug)]
pub(super) struct Area {
    /// Members of a group don't overlap; groups are settled in ascending order.
    pub group: Option<u8>,
    /// The area that it lies in, which settles doubt between members of a group.
    pub within: Option<u32>,
}

/// An edge between two faces; `from` is the smaller node.
#[derive(Clone, Copy, Debug)]
pub(super) struct MeshEdge {
    pub from: u32,
    pub to: u32,
    pub left: u32,
    pub right: u32,
}

/// Nodes, edges, and what covers the faces.
pub(super) struct Mesh {
    pub nodes: Vec<Node>,
    pub edges: Vec<MeshEdge>,
    /// Areas that cover a face, ascending.
    covers: Vec<Vec<u32>>,
    /// Parts that lie in a face, by winding and by their area's cover.
    present: Vec<bool>,
}

struct NetTable {
    nets: Vec<Net>,
    numbers: HashMap<Net, u32>,
}

impl NetTable {
    fn number(&mut self, net: &Net) -> u32 {
        if let Some(&number) = self.numbers.get(net) {
            return number;
        }
        let number = u32::try_from(self.nets.len()).unwrap_or(u32::MAX);
        self.nets.push(net.clone());
        self.numbers.insert(net.clone(), number);
        number
    }
}

/// a + sign · b, without zeros.
pub(super) fn sum(a: &[(u32, i32)], b: &[(u32, i32)], sign: i32) -> Net {
    let mut all: Net = b
        .iter()
        .map(|&(part, w)| (part, sign * w))
        .chain(a.iter().copied())
        .collect();
    all.sort_unstable_by_key(|n| n.0);
    all.chunk_by(|n, m| n.0 == m.0)
        .map(|same| (same[0].0, same.iter().map(|n| n.1).sum()))
        .filter(|n| n.1 != 0)
        .collect()
}

/// Parts, the areas that they belong to, and how groups share faces.
pub(super) struct Ownership<'a> {
    /// Area of every part.
    pub area_of_part: &'a [u32],
    pub areas: &'a [Area],
    /// By group.
    pub sharing: &'a [Sharing],
}

impl Mesh {
    /// Lays directed chains over each other. They meet at vertices only (snap rounding has seen to that).
    pub fn new<'a>(chains: impl Iterator<Item = (&'a [Node], &'a [(u32, i32)])>, ownership: &Ownership<'_>) -> Self {
        let mut table = NetTable {
            nets: vec![],
            numbers: HashMap::new(),
        };
        let mut pieces: Vec<(Node, Node, u32, i32)> = vec![];
        for (chain, net) in chains {
            let number = table.number(&net.to_vec());
            let steps = chain.array_windows().filter(|[a, b]| a != b);
            pieces.extend(steps.map(|&[a, b]| if a < b { (a, b, number, 1) } else { (b, a, number, -1) }));
        }
        pieces.sort_unstable();
        let mut nodes: Vec<Node> = vec![];
        let mut kept: Vec<(Node, Node, u32, i32)> = vec![];
        for same in pieces.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let (a, b, number, sign) = same[0];
            if same.len() == 1 {
                kept.push((a, b, number, sign));
                continue;
            }
            let net = same
                .iter()
                .fold(Net::new(), |net, p| sum(&net, &table.nets[p.2 as usize], p.3));
            if !net.is_empty() {
                kept.push((a, b, table.number(&net), 1));
            }
        }
        kept.retain(|k| !table.nets[k.2 as usize].is_empty());
        nodes.extend(kept.iter().flat_map(|k| [k.0, k.1]));
        nodes.sort_unstable();
        nodes.dedup();
        let number = |node: Node| nodes.partition_point(|n| *n < node);
        let ends: Vec<(usize, usize)> = kept.iter().map(|k| (number(k.0), number(k.1))).collect();
        let arcs: Vec<(usize, usize)> = ends.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        let traced = trace(&nodes, &arcs);
        let face = |arc: usize| {
            let region = traced.locator.region_of_arc(arc);
            region.map_or(OUTSIDE, |r| u32::try_from(r).unwrap_or(OUTSIDE))
        };
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let edges: Vec<MeshEdge> = (ends.iter().enumerate())
            .map(|(i, &(from, to))| MeshEdge {
                from: small(from),
                to: small(to),
                left: face(2 * i),
                right: face(2 * i + 1),
            })
            .collect();
        let steps = kept.iter().map(|k| (k.2, k.3));
        let windings = windings(traced.regions.len(), &edges, steps, &table.nets);
        let mut present = vec![false; ownership.area_of_part.len()];
        let covers = (windings.iter()).map(|w| cover(w, ownership, &mut present)).collect();
        Self {
            nodes,
            edges,
            covers,
            present,
        }
    }

    /// Areas that cover a face, ascending.
    pub fn covering(&self, face: u32) -> &[u32] {
        self.covers.get(face as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a part is a polygon here.
    pub fn present(&self) -> &[bool] {
        &self.present
    }

    /// How many faces, the unbounded one left out.
    pub fn faces(&self) -> usize {
        self.covers.len()
    }

    /// The border of each area as directed edges with the area on their left.
    pub fn outlines(&self, areas: usize) -> Vec<Vec<(u32, u32)>> {
        let mut outlines = vec![vec![]; areas];
        for edge in &self.edges {
            let (left, right) = (self.covering(edge.left), self.covering(edge.right));
            for &area in left.iter().filter(|a| right.binary_search(a).is_err()) {
                outlines[area as usize].push((edge.from, edge.to));
            }
            for &area in right.iter().filter(|a| left.binary_search(a).is_err()) {
                outlines[area as usize].push((edge.to, edge.from));
            }
        }
        outlines
    }

    /// Directed edges with the inside on their left → polygons, each its shell (positive area) and then its holes.
    pub fn polygons(&self, outline: &[(u32, u32)]) -> Vec<Vec<Vec<Node>>> {
        let ends = outline
            .iter()
            .map(|&(a, b)| (self.nodes[a as usize], self.nodes[b as usize]));
        rings(&ends.collect::<Vec<_>>())
    }
}

/// Directed edges with the inside on their left → polygons, each its shell (positive area) and then its holes, open.
pub(super) fn rings(edges: &[(Node, Node)]) -> Vec<Vec<Vec<Node>>> {
    let mut nodes: Vec<Node> = edges.iter().flat_map(|&(a, b)| [a, b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let number = |node: Node| nodes.partition_point(|n| *n < node);
    let arcs: Vec<(usize, usize)> = edges.iter().map(|&(a, b)| (number(a), number(b))).collect();
    let ring = |ring: &Vec<usize>| ring.iter().map(|&n| nodes[n]).collect();
    let regions = trace(&nodes, &arcs).regions;
    regions
        .iter()
        .map(|r| std::iter::once(&r.outer).chain(&r.holes).map(ring).collect())
        .collect()
}

/// How often each part winds round each face, found by walking from face to face, from outside.
fn windings(faces: usize, edges: &[MeshEdge], steps: impl Iterator<Item = (u32, i32)>, nets: &[Net]) -> Vec<Net> {
    // One way between two faces is enough: all give the same.
    let mut ways: Vec<(u32, u32, u32, i32)> = edges
        .iter()
        .zip(steps)
        .filter(|(e, _)| e.left != e.right)
        .flat_map(|(e, (net, sign))| [(e.right, e.left, net, sign), (e.left, e.right, net, -sign)])
        .collect();
    ways.sort_unstable();
    ways.dedup_by_key(|w| (w.0, w.1));
    let from = |face: u32| {
        let start = ways.partition_point(|w| w.0 < face);
        ways[start..].iter().take_while(move |w| w.0 == face)
    };
    let mut found: Vec<Option<Net>> = vec![None; faces];
    let mut waiting = vec![(OUTSIDE, Net::new())];
    while let Some((face, here)) = waiting.pop() {
        for &(_, to, net, sign) in from(face) {
            let Some(slot @ None) = found.get_mut(to as usize) else {
                continue;
            };
            let there = sum(&here, &nets[net as usize], sign);
            *slot = Some(there.clone());
            waiting.push((to, there));
        }
    }
    found.into_iter().map(Option::unwrap_or_default).collect()
}

/// The areas that cover a face, ascending; marks the parts that are there.
fn cover(winding: &Net, ownership: &Ownership<'_>, present: &mut [bool]) -> Vec<u32> {
    let area_of = |part: u32| ownership.area_of_part[part as usize];
    let mut by_area: Vec<(Option<u8>, u32, i32)> = vec![];
    for &(part, w) in winding {
        let area = area_of(part);
        match by_area.iter_mut().find(|a| a.1 == area) {
            Some(known) => known.2 += w,
            None => by_area.push((ownership.areas[area as usize].group, area, w)),
        }
    }
    by_area.sort_unstable();
    let mut chosen: Vec<u32> = vec![];
    for group in by_area.chunk_by(|a, b| a.0 == b.0) {
        let mut candidates: Vec<u32> = group.iter().filter(|a| a.2 > 0).map(|a| a.1).collect();
        if let Some(number) = group[0].0 {
            let wound: i32 = group.iter().map(|a| a.2).sum();
            let most = match ownership.sharing[usize::from(number)] {
                Sharing::One => wound.clamp(0, 1),
                Sharing::Any => wound.max(0),
            };
            let inside = |area: u32| {
                let within = ownership.areas[area as usize].within;
                within.is_some_and(|w| chosen.contains(&w))
            };
            candidates.sort_by_key(|&a| (!inside(a), a));
            candidates.truncate(usize::try_from(most).unwrap_or(0));
        }
        chosen.extend(candidates);
    }
    chosen.sort_unstable();
    for &(part, w) in winding {
        if w > 0 && chosen.binary_search(&area_of(part)).is_ok() {
            present[part as usize] = true;
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(winding: &[(u32, i32)], sharing: Sharing) -> (Vec<u32>, Vec<bool>) {
        let area = |within| Area { group: Some(0), within };
        let ownership = Ownership {
            area_of_part: &[0, 1, 2],
            areas: &[area(None), area(None), area(None)],
            sharing: &[sharing],
        };
        let mut present = vec![false; 3];
        let cover = cover(&winding.to_vec(), &ownership, &mut present);
        (cover, present)
    }

    #[test]
    fn a_face_between_arcs_that_crossed_has_one_owner() {
        // Wound round twice by one and backwards by its neighbour; round by two, backwards by a third; from outside.
        assert_eq!(covered(&[(0, 2), (1, -1)], Sharing::One).0, [0]);
        assert_eq!(
            covered(&[(0, 1), (1, 1), (2, -1)], Sharing::One),
            (vec![0], vec![true, false, false])
        );
        assert_eq!(covered(&[(0, 1), (1, -1)], Sharing::One).0, [0_u32; 0]);
        assert_eq!(covered(&[(1, 2)], Sharing::One).0, [1]);
    }

    #[test]
    fn what_overlaps_in_the_world_is_drawn_so() {
        assert_eq!(covered(&[(0, 1), (1, 1)], Sharing::Any).0, [0, 1]);
        assert_eq!(covered(&[(0, 1), (1, 1), (2, -1)], Sharing::Any).0, [0]);
    }

    #[test]
    fn nets_add_up() {
        assert_eq!(sum(&[(0, 1), (2, 1)], &[(0, 1), (1, 1)], -1), [(1, -1), (2, 1)]);
        assert_eq!(sum(&[], &[(3, 2)], 1), [(3, 2)]);
    }
}
