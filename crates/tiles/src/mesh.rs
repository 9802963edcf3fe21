//! Faces between directed chains, and the areas that cover each face, by winding numbers.
//!
//! Every part of a polygon is a closed chain with its inside on the left, so the winding number of a face says whether the
//! part covers it. Chains may have been simplified: where two of them now cross, a face can have the winding number 2 or
//! −1. It is still given to exactly one member of a group that tessellates.
use super::net::{Net, sum};
use super::strands::{Chain, Half, OUTSIDE, Strands};
use riverchief_geom::arrangement::lattice::{Node, cross};
use riverchief_geom::arrangement::trace::trace;

/// How many members of a group may cover a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// At most one: the group tessellates.
    One,
    /// Any number: the world's own polygons overlap, and are drawn as they are.
    Any,
}

/// A polygon feature of the topology.
#[derive(Clone, Debug)]
pub(super) struct Area {
    /// Members of a group don't overlap; groups are processed in ascending order.
    pub group: Option<u8>,
    /// The area that it lies in. Where several members of a group could cover a face, those in their area come first.
    pub within: Option<u32>,
}

/// Strands, faces, and the areas that cover each face.
pub(super) struct Mesh {
    pub laid: Strands,
    /// Areas that cover a face, ascending.
    covers: Vec<Vec<u32>>,
    /// Whether each part covers any face: its winding number is positive there and its area is chosen.
    present: Vec<bool>,
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
    /// Overlays directed chains. After snap rounding they meet only at vertices.
    pub fn new<'a>(chains: impl Iterator<Item = Chain<'a>>, ownership: &Ownership<'_>) -> Self {
        let laid = Strands::new(&chains.collect::<Vec<_>>());
        let windings = windings(&laid);
        let mut present = vec![false; ownership.area_of_part.len()];
        let covers = windings.iter().map(|w| cover(w, ownership, &mut present)).collect();
        Self { laid, covers, present }
    }

    /// Areas that cover a face, ascending.
    pub fn covering(&self, face: u32) -> &[u32] {
        self.covers.get(face as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether each part is a polygon here.
    pub fn present(&self) -> &[bool] {
        &self.present
    }

    /// Number of faces, without the unbounded one.
    pub fn faces(&self) -> usize {
        self.covers.len()
    }

    /// The areas that cover the faces to the left and to the right of a strand.
    pub fn sides(&self, strand: usize) -> (&[u32], &[u32]) {
        let face = |half: usize| self.covering(self.laid.face[half]);
        (face(2 * strand), face(2 * strand + 1))
    }

    /// The border of each area as halves of strands with the area on their left.
    pub fn outlines(&self, areas: usize) -> Vec<Vec<Half>> {
        let mut outlines = vec![vec![]; areas];
        for (half, strand) in (0_u32..).step_by(2).zip(0..self.laid.all.len()) {
            let (left, right) = self.sides(strand);
            for &area in left.iter().filter(|a| right.binary_search(a).is_err()) {
                outlines[area as usize].push(half);
            }
            for &area in right.iter().filter(|a| left.binary_search(a).is_err()) {
                outlines[area as usize].push(half + 1);
            }
        }
        outlines
    }

    /// Polygons from halves with the inside on their left: each its shell (positive area) and then its holes, open.
    pub fn polygons(&self, outline: &[Half]) -> Vec<Vec<Vec<Node>>> {
        self.plain(outline).unwrap_or_else(|| {
            let mut edges = vec![];
            for &half in outline {
                let points: Vec<Node> = self.laid.along(half).collect();
                edges.extend(points.array_windows().map(|&[a, b]| (a, b)));
            }
            rings(&edges)
        })
    }

    /// [`Self::polygons`] where no two rings touch and there is no question which shell holds a hole.
    fn plain(&self, outline: &[Half]) -> Option<Vec<Vec<Vec<Node>>>> {
        let mut from: Vec<(u32, Half)> = outline.iter().map(|&h| (self.laid.origin(h), h)).collect();
        from.sort_unstable();
        if from.array_windows().any(|[a, b]| a.0 == b.0) {
            return None;
        }
        let mut used = vec![false; from.len()];
        let (mut shells, mut holes) = (vec![], vec![]);
        for first in 0..from.len() {
            let (mut ring, mut doubled, mut at) = (vec![], 0_i128, first);
            while !used[at] {
                used[at] = true;
                let half = from[at].1;
                ring.extend(self.laid.along(half));
                ring.pop();
                doubled += self.laid.doubled(half);
                let to = self.laid.origin(half ^ 1);
                at = from.binary_search_by_key(&to, |f| f.0).ok()?;
            }
            match doubled.signum() {
                1 => shells.push(vec![ring]),
                -1 => holes.push(ring),
                _ => {}
            }
        }
        match (&mut shells[..], holes.is_empty()) {
            (_, true) => {}
            ([shell], false) => shell.extend(holes),
            _ => return None,
        }
        Some(shells)
    }
}

/// Polygons from directed edges with the inside on their left: each its shell (positive area) and then its holes, open.
pub(super) fn rings(edges: &[(Node, Node)]) -> Vec<Vec<Vec<Node>>> {
    if let Some(shells) = plain_shells(edges) {
        return shells.into_iter().map(|shell| vec![shell]).collect();
    }
    traced(edges)
}

fn traced(edges: &[(Node, Node)]) -> Vec<Vec<Vec<Node>>> {
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

/// The rings of edges where no two rings touch and all are shells, which is the usual case in tiles. The rings and their
/// order are those of [`traced`].
fn plain_shells(edges: &[(Node, Node)]) -> Option<Vec<Vec<Node>>> {
    let mut leaving: Vec<(Node, Node)> = edges.to_vec();
    leaving.sort_unstable();
    if leaving.array_windows().any(|[a, b]| a.0 == b.0) {
        return None;
    }
    let mut shells = vec![];
    let mut walked = vec![false; leaving.len()];
    // Starting from the smallest node, as tracing does.
    for first in 0..leaving.len() {
        if walked[first] {
            continue;
        }
        let mut ring = vec![];
        let mut at = first;
        while !walked[at] {
            walked[at] = true;
            ring.push(leaving[at].0);
            at = leaving.binary_search_by_key(&leaving[at].1, |e| e.0).ok()?;
        }
        // If the walk ends elsewhere than it began, it has met another ring.
        if at != first {
            return None;
        }
        let doubled: i128 = ring.array_windows().map(|&[a, b]| cross(ring[0], a, b)).sum();
        match doubled.signum() {
            1 => shells.push(ring),
            0 => {}
            _ => return None,
        }
    }
    Some(shells)
}

/// The winding numbers of each face by part, found by walking from face to face, starting outside.
fn windings(laid: &Strands) -> Vec<Net> {
    // One step between two faces is enough: all give the same result.
    let mut ways: Vec<(u32, u32, u32, i32)> = vec![];
    for (strand, sides) in laid.all.iter().zip(laid.face.as_chunks::<2>().0) {
        let [left, right] = *sides;
        if left != right {
            ways.extend([(right, left, strand.net, 1), (left, right, strand.net, -1)]);
        }
    }
    ways.sort_unstable();
    ways.dedup_by_key(|w| (w.0, w.1));
    let from = |face: u32| {
        let start = ways.partition_point(|w| w.0 < face);
        ways[start..].iter().take_while(move |w| w.0 == face)
    };
    let mut found: Vec<Option<Net>> = vec![None; laid.faces as usize];
    let mut waiting = vec![(OUTSIDE, Net::new())];
    while let Some((face, here)) = waiting.pop() {
        for &(_, to, net, sign) in from(face) {
            let Some(slot @ None) = found.get_mut(to as usize) else {
                continue;
            };
            let there = sum(&here, &laid.nets[net as usize], sign);
            *slot = Some(there.clone());
            waiting.push((to, there));
        }
    }
    found.into_iter().map(Option::unwrap_or_default).collect()
}

/// The areas that cover a face, ascending. Marks the parts that cover it as present.
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

    fn edges(rings: &[&[(i64, i64)]]) -> Vec<(Node, Node)> {
        let node = |&(x, y): &(i64, i64)| Node { x, y };
        let ring = |r: &&[(i64, i64)]| -> Vec<(Node, Node)> {
            (0..r.len())
                .map(|i| (node(&r[i]), node(&r[(i + 1) % r.len()])))
                .collect()
        };
        rings.iter().flat_map(ring).collect()
    }

    #[test]
    fn plain_shells_are_what_tracing_finds() {
        let (a, b): (&[_], &[_]) = (&[(4, 0), (4, 4), (0, 4), (0, 0)], &[(9, 9), (5, 9), (5, 6)]);
        let spike: &[_] = &[(20, 0), (25, 0)];
        for rings in [&[a][..], &[b, a], &[a, spike, b], &[]] {
            let edges = edges(rings);
            let shells = plain_shells(&edges).unwrap().into_iter().map(|shell| vec![shell]);
            assert!(traced(&edges).into_iter().eq(shells), "{rings:?}");
        }
        // A hole, two shells that touch, an edge twice: none is plain.
        let (hole, touching): (&[_], &[_]) = (&[(1, 1), (1, 2), (2, 2)], &[(4, 4), (6, 4), (6, 6)]);
        for rings in [&[a, hole][..], &[a, touching], &[a, a]] {
            assert!(plain_shells(&edges(rings)).is_none(), "{rings:?}");
        }
    }

    #[test]
    fn a_face_between_arcs_that_crossed_has_one_owner() {
        // Winding numbers 2 and −1 of two neighbours; 1, 1 and −1 of three; 1 and −1.
        assert_eq!(covered(&[(0, 2), (1, -1)], Sharing::One).0, [0]);
        assert_eq!(
            covered(&[(0, 1), (1, 1), (2, -1)], Sharing::One),
            (vec![0], vec![true, false, false])
        );
        assert_eq!(covered(&[(0, 1), (1, -1)], Sharing::One).0, [0_u32; 0]);
        assert_eq!(covered(&[(1, 2)], Sharing::One).0, [1]);
    }

    #[test]
    fn areas_that_overlap_in_the_world_overlap_in_tiles() {
        assert_eq!(covered(&[(0, 1), (1, 1)], Sharing::Any).0, [0, 1]);
        assert_eq!(covered(&[(0, 1), (1, 1), (2, -1)], Sharing::Any).0, [0]);
    }

    #[test]
    fn nets_add_up() {
        assert_eq!(sum(&[(0, 1), (2, 1)], &[(0, 1), (1, 1)], -1), [(1, -1), (2, 1)]);
        assert_eq!(sum(&[], &[(3, 2)], 1), [(3, 2)]);
    }
}
