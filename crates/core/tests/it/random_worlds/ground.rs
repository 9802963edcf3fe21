//! Ground that shapes are made of: faces between nodes of a lattice of binary fractions, so that shapes share edges exactly.
use super::dice::Dice;
use super::exact::{Place, Shape, turn};
use std::collections::{BTreeMap, BTreeSet};

/// Faces that tile a patch.
pub struct Ground {
    nodes: Vec<Place>,
    /// Of each face its nodes, counter-clockwise.
    faces: Vec<Vec<usize>>,
    /// The face to the left of each pair of neighbouring nodes.
    left: BTreeMap<(usize, usize), usize>,
}

/// Some faces of a ground.
pub type Faces = BTreeSet<usize>;

impl Ground {
    /// Faces of 2^-`log2` degrees from the south-western corner on, in units of that size. Of some grounds the nodes stand a
    /// little aside; some faces are cut in two.
    pub fn new(dice: &mut Dice, (west, south): (i64, i64), log2: u32, columns: usize, rows: usize) -> Self {
        let (aside, cut) = (*dice.pick(&[0, 0, 30, 100]), *dice.pick(&[0, 20, 60]));
        let node = |column: usize, row: usize| row * (columns + 1) + column;
        let mut nodes = vec![];
        for row in (0..=rows).map(whole) {
            for column in (0..=columns).map(whole) {
                let mut moved = || if dice.chance(aside) { dice.between(-1, 1) } else { 0 };
                nodes.push(Place::node(
                    (west + column) * 8 + moved(),
                    (south + row) * 8 + moved(),
                    log2 + 3,
                ));
            }
        }
        let mut faces = vec![];
        for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
            let [a, b] = [node(column, row), node(column + 1, row)];
            let [c, d] = [node(column + 1, row + 1), node(column, row + 1)];
            if !dice.chance(cut) {
                faces.push(vec![a, b, c, d]);
            } else if dice.chance(50) {
                faces.extend([vec![a, b, c], vec![a, c, d]]);
            } else {
                faces.extend([vec![a, b, d], vec![b, c, d]]);
            }
        }
        let edges = faces
            .iter()
            .enumerate()
            .flat_map(|(face, ring)| pairs(ring).map(move |pair| (pair, face)));
        Self {
            left: edges.collect(),
            nodes,
            faces,
        }
    }

    pub fn all(&self) -> Faces {
        (0..self.faces.len()).collect()
    }

    /// The faces that share an edge with a face.
    pub fn beside(&self, face: usize) -> Vec<usize> {
        pairs(&self.faces[face])
            .filter_map(|(a, b)| self.left.get(&(b, a)).copied())
            .collect()
    }

    /// The faces that share an edge with any of some and are not among them.
    pub fn around(&self, some: &Faces) -> Faces {
        let beside = some.iter().flat_map(|face| self.beside(*face));
        beside.filter(|face| !some.contains(face)).collect()
    }

    /// About `count` faces that hang together, of those allowed: bays and holes as they come.
    pub fn grown(&self, dice: &mut Dice, count: usize, allowed: &Faces) -> Faces {
        let from: Vec<usize> = allowed.iter().copied().collect();
        let mut grown = Faces::new();
        if from.is_empty() {
            return grown;
        }
        let mut edge = vec![*dice.pick(&from)];
        while !edge.is_empty() && grown.len() < count {
            let next = edge.swap_remove(dice.below(edge.len()));
            if grown.insert(next) {
                edge.extend(
                    self.beside(next)
                        .into_iter()
                        .filter(|face| allowed.contains(face) && !grown.contains(face)),
                );
            }
        }
        grown
    }

    /// All of some faces shared out among `count`, each growing from a face of its own; some may get none.
    pub fn shared_out(&self, dice: &mut Dice, count: usize, of: &Faces) -> Vec<Faces> {
        let mut shares = vec![Faces::new(); count];
        let mut left: Vec<usize> = if count > 0 {
            of.iter().copied().collect()
        } else {
            vec![]
        };
        dice.shuffle(&mut left);
        for (share, face) in shares.iter_mut().zip(&left) {
            share.insert(*face);
        }
        left.drain(..count.min(left.len()));
        while let Some(face) = left.pop() {
            let beside = self.beside(face);
            match (0..count).find(|share| beside.iter().any(|face| shares[*share].contains(face))) {
                Some(share) => _ = shares[share].insert(face),
                // Not reached yet, or cut off from all.
                None if dice.chance(90) => left.insert(0, face),
                None => _ = shares[dice.below(count)].insert(face),
            }
        }
        shares
    }

    /// A walk along edges.
    pub fn walk(&self, dice: &mut Dice, steps: usize) -> Vec<Place> {
        let mut at = dice.below(self.nodes.len());
        let mut before = at;
        let mut walk = vec![self.nodes[at]];
        for _ in 0..steps {
            let from = (at, 0)..(at + 1, 0);
            let ways: Vec<usize> = self
                .left
                .range(from)
                .map(|((_, to), _)| *to)
                .filter(|to| *to != before)
                .collect();
            if ways.is_empty() {
                break;
            }
            before = at;
            at = *dice.pick(&ways);
            walk.push(self.nodes[at]);
        }
        walk
    }

    /// The union of some faces: every ring simple, each connected piece a part with its holes.
    pub fn shape(&self, dice: &mut Dice, some: &Faces) -> Shape {
        let straight = dice.chance(30);
        let mut parts: BTreeMap<usize, Vec<Vec<Place>>> = BTreeMap::new();
        let pieces = self.pieces(some);
        for (face, ring) in self.rings(some) {
            let mut ring: Vec<Place> = ring.iter().map(|node| self.nodes[*node]).collect();
            let part = parts.entry(pieces[&face]).or_default();
            let outer = winds_left(&ring);
            if straight {
                ring = without_straight_nodes(&ring);
            }
            let first = dice.below(ring.len());
            ring.rotate_left(first);
            if dice.chance(30) {
                ring.reverse();
            }
            part.insert(if outer { 0 } else { part.len() }, ring);
        }
        Shape {
            parts: parts.into_values().collect(),
        }
    }

    /// Of each face the least face of its connected piece.
    fn pieces(&self, some: &Faces) -> BTreeMap<usize, usize> {
        let mut pieces = BTreeMap::new();
        for first in some {
            let mut open = vec![*first];
            while let Some(face) = open.pop() {
                if some.contains(&face) && !pieces.contains_key(&face) {
                    pieces.insert(face, *first);
                    open.extend(self.beside(face));
                }
            }
        }
        pieces
    }

    /// The border of some faces as rings of nodes that touch themselves nowhere, each with a face to its left.
    fn rings(&self, some: &Faces) -> Vec<(usize, Vec<usize>)> {
        let is_border = |(a, b): (usize, usize)| !self.left.get(&(b, a)).is_some_and(|face| some.contains(face));
        let edges = some
            .iter()
            .flat_map(|face| pairs(&self.faces[*face]))
            .filter(|pair| is_border(*pair));
        let mut open: BTreeSet<(usize, usize)> = edges.collect();
        let mut rings = vec![];
        while let Some(start) = open.pop_first() {
            let mut walk = vec![start.0];
            let mut edge = start;
            loop {
                // A node met again closes a ring of its own.
                if let Some(at) = walk.iter().position(|node| *node == edge.1) {
                    rings.push((self.left[&edge], walk.split_off(at)));
                }
                walk.push(edge.1);
                let mut next = self.onward(edge);
                while !is_border(next) {
                    next = self.onward((next.1, next.0));
                }
                edge = next;
                if edge == start {
                    break;
                }
                open.remove(&edge);
            }
        }
        rings
    }

    /// The edge that follows an edge round the face to its left.
    fn onward(&self, edge: (usize, usize)) -> (usize, usize) {
        let ring = &self.faces[self.left[&edge]];
        let at = ring
            .iter()
            .position(|node| *node == edge.1)
            .expect("a node of the face");
        (edge.1, ring[(at + 1) % ring.len()])
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("small")
}

fn pairs(ring: &[usize]) -> impl Iterator<Item = (usize, usize)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Whether a simple ring runs counter-clockwise.
fn winds_left(ring: &[Place]) -> bool {
    let lowest = (0..ring.len())
        .min_by_key(|i| (ring[*i].y, ring[*i].x))
        .expect("a ring has places");
    let count = ring.len();
    let at = |by: usize| ring[(lowest + by) % count];
    // Of the lowest nodes the westernmost: what comes before it and what comes after lie on different directions.
    turn(at(count - 1), at(0), at(1)) > 0
}

fn without_straight_nodes(ring: &[Place]) -> Vec<Place> {
    let count = ring.len();
    let bends = |i: &usize| turn(ring[(i + count - 1) % count], ring[*i], ring[(i + 1) % count]) != 0;
    (0..count).filter(bends).map(|i| ring[i]).collect()
}
